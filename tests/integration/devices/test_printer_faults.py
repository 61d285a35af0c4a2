"""Whatever goes wrong with a printer, no label is ever called printed that did not come out."""

import time
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw

from kiosk.devices.printers.escpos import EscposPrinter
from kiosk.devices.printers.raster import label_bytes
from kiosk.devices.simulator.printers.escpos import SimulatedPrinter
from kiosk.devices.transport.link import ORDINARY_LINE
from kiosk.ports import PrinterCondition

pytestmark = pytest.mark.usefixtures("no_thread_left")
HEIGHT = 400
JOB = len(label_bytes(Image.new("1", (576, HEIGHT), 1), 576, cut=True))


def label() -> Image.Image:
    image = Image.new("1", (576, HEIGHT), 1)
    ImageDraw.Draw(image).rectangle((0, 0, 575, HEIGHT - 1), outline=0, width=3)
    return image


@pytest.fixture
def device() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter("tcp:0") as device:
        yield device


def printer(device: SimulatedPrinter, patience: float = 1.0) -> EscposPrinter:
    return EscposPrinter(device.port, ORDINARY_LINE, 576, True, patience)


def whole(device: SimulatedPrinter) -> int:
    """How many labels came out in one piece."""
    return sum(each.height == HEIGHT for each in device.labels)


@pytest.mark.parametrize(
    ("knob", "back", "condition"),
    [
        ("offline", "online", PrinterCondition.OFFLINE),
        ("cutter error", "cutter ok", PrinterCondition.CUTTER),
        ("paper out", "paper ok", PrinterCondition.PAPER_OUT),
        ("cover open", "cover closed", PrinterCondition.COVER_OPEN),
    ],
)
def test_a_printer_in_need_is_sent_nothing(
    device: SimulatedPrinter, knob: str, back: str, condition: PrinterCondition
) -> None:
    asked = printer(device)
    device.command(knob)
    assert asked.print(label()) is condition
    device.command(back)
    assert asked.print(label()) is PrinterCondition.OK
    assert whole(device) == len(device.labels) == 1


def test_paper_that_comes_near_its_end_is_told_and_prints(device: SimulatedPrinter) -> None:
    device.command("paper low")
    asked = printer(device)
    assert asked.condition() is PrinterCondition.PAPER_LOW
    assert asked.print(label()) is PrinterCondition.PAPER_LOW
    assert whole(device) == 1


@pytest.mark.parametrize("rows", [1, 200, HEIGHT - 1])
def test_paper_that_ends_within_a_label_is_no_label(device: SimulatedPrinter, rows: int) -> None:
    asked = printer(device)
    device.paper_ends_after(rows)
    assert asked.print(label()) is PrinterCondition.PAPER_OUT
    assert whole(device) == 0
    device.paper_ok()
    assert asked.print(label()) is PrinterCondition.OK
    assert whole(device) == 1


@pytest.mark.parametrize("count", [15, 20, 100, JOB // 2, JOB - 1, JOB, JOB + 5])
@pytest.mark.parametrize("port", ["tcp:0", ""])
def test_power_that_goes_within_a_label_leaves_it_unconfirmed(port: str, count: int) -> None:
    with SimulatedPrinter(port) as device:
        asked = printer(device, patience=0.3)
        assert asked.print(label()) is PrinterCondition.OK
        questions = 12
        device.dies_after(questions + count)
        assert asked.print(label()) is PrinterCondition.UNKNOWN
        device.plug()
        again = printer(device)
        assert again.print(label()) is PrinterCondition.OK
        assert device.labels[-1].tobytes() == label().tobytes()


def test_a_slow_printer_is_waited_for(device: SimulatedPrinter) -> None:
    asked = printer(device, patience=20)
    asked.print(label())
    device.command("slow printing")
    small = Image.new("1", (64, 200), 0)
    assert asked.print(small) is PrinterCondition.OK
    assert len(device.labels) == 2


def test_a_printer_too_slow_to_wait_for_has_not_printed_as_far_as_anybody_knows(
    device: SimulatedPrinter,
) -> None:
    asked = printer(device, patience=0.3)
    asked.print(label())
    device.command("slow printing")
    began = time.monotonic()
    assert asked.print(label()) is PrinterCondition.UNKNOWN
    assert time.monotonic() - began < 4.0
    assert len(device.labels) == 1


def test_an_answer_that_overtakes_the_label_confirms_nothing(device: SimulatedPrinter) -> None:
    """DLE EOT is answered out of turn: all is well, and the label still in the buffer."""
    asked = printer(device, patience=0.3)
    asked.print(label())
    device.command("slow printing")
    assert asked.condition() is PrinterCondition.OK
    assert asked.print(label()) is PrinterCondition.UNKNOWN
    assert whole(device) == 1


def test_a_cover_opened_under_a_label_is_told_before_the_patience_ends(
    device: SimulatedPrinter,
) -> None:
    asked = printer(device, patience=20)
    asked.print(label())
    device.command("slow printing")
    device.paper_ends_after(1)
    began = time.monotonic()
    assert asked.print(Image.new("1", (64, 400), 0)) is PrinterCondition.PAPER_OUT
    assert time.monotonic() - began < 10.0


def test_a_printer_that_answers_in_no_order_is_believed_its_status() -> None:
    with SimulatedPrinter("tcp:0", answers_in_order=False) as device:
        asked = printer(device)
        assert asked.print(label(), copies=2) is PrinterCondition.OK
        assert len(device.wait_for_labels(2)) == 2


def test_of_several_copies_none_follows_one_that_failed(device: SimulatedPrinter) -> None:
    device.paper_ends_after(HEIGHT + 100)
    assert printer(device).print(label(), copies=5) is PrinterCondition.PAPER_OUT
    assert whole(device) == 1


def test_a_late_first_answer_does_not_make_the_kiosk_trust_answers_out_of_turn(
    device: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = printer(device, patience=0.3)
    monkeypatch.setattr("kiosk.devices.printers.escpos.ORDER_SECONDS", 0.0)
    assert asked.print(label()) is PrinterCondition.OK
    monkeypatch.undo()
    device.dies_after(15 + JOB // 2)
    assert asked.print(label()) is PrinterCondition.UNKNOWN
    device.plug()
    assert asked.print(label()) is PrinterCondition.OK
    assert asked._in_order


def test_a_stale_byte_in_the_line_answers_no_question(
    device: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a printer says beyond its answer is not the answer to the next question."""
    asked = printer(device)
    device.paper_out()
    say = device.say

    def chatty(data: bytes, visitor: int | None = None) -> None:
        say(data + b"\x12", visitor)  # "all is well"

    monkeypatch.setattr(device, "say", chatty)
    assert asked.print(label()) is PrinterCondition.PAPER_OUT
    assert device.labels == []


def test_what_a_printer_says_of_the_label_before_is_not_taken_for_the_next() -> None:
    with SimulatedPrinter() as device:
        impatient, patient = printer(device, patience=0.3), printer(device, patience=20)
        assert patient.print(label()) is PrinterCondition.OK
        assert impatient.print(label()) is PrinterCondition.OK
        device.command("slow printing")
        first, second = (Image.new("1", (64, height), 0) for height in (1200, 400))
        assert impatient.print(first) is PrinterCondition.UNKNOWN
        assert patient.print(second) is PrinterCondition.OK
        assert [each.height for each in device.labels] == [HEIGHT, HEIGHT, 1200, 400]


def test_a_printer_that_still_prints_the_label_before_is_given_no_other() -> None:
    with SimulatedPrinter() as device:
        asked = printer(device, patience=0.3)
        assert asked.print(label()) is PrinterCondition.OK
        device.command("slow printing")
        assert asked.print(label()) is PrinterCondition.UNKNOWN
        assert asked.print(label()) is PrinterCondition.UNKNOWN
        device.command("fast printing")
        assert asked.print(label()) is PrinterCondition.OK
        assert len(device.labels) == 3


@pytest.mark.parametrize("port", ["", "tcp:0"])
@pytest.mark.parametrize("delay", [0.1, 0.22, 0.3])
def test_answers_that_come_late_answer_no_other_question(
    port: str, delay: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the cover open: each taken for the answer to the next question they would say that all is well."""
    monkeypatch.setattr("kiosk.devices.simulator.line.LATE_SECONDS", delay)
    with SimulatedPrinter(port) as device:
        device.open_cover()
        device.slow()
        asked = printer(device)
        assert not any(asked.condition().prints for _ in range(4))
