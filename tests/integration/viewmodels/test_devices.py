from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.people import Role
from core.errors import Refused, Unavailable
from kiosk.app.device_desk import RunningDevices
from kiosk.devices.setting import DeviceSetting
from kiosk.ports import DeviceState, DeviceStatus
from kiosk.settings import DeviceTable, load
from kiosk.viewmodels import setup_words as says
from kiosk.viewmodels.device_setup import ANY, DeviceSetUp, Page, port_of
from kiosk.viewmodels.device_words import visible
from kiosk.viewmodels.devices import DevicesModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_desk_devices import Bench
from tests.fix_devices import RecordingListener
from tests.fix_workplace import Desk

BADGES = {
    Role.ADMIN: "B-ADMIN",
    Role.MANAGER: "B-MANAGER",
    Role.AUDITOR: "B-AUDITOR",
    Role.OPERATOR: "B-OPERATOR",
    Role.VIEWER: "B-VIEWER",
}


@pytest.fixture
def admin(desk: Desk, bench: Bench) -> Desk:
    """The desk where an administrator works; its devices wait to be set up."""
    desk.sign_in("B-ADMIN")
    return desk


@pytest.fixture
def devices(admin: Desk, bench: Bench) -> DevicesModel:
    """The screen of a kiosk with four devices."""
    bench.set_up()
    return seen(admin)


def seen(desk: Desk, role: str = "") -> DevicesModel:
    model = DevicesModel(desk.place)
    model.enter({"role": role} if role else {})
    desk.until(lambda: model.loaded)
    return model


def told(desk: Desk) -> tuple[NoticeKind, str]:
    notice = desk.place.notices.last
    assert notice is not None
    return notice.kind, notice.text


def saved(desk: Desk) -> dict[str, DeviceTable]:
    return dict(load(Path(desk.devices.file), environment={}).devices)


def test_each_device_shows_its_value_its_line_and_how_it_is(
    desk: Desk, devices: DevicesModel
) -> None:
    assert devices.roles == ("scale.main", "probe.core", "scanner.main", "printer.label")
    desk.until(lambda: devices.entry and devices.entry.value == "12.345 kg")
    assert devices.entry is not None
    assert (devices.entry.mark, devices.entry.state) == (Mark.DONE, "stable")
    assert devices.raw == "S S     12.345 kg<CR><LF>"
    facts = {fact.name: fact.value for fact in devices.facts}
    assert facts["Name on the records"] == "S8"
    assert facts["Serial number"] == "B021002593"
    assert facts["Protocol"] == "Mettler Toledo MT-SICS, KERN KCP"
    celsius = desk.place.speech.words.celsius(Decimal("-18.5"))
    devices.choose("probe.core")
    desk.until(lambda: devices.entry and devices.entry.value == celsius)
    devices.choose("printer.label")
    desk.until(lambda: devices.entry and devices.entry.value == "in order")


def test_a_scan_is_shown_as_it_came(desk: Desk, bench: Bench, devices: DevicesModel) -> None:
    devices.choose("scanner.main")
    desk.until(lambda: devices.entry and devices.entry.mark is Mark.DONE)
    bench.scanner.value("SKW15-20260124-DUNA-0201")
    desk.until(lambda: devices.entry and devices.entry.value == "SKW15-20260124-DUNA-0201")


def test_a_moving_load_is_said_and_an_unplugged_scale_shows_no_value(
    desk: Desk, bench: Bench, devices: DevicesModel
) -> None:
    bench.scale.command("moving")
    desk.until(lambda: devices.entry and devices.entry.state == "moving")
    assert devices.entry is not None
    assert devices.entry.mark is Mark.RUNNING
    bench.scale.unplug()
    desk.until(lambda: devices.entry and devices.entry.mark is Mark.OFFLINE)
    assert devices.entry.value == "–"
    assert devices.raw == ""
    assert "What happened" in [fact.name for fact in devices.facts]
    bench.scale.command("stable")
    bench.scale.plug()
    desk.until(lambda: devices.entry and devices.entry.value == "12.345 kg")


def test_an_old_reading_is_no_value(desk: Desk, devices: DevicesModel) -> None:
    desk.until(lambda: devices.entry and devices.entry.value == "12.345 kg")
    devices._monotonic = lambda: 1e12
    assert devices.entry is not None
    assert devices.entry.value == "–"


def test_taring_and_zeroing_are_for_who_weighs(
    desk: Desk, bench: Bench, devices: DevicesModel
) -> None:
    assert devices.orders == ("zero", "tare")
    desk.until(lambda: devices.entry and devices.entry.value == "12.345 kg")
    devices.order("tare")
    desk.until(lambda: devices.entry and devices.entry.value == "0.000 kg")
    devices.choose("probe.core")
    assert devices.orders == ()
    desk.sign_in("B-VIEWER")
    assert devices.cannot_order == "not with your role"


def test_an_instrument_is_checked_by_those_who_verify(
    qtbot: QtBot, desk: Desk, bench: Bench, devices: DevicesModel
) -> None:
    desk.until(lambda: devices.entry and devices.entry.value == "12.345 kg")
    assert devices.standing == (Mark.AHEAD, "never checked here")
    with qtbot.waitSignal(devices.check_asked) as asked:
        devices.check()
    form = asked.args[0]
    assert form.device == "S8"
    desk.until(lambda: form.live == Decimal("12.345"))
    form.type_reference()
    form.reference = Decimal("12.345")
    form.take()
    form.record()
    desk.until(lambda: devices.standing == (Mark.DONE, "check: in order"))
    assert "Last check" in [fact.name for fact in devices.facts]
    devices.choose("scanner.main")
    assert devices.standing is None
    desk.sign_in("B-OPERATOR")
    assert devices.cannot_check == "not with your role"


def test_an_order_to_a_lost_scale_is_told(desk: Desk, bench: Bench, devices: DevicesModel) -> None:
    bench.scale.unplug()
    desk.until(lambda: devices.entry and devices.entry.mark is Mark.OFFLINE)
    devices.order("zero")
    desk.settle()
    assert [str(each) for each in desk.failures] == ["device_lost"]
    desk.failures.clear()


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_devices_and_only_an_administrator_changes_them(
    desk: Desk, bench: Bench, role: Role
) -> None:
    desk.sign_in("B-ADMIN")
    bench.set_up()
    desk.sign_in(BADGES[role])
    model = seen(desk)
    before = saved(desk)
    assert len(model.entries) == 4
    if role is Role.ADMIN:
        assert model.cannot_change is None
        return
    assert model.cannot_change == "an administrator may"
    for work in (
        desk.devices.remove("scale.main"),
        desk.devices.assign("scale.main", DeviceTable("mt_sics", "/dev/ttyS0", {})),
    ):
        with pytest.raises(Refused, match="forbidden"):
            desk.run(work)
    assert saved(desk) == before
    assert desk.devices.devices == before


def test_a_kiosk_without_devices_says_so_and_one_that_starts_too(desk: Desk, bench: Bench) -> None:
    desk.sign_in("B-OPERATOR")
    model = seen(desk)
    assert (model.entries, model.entry, model.facts, model.orders) == ((), None, (), ())
    desk.devices._offers = ()
    model.refresh()
    desk.until(lambda: model.problem)
    assert model.problem_text == "The kiosk is still starting. Try again shortly."


def test_a_scale_is_found_by_its_port_tried_and_saved(
    qtbot: QtBot, admin: Desk, bench: Bench
) -> None:
    setup = DeviceSetUp(admin.place)
    words = admin.place.speech.words
    assert [choice.key for choice in says.roles(words, setup)][:2] == ["scale.main", "probe.core"]
    setup.choose_role("scale.main")
    assert setup.page is Page.PROTOCOL
    assert "mt_sics" in [choice.key for choice in says.protocols(words, setup)]
    setup.choose_protocol(ANY)
    assert setup.next_blocked == "choose a port"
    setup.choose_port(bench.scale.port)
    assert setup.next_blocked == "no protocol found yet"
    admin.until(lambda: setup.heard.found)
    assert setup.next_blocked is None
    assert setup.protocol == "mt_sics"
    admin.until(lambda: "S S     12.345 kg<CR><LF>" in says.raw_lines(setup))
    mark, sentence = says.hearing(words, setup)
    assert (mark, sentence) == (Mark.DONE, "This is Mettler Toledo MT-SICS, KERN KCP, at 9600 8N1.")
    setup.next()
    setup.set_option("decimals", "3")
    setup.set_option("minimum", "0.200")
    setup.set_option("instrument", "S2")
    setup.next()
    assert setup.page is Page.TRIAL
    admin.until(lambda: says.value(words, setup) == (Mark.DONE, "12.345 kg", "stable"))
    with qtbot.waitSignal(setup.saved) as done:
        setup.save()
    assert done.args == ["scale.main"]
    wanted = DeviceTable(
        "mt_sics",
        bench.scale.port,
        {"decimals": 3, "minimum": Decimal("0.200"), "instrument": "S2"},
    )
    assert saved(admin) == {"scale.main": wanted}
    assert told(admin) == (NoticeKind.SAVED, "Saved: Main scale.")
    model = seen(admin, "scale.main")
    admin.until(lambda: model.entry and model.entry.value == "12.345 kg")


def test_the_options_decide_what_the_trial_may_book(admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    setup.choose_protocol("mt_sics")
    setup.choose_port(bench.scale.port)
    setup.next()
    setup.set_option("decimals", "2")
    setup.next()
    words = admin.place.speech.words
    admin.until(lambda: says.value(words, setup)[1] == "12.345 kg")
    assert says.value(words, setup)[2] == "stable, not to be booked"
    setup.cancel()


def test_the_port_of_another_role_is_shown_as_in_use(admin: Desk, bench: Bench) -> None:
    bench.set_up()
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.2")
    setup.choose_protocol("mt_sics")
    setup.choose_port(bench.scale.port)
    admin.until(lambda: admin.failures)
    assert [str(each) for each in admin.failures] == ["port_in_use"]
    admin.failures.clear()
    setup.cancel()


def test_a_role_rests_while_its_own_port_is_listened_to(admin: Desk, bench: Bench) -> None:
    bench.set_up()
    statuses = admin.place.devices.statuses
    admin.until(lambda: statuses["scale.main"].state is DeviceState.CONNECTED)
    setup = DeviceSetUp(admin.place, "scale.main")
    assert (setup.protocol, setup.port) == ("mt_sics", bench.scale.port)
    setup.choose_protocol("mt_sics")
    admin.until(lambda: setup.heard.found)
    assert statuses["scale.main"].state is DeviceState.LOST
    setup.cancel()
    admin.until(lambda: statuses["scale.main"].state is DeviceState.CONNECTED)


def test_the_port_that_was_chosen_last_is_listened_to(admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("probe.core")
    setup.choose_protocol(ANY)
    setup.choose_port("/dev/nothing-is-here")
    setup.choose_port(bench.probe.port)
    admin.until(lambda: setup.heard.found)
    assert setup.protocol == "lutron16"
    setup.cancel()


@pytest.mark.expected_log("cannot be changed: .*Permission denied")
def test_what_cannot_be_kept_changes_nothing(
    admin: Desk, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.set_up()
    before = dict(admin.devices.devices)

    def denied(_from: Path, _to: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", denied)
    setup = DeviceSetUp(admin.place, "scale.main")
    setup.set_option("instrument", "S9")
    setup.save()
    admin.until(lambda: admin.failures)
    (failure,) = admin.failures
    assert isinstance(failure, Unavailable)
    assert failure.reason == "settings_denied"
    admin.failures.clear()
    monkeypatch.undo()
    assert (admin.devices.devices, saved(admin)) == (before, before)


def test_options_that_do_not_fit_are_told_and_nothing_is_saved(admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    setup.choose_protocol("mt_sics")
    setup.choose_port(bench.scale.port)
    setup.options["decimals"] = "many"
    setup.save()
    admin.until(lambda: admin.place.notices.last)
    kind, text = told(admin)
    assert kind is NoticeKind.REFUSED
    assert text.startswith("This does not fit: ")
    assert admin.devices.devices == {}
    assert not Path(admin.devices.file).exists()


def test_options_are_asked_for_as_they_are(qtbot: QtBot, admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("printer.label")
    setup.choose_protocol("escpos")
    setup.choose_port(bench.printer.port)
    lines = {line.key: line.value for line in setup.option_lines}
    assert lines["cut"] == "yes"
    assert "baud" not in lines, "a network has no speed to set"
    setup.ask_option("cut")
    assert setup.options["cut"] is False
    with qtbot.waitSignal(setup.number_asked) as asked:
        setup.ask_option("dots")
    for digit in "832":
        asked.args[0].type_digit(digit)
    asked.args[0].accept()
    assert setup.options["dots"] == 832
    with qtbot.waitSignal(setup.text_asked) as asked:
        setup.ask_option("instrument")
    asked.args[0].type_text("P1")
    asked.args[0].accept()
    assert setup.options["instrument"] == "P1"
    setup.set_option("instrument", "")
    assert "instrument" not in setup.options
    setup.choose_port("/dev/ttyUSB7")
    assert "baud" in [line.key for line in setup.option_lines]
    with qtbot.waitSignal(setup.choice_asked) as asked:
        setup.ask_option("framing")
    assert [choice.key for choice in asked.args[2]][:2] == ["", "8N1"]


@pytest.mark.parametrize(
    ("typed", "port"),
    [
        ("192.168.1.50:4001", "socket://192.168.1.50:4001"),
        ("192.168.1.50", "socket://192.168.1.50:9100"),
        ("PRINTER.LAN:9100", "socket://printer.lan:9100"),
        ("CUPS:LABELS", "cups:LABELS"),
        ("USB:04B8:0202", "usb:04B8:0202"),
        ("04B8:0202", "04B8:0202"),
        ("0403:6001:A50285BI", "0403:6001:A50285BI"),
        ("COM3", "COM3"),
        ("/dev/ttyUSB0", "/dev/ttyUSB0"),
    ],
)
def test_a_typed_port_is_written_as_the_settings_have_it(typed: str, port: str) -> None:
    assert port_of(typed, "printer") == port


def test_an_address_is_typed_without_its_scheme(qtbot: QtBot, admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("printer.label")
    setup.choose_protocol("escpos")
    with qtbot.waitSignal(setup.text_asked) as asked:
        setup.ask_address()
    asked.args[0].type_text("PRINTER.LAN:9100")
    asked.args[0].accept()
    assert setup.port == "socket://printer.lan:9100"
    with qtbot.waitSignal(setup.text_asked) as asked:
        setup.ask_address()
    assert asked.args[0].text == "printer.lan:9100"
    asked.args[0].text = "/dev/ttyUSB0"
    asked.args[0].accept()
    assert setup.port == "/dev/ttyUSB0"


@pytest.mark.parametrize(
    ("knob", "kind", "text"),
    [
        ("paper ok", NoticeKind.SAVED, "The printer says that the test label came out."),
        ("paper out", NoticeKind.REFUSED, "The test label did not print: no paper."),
        ("cover open", NoticeKind.REFUSED, "The test label did not print: cover open."),
    ],
)
def test_a_test_label_is_claimed_only_where_the_printer_says_so(
    desk: Desk, bench: Bench, devices: DevicesModel, knob: str, kind: NoticeKind, text: str
) -> None:
    bench.printer.command(knob)
    devices.choose("printer.label")
    desk.place.notices.last = None
    devices.test_print()
    desk.until(lambda: desk.place.notices.last)
    assert told(desk) == (kind, text)
    assert len(bench.printer.labels) == (kind is NoticeKind.SAVED)


def test_a_silent_printer_is_given_nothing_and_nothing_is_claimed(
    desk: Desk, bench: Bench, devices: DevicesModel
) -> None:
    bench.printer.silence()
    devices.choose("printer.label")
    desk.place.notices.last = None
    devices.test_print()
    desk.until(lambda: desk.place.notices.last)
    assert told(desk)[0] is NoticeKind.UNKNOWN
    assert bench.printer.labels == []


def test_a_printer_prints_a_test_label_before_it_is_saved(admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("printer.label")
    setup.choose_protocol("escpos")
    setup.choose_port(bench.printer.port)
    setup.test_print()
    admin.until(lambda: admin.place.notices.last)
    assert told(admin)[0] is NoticeKind.SAVED
    assert len(bench.printer.labels) == 1
    assert admin.devices.devices == {}


def test_a_removed_device_is_gone_everywhere(
    desk: Desk, bench: Bench, devices: DevicesModel
) -> None:
    desk.until(lambda: devices.entry and devices.entry.value == "12.345 kg")
    devices.remove()
    desk.until(lambda: "scale.main" not in devices.roles)
    assert "scale.main" not in saved(desk)
    desk.until(lambda: "scale.main" not in desk.place.devices.statuses)
    assert desk.place.instruments.weight is None
    assert devices.chosen == "probe.core"


@pytest.mark.expected_log("scale.main cannot be used")
def test_a_setting_that_cannot_be_does_not_stop_the_others(
    desk: Desk, bench: Bench, tmp_path: Path, listener: RecordingListener
) -> None:
    settings = (
        DeviceSetting("scale.main", "mt_sics", bench.scale.port, {"decimals": "many"}),
        DeviceSetting("probe.core", "lutron16", bench.probe.port),
    )
    file = tmp_path / "other.toml"
    running = RunningDevices(
        settings, listener, file=file, actor=lambda: None, draw=desk._test_label
    )
    desk.run(running.open())
    first = listener.wait_for_state(DeviceState.LOST)
    assert (first.role, "many" in first.reason) == ("scale.main", True)
    listener.wait_for_state(DeviceState.CONNECTED)
    assert list(running.devices) == ["scale.main", "probe.core"]
    desk.run(running.stop())


def test_bytes_of_a_line_are_made_visible() -> None:
    assert visible(b"\x02 12.3\x1d\xe9\x7f\r\n") == "<STX> 12.3<GS><E9><7F><CR><LF>"


def test_the_status_of_a_removed_role_is_forgotten(desk: Desk) -> None:
    board = desk.place.devices
    board.take_status(DeviceStatus("scale.2", DeviceState.CONNECTED))
    board.take_status(DeviceStatus("scale.2", DeviceState.REMOVED))
    assert board.statuses == {}
