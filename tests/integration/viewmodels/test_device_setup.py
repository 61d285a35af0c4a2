from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.errors import Unavailable
from kiosk.ports import DeviceState, SerialPort
from kiosk.settings import DeviceTable
from kiosk.viewmodels import setup_words as says
from kiosk.viewmodels.device_setup import ANY, DeviceSetUp, Page
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.typed_port import port_of
from kiosk.viewmodels.workplace import NoticeKind
from tests.devices_screen import saved, seen, told
from tests.fix_desk_devices import Bench
from tests.fix_workplace import Desk


@pytest.fixture
def admin(desk: Desk, bench: Bench) -> Desk:
    """The desk where an administrator works; its devices wait to be set up."""
    desk.sign_in("B-ADMIN")
    return desk


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


@pytest.mark.parametrize("role", ["scale.2", "printer.label"])
def test_a_port_serves_one_role(role: str, admin: Desk, bench: Bench) -> None:
    """Whatever name it was typed by."""
    bench.set_up()
    device = Path(bench.scale.port).resolve()
    protocol = "mt_sics" if role == "scale.2" else "escpos"
    with pytest.raises(Unavailable, match="port_in_use"):
        admin.run(admin.devices.assign(role, DeviceTable(protocol, str(device), {})))
    assert saved(admin).get(role) != DeviceTable(protocol, str(device), {})


def test_two_roles_may_share_a_printer(admin: Desk, bench: Bench) -> None:
    bench.set_up()
    pallets = DeviceTable("escpos", bench.printer.port, {"dots": 832})
    admin.run(admin.devices.assign("printer.pallet", pallets))
    assert saved(admin)["printer.pallet"] == pallets


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
    assert text.startswith("The device cannot be set up so (")
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
    assert "instrument" not in lines, "no record names its printer"
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
        ("SOCKET://PRINTER.LAN:9100", "socket://printer.lan:9100"),
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


def test_the_serial_number_that_the_device_told_is_offered(
    qtbot: QtBot, admin: Desk, bench: Bench
) -> None:
    def offered() -> str:
        with qtbot.waitSignal(setup.text_asked) as asked:
            setup.ask_option("serial_number")
        return str(asked.args[0].text)

    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    setup.choose_protocol("mt_sics")
    assert offered() == ""
    setup.choose_port(bench.scale.port)
    admin.until(lambda: setup.heard.identity)
    told = setup.heard.identity
    setup.next()
    assert setup.page is Page.OPTIONS
    assert offered() == told
    setup.set_option("serial_number", "B1")
    assert offered() == "B1"
    setup.back()
    setup.choose_port("/dev/nothing-is-here")
    setup.set_option("serial_number", "")
    assert offered() == ""
    setup.cancel()


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


def test_a_scanner_that_types_has_no_port_to_choose(admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scanner.main")
    setup.choose_protocol("wedge")
    assert (setup.page, setup.port) == (Page.OPTIONS, "keyboard")
    assert "baud" not in [line.key for line in setup.option_lines]
    setup.ask_option("fallback")
    assert setup.options["fallback"] is False
    setup.set_option("layout", "hu")
    setup.next()
    assert says.hearing(admin.place.speech.words, setup)[1] == "Save it, then scan the test page."
    setup.back()
    setup.back()
    assert setup.page is Page.PROTOCOL
    setup.next()
    setup.next()
    setup.save()
    admin.until(lambda: "scanner.main" in admin.devices.devices)
    table = DeviceTable("wedge", "keyboard", {"fallback": False, "layout": "hu"})
    assert saved(admin) == {"scanner.main": table}


def test_an_instrument_is_chosen_from_those_the_protocol_knows(
    qtbot: QtBot, admin: Desk, bench: Bench
) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("probe.2")
    setup.choose_protocol("modbus")
    setup.choose_port("/dev/ttyUSB9")
    with qtbot.waitSignal(setup.choice_asked) as asked:
        setup.ask_option("profile")
    assert {choice.key: choice.text for choice in asked.args[2]}["simex_trs02a"] == "Simex TRS-02a"
    setup.set_option("profile", "simex_trs02a")
    assert [line.value for line in setup.chosen_options] == ["Simex TRS-02a"]
    with qtbot.waitSignal(setup.number_asked) as asked:
        setup.ask_option("address")
    asked.args[0].type_digit("7")
    asked.args[0].accept()
    assert setup.options == {"profile": "simex_trs02a", "address": 7}
    setup.choose_protocol("lutron16")
    assert setup.options == {}, "the options of another protocol go"
    setup.cancel()


def test_the_two_digits_of_an_address_stay_two(qtbot: QtBot, admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.2")
    setup.choose_protocol("st_gs")
    setup.choose_port("/dev/ttyUSB9")
    with qtbot.waitSignal(setup.text_asked) as asked:
        setup.ask_option("address")
    asked.args[0].type_text("01")
    asked.args[0].accept()
    assert setup.options["address"] == "01"
    with qtbot.waitSignal(setup.choice_asked) as asked:
        setup.ask_option("unit")
    assert [choice.key for choice in asked.args[2]] == ["", "kg", "g", "t"]
    setup.cancel()


def test_nothing_is_found_where_nothing_speaks(admin: Desk, bench: Bench) -> None:
    words = admin.place.speech.words
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    setup.choose_protocol("mt_sics")
    assert says.hearing(words, setup) == (Mark.AHEAD, "Choose a port to see what comes from it.")
    setup.choose_port("/dev/nothing-is-here")
    admin.until(lambda: setup.heard.problem)
    mark, sentence = says.hearing(words, setup)
    assert mark is Mark.OFFLINE
    assert sentence == "The port cannot be opened: the port is not there"
    assert says.value(words, setup) == (Mark.WARNING, "–", "no signal")
    setup.choose_port(bench.probe.port)
    admin.until(lambda: setup.heard.lines)
    assert says.hearing(words, setup)[1].startswith("Lines come that are not understood yet.")
    setup.cancel()


def test_every_port_is_a_line_and_one_in_use_says_whose_it_is(admin: Desk, bench: Bench) -> None:
    words = admin.place.speech.words
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.2")
    setup.ports = (
        SerialPort(path="/dev/ttyUSB0", usb="0403:6001:A1", role="scale.main"),
        SerialPort(path="/dev/ttyS0"),
        SerialPort(path="usb:/dev/usb/lp0"),
    )
    lines = says.ports(words, setup)
    assert [(line.key, line.obstacle) for line in lines] == [
        ("0403:6001:A1", "in use: Main scale"),
        ("/dev/ttyS0", None),
    ]
    setup.choose_role("printer.2")
    assert "usb:/dev/usb/lp0" in [line.key for line in says.ports(words, setup)]
