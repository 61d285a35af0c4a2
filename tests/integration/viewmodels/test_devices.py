from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.people import Role
from core.errors import Refused
from kiosk.app.device_desk import RunningDevices
from kiosk.devices.setting import DeviceSetting
from kiosk.ports import DeviceFault, DeviceState, DeviceStatus
from kiosk.settings import DeviceTable
from kiosk.viewmodels.device_words import visible
from kiosk.viewmodels.devices import DevicesModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.workplace import NoticeKind
from tests.devices_screen import saved, seen, told
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
    assert "Technical message" in [fact.name for fact in devices.facts]
    bench.scale.command("stable")
    bench.scale.plug()
    desk.until(lambda: devices.entry and devices.entry.value == "12.345 kg")


def test_an_old_reading_is_no_value(desk: Desk, devices: DevicesModel) -> None:
    desk.until(lambda: devices.entry and devices.entry.value == "12.345 kg")
    desk.ageing, desk.place.instruments._monotonic = True, lambda: 1e12
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


@pytest.mark.parametrize("order", ["tare", "zero"])
def test_a_load_that_is_registered_is_not_tared_or_zeroed_away_here_either(
    order: str, desk: Desk, bench: Bench, devices: DevicesModel
) -> None:
    desk.until(lambda: desk.place.instruments.weight_kg == Decimal("12.345"))
    desk.place.instruments.weight_booked()
    devices.order(order)
    desk.settle()
    assert told(desk) == (
        NoticeKind.REFUSED,
        "This load is registered. Take it off before the next one.",
    )
    bench.scale.value("0.000")
    desk.until(lambda: desk.place.instruments.load is None)


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
    assert {"Last check", "Good until"} <= {fact.name for fact in devices.facts}
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
    assert first.fault is DeviceFault.WRONG_SETTINGS
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
