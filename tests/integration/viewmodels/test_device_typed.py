"""What is typed and chosen while a device is set up, and what is said of it."""

import pytest
from pytestqt.qtbot import QtBot

from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
from kiosk.viewmodels import setup_words as says
from kiosk.viewmodels.device_setup import DeviceSetUp
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.workplace import NoticeKind
from tests.devices_screen import told
from tests.fix_desk_devices import Bench
from tests.fix_workplace import Desk


@pytest.fixture
def admin(desk: Desk, bench: Bench) -> Desk:
    """The desk where an administrator works; its devices wait to be set up."""
    desk.sign_in("B-ADMIN")
    return desk


def probe(admin: Desk) -> DeviceSetUp:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("probe.core")
    setup.choose_protocol("modbus")
    setup.choose_port("/dev/ttyS7")
    return setup


def test_what_is_not_set_shows_what_counts_then(admin: Desk, bench: Bench) -> None:
    values = {line.key: line.value for line in probe(admin).option_lines}
    assert (values["unit"], values["settle_readings"]) == ("°C", "3")
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    setup.choose_protocol("st_gs")
    setup.choose_port("/dev/ttyS7")
    values = {line.key: line.value for line in setup.option_lines}
    assert (values["unit"], values["poll"], values["decimals"]) == ("kg", "READ", "not set")
    setup.set_option("poll", "none")
    values = {line.key: line.value for line in setup.option_lines}
    assert values["poll"] == "none: it sends by itself"


def test_the_least_a_thermometer_records_is_a_temperature(
    qtbot: QtBot, admin: Desk, bench: Bench
) -> None:
    setup = probe(admin)
    names = {line.key: line.name for line in setup.option_lines}
    assert names["minimum"] == "Coldest recorded temperature"
    assert names["register"] == "Number of the register"
    with qtbot.waitSignal(setup.number_asked) as asked:
        setup.ask_option("minimum")
    number = asked.args[0]
    assert (number.unit, number.entry.places, number.entry.signed) == ("°C", 1, True)


@pytest.mark.parametrize(
    ("option", "low", "high"),
    [("address", 1, 247), ("register", 0, 65535), ("settle_readings", 1, 100)],
)
def test_a_number_the_device_cannot_have_is_not_taken(
    qtbot: QtBot, admin: Desk, bench: Bench, option: str, low: int, high: int
) -> None:
    setup = probe(admin)
    for number, takes in ((low - 1, False), (low, True), (high, True), (high + 1, False)):
        if number < 0:
            continue
        with qtbot.waitSignal(setup.number_asked) as asked:
            setup.ask_option(option)
        for digit in str(number):
            asked.args[0].type_digit(digit)
        assert (asked.args[0].can_accept, asked.args[0].is_beyond) == (takes, not takes)
        asked.args[0].accept()
        assert (setup.options.get(option) == number) is takes


@pytest.mark.parametrize("typed", ["192.168.1.50", "192.168.1.50:0", "192.168.1.50:65536"])
def test_an_address_without_a_tcp_port_is_not_taken(
    qtbot: QtBot, admin: Desk, bench: Bench, typed: str
) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    setup.choose_protocol("mt_sics")
    with qtbot.waitSignal(setup.text_asked) as asked:
        setup.ask_address()
    asked.args[0].type_text(typed)
    asked.args[0].accept()
    assert setup.port == ""
    assert told(admin)[0] is NoticeKind.REFUSED


def test_the_long_name_of_an_adapter_is_typed_whole(
    qtbot: QtBot, admin: Desk, bench: Bench
) -> None:
    name = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    setup.choose_protocol("mt_sics")
    with qtbot.waitSignal(setup.text_asked) as asked:
        setup.ask_address()
    assert "/dev/ttyS0" in asked.args[0].example
    for sign in name:
        asked.args[0].type_text(sign)
    asked.args[0].accept()
    assert setup.port == name
    with qtbot.waitSignal(setup.text_asked) as asked:
        setup.ask_address()
    assert asked.args[0].text == name, "a name is corrected, not typed anew"


def test_a_network_has_no_line_to_try(admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    setup.choose_protocol("mt_sics")
    simulated = SimulatedScale("tcp:0")
    simulated.start()
    setup.choose_port(simulated.port)
    words = admin.place.speech.words
    admin.until(lambda: setup.heard.found)
    assert says.hearing(words, setup) == (Mark.DONE, "This is Mettler Toledo MT-SICS, KERN KCP.")
    setup.cancel()
    simulated.close()


def test_the_trial_of_a_printer_says_what_became_of_its_label(admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    words = admin.place.speech.words
    setup.choose_role("printer.label")
    setup.choose_protocol("escpos")
    setup.choose_port(bench.printer.port)
    setup.next()
    setup.next()
    assert says.value(words, setup)[2] == "nothing printed yet"
    setup.test_print()
    admin.until(lambda: setup.printed)
    assert says.value(words, setup)[2] == "The printer says that the test label came out."
    setup.options["framing"] = "9X9"
    setup.port = "/dev/ttyS7"
    setup.test_print()
    admin.settle()
    assert told(admin)[1].startswith("The device cannot be set up so (")


def test_protocols_are_offered_by_the_names_people_look_for(admin: Desk, bench: Bench) -> None:
    setup = DeviceSetUp(admin.place)
    setup.choose_role("scale.main")
    texts = [choice.text for choice in says.protocols(admin.place.speech.words, setup)][1:]
    assert texts == sorted(texts)


def test_a_second_device_is_no_promise_that_the_screens_work_with_it(
    admin: Desk, bench: Bench
) -> None:
    setup = DeviceSetUp(admin.place)
    told_of = {each.key: each.detail for each in says.roles(admin.place.speech.words, setup)}
    used, seen_only = "used by the screens", "seen and checked only"
    assert (told_of["printer.label"], told_of["printer.2"]) == (used, seen_only)
    assert (told_of["scanner.main"], told_of["scanner.2"]) == (used, used)
