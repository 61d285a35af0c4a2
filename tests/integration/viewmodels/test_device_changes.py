"""What a person is told of a device that would not, and taking back a change of the devices."""

import pytest

from kiosk.ports import (
    DeviceFault,
    DeviceState,
    DeviceStatus,
    PrinterCondition,
    Reading,
    ReadingKind,
    ReadingStatus,
    device_time,
)
from kiosk.settings import DeviceTable
from kiosk.viewmodels import device_words as says
from kiosk.viewmodels.device_board import DeviceBoard
from kiosk.viewmodels.device_setup import DeviceSetUp
from kiosk.viewmodels.devices import DevicesModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.undo import SECONDS
from kiosk.viewmodels.workplace import NoticeKind
from tests.devices_screen import saved, seen, told
from tests.fix_desk_devices import Bench
from tests.fix_workplace import Desk

NOTHING = DeviceTable("mt_sics", "/dev/nothing-2", {"decimals": 3})


@pytest.fixture
def admin(desk: Desk, bench: Bench) -> Desk:
    """The desk where an administrator works; its devices wait to be set up."""
    desk.sign_in("B-ADMIN")
    return desk


@pytest.fixture
def second(admin: Desk) -> DevicesModel:
    """The screen of a kiosk with one device, which is not there."""
    admin.run(admin.devices.assign("scale.2", NOTHING))
    return seen(admin)


def asked_for(model: DevicesModel) -> DeviceSetUp:
    asked: list[DeviceSetUp] = []
    model.set_up_asked.connect(asked.append)
    model.change() if model.chosen else model.add()
    return asked[0]


def answer(kind: ReadingKind, status: ReadingStatus) -> Reading:
    return Reading(kind=kind, status=status, monotonic=device_time())


def test_a_removed_device_is_taken_back_within_ten_seconds(
    admin: Desk, second: DevicesModel
) -> None:
    second.remove()
    admin.until(lambda: second.undo.command is not None)
    assert (second.roles, saved(admin)) == ((), {})
    assert second.undo_texts == ("Undo", f"{SECONDS} s left")
    second.take_back()
    admin.until(lambda: second.roles == ("scale.2",))
    admin.settle()
    assert saved(admin) == {"scale.2": NOTHING}
    assert told(admin) == (NoticeKind.SAVED, "As it was before: Scale 2.")
    assert second.undo.command is None


def test_a_wrong_set_up_is_taken_back_to_what_it_was(admin: Desk, second: DevicesModel) -> None:
    setup = asked_for(second)
    setup.set_option("decimals", "1")
    setup.save()
    admin.until(lambda: second.undo.command is not None)
    assert saved(admin)["scale.2"].options == {"decimals": 1}
    second.take_back()
    admin.settle()
    assert saved(admin) == {"scale.2": NOTHING}


def test_a_device_that_was_new_is_gone_again(admin: Desk, bench: Bench) -> None:
    model = seen(admin)
    setup = asked_for(model)
    setup.choose_role("printer.label")
    setup.choose_protocol("escpos")
    setup.choose_port(bench.printer.port)
    setup.save()
    admin.until(lambda: model.undo.command is not None)
    model.take_back()
    admin.until(lambda: model.roles == ())
    assert saved(admin) == {}


def test_the_change_stays_when_the_time_is_over_or_the_screen_is_left(
    admin: Desk, second: DevicesModel
) -> None:
    second.remove()
    admin.until(lambda: second.undo.command is not None)
    for _ in range(SECONDS):
        second.undo.pass_second()
    second.take_back()
    admin.settle()
    assert second.roles == ()
    admin.run(admin.devices.assign("scale.2", NOTHING))
    second.remove()
    admin.until(lambda: second.undo.command is not None)
    second.leave()
    assert second.undo.command is None


@pytest.mark.parametrize(
    "refusal",
    [
        answer(ReadingKind.ACK, ReadingStatus.OVERLOAD),
        answer(ReadingKind.TARE, ReadingStatus.BUSY),
        answer(ReadingKind.ERROR, ReadingStatus.ERROR),
    ],
)
def test_a_scale_that_would_not_is_told_of_where_it_was_asked(
    admin: Desk, bench: Bench, refusal: Reading
) -> None:
    bench.set_up()
    model = seen(admin, "scale.main")
    admin.until(lambda: model.cannot_order is None)
    board = admin.place.devices
    board.take("scale.main", refusal)
    assert admin.place.notices.last is None, "nobody asked here"
    model.order("zero")
    admin.settle()
    board.take("scale.2", refusal)
    assert admin.place.notices.last is None, "another scale"
    board.take("scale.main", refusal)
    said = "The scale did not do it. Let the load rest, then try again."
    assert told(admin) == (NoticeKind.REFUSED, said)


def test_a_scale_that_did_it_and_a_garbled_line_are_no_refusals(desk: Desk) -> None:
    board = DeviceBoard(desk.devices)
    refused: list[str] = []
    board.refused.connect(refused.append)
    for kind, status in (
        (ReadingKind.ACK, ReadingStatus.OK),
        (ReadingKind.ERROR, ReadingStatus.GARBAGE),
        (ReadingKind.WEIGHT, ReadingStatus.OVERLOAD),
    ):
        board.take("scale.main", answer(kind, status))
    assert refused == []


def test_nothing_is_ordered_of_a_scale_that_is_not_there(admin: Desk, second: DevicesModel) -> None:
    assert second.cannot_order == "no signal"


def test_a_device_that_is_not_there_says_what_to_do(admin: Desk, second: DevicesModel) -> None:
    admin.until(lambda: second.advice)
    assert second.advice == "Plug the device in. If it is, choose its port anew by Change."
    facts = {fact.name: fact.value for fact in second.facts}
    assert "/dev/nothing-2" in facts["Technical message"]


@pytest.mark.parametrize("fault", DeviceFault)
def test_every_fault_has_its_advice(desk: Desk, fault: DeviceFault) -> None:
    status = DeviceStatus("scale.main", DeviceState.LOST, "why", fault=fault)
    assert says.advice(desk.place.speech.words, status)


def test_only_what_records_name_has_a_name_on_the_records(admin: Desk, bench: Bench) -> None:
    bench.set_up()
    model = seen(admin)
    for role, named in (("scale.main", True), ("probe.core", True), ("scanner.main", False)):
        model.choose(role)
        names = {fact.name for fact in model.facts}
        assert ("Name on the records" in names, "Serial number" in names) == (named, named), role


@pytest.mark.parametrize("condition", PrinterCondition)
def test_a_printer_that_does_not_print_says_what_to_do(
    desk: Desk, condition: PrinterCondition
) -> None:
    status = DeviceStatus("printer.label", DeviceState.CONNECTED, condition=condition)
    advice = says.advice(desk.place.speech.words, status)
    assert bool(advice) is not condition.fine


def test_a_printer_that_fell_silent_says_so(desk: Desk) -> None:
    silent = PrinterCondition.UNKNOWN
    status = DeviceStatus("printer.label", DeviceState.LOST, condition=silent)
    told_of = says.connection(desk.place.speech.words, status)
    assert told_of == (Mark.OFFLINE, "no answer")
