import pytest
from PIL import Image

from kiosk.devices.simulator.paper import LINE_DOTS, EscposReader, Paper

BLACK = b"\x1dv0\x00\x01\x00\x02\x00\xff\xff"  # 8 dots by 2 rows
CUTS = [b"\x1dV\x00", b"\x1dV\x01", b"\x1dV1", b"\x1dVA\x00", b"\x1dVB\x10"]


class Roll:
    """A paper under a reader, and what came of it."""

    def __init__(self, dots: int = 16) -> None:
        self.labels: list[Image.Image] = []
        self.asked: list[int] = []
        self.paper = Paper(dots, self.labels.append)
        self.reader = EscposReader(self.paper, self.asked.append)


@pytest.fixture
def roll() -> Roll:
    return Roll()


@pytest.mark.parametrize("cut", CUTS)
def test_a_label_ends_at_the_cut(roll: Roll, cut: bytes) -> None:
    roll.reader.feed(b"\x1b@" + BLACK + cut + BLACK)
    [label] = roll.labels
    assert label.size == (16, 2)
    assert label.tobytes() == b"\x00\xff" * 2
    assert roll.paper.errors == []


def test_commands_may_come_byte_by_byte(roll: Roll) -> None:
    for byte in b"\x1b@\n" + BLACK + b"\x1bd\x02\x1bJ\x05\x10\x04\x04" + CUTS[-1]:
        roll.reader.feed(bytes([byte]))
    [label] = roll.labels
    assert label.height == 2 + 3 * LINE_DOTS + 5
    assert roll.asked == [4]
    roll.reader.close()
    assert roll.paper.errors == []


def test_an_empty_feed_is_no_label(roll: Roll) -> None:
    roll.reader.feed(b"\x1b@\x1bd\x02" + CUTS[0])
    assert roll.labels == []


def test_nothing_comes_out_of_a_printer_that_is_not_ready(roll: Roll) -> None:
    roll.paper.ready = False
    roll.reader.feed(BLACK + b"\n" + CUTS[0])
    assert roll.labels == []


@pytest.mark.parametrize(
    "command", [b"Hi", b"\x1bE\x01", b"\x1dv1\x00\x01\x00\x01\x00\xff", b"\x1dV\x07"]
)
def test_a_command_that_labels_do_not_need_is_a_fault(roll: Roll, command: bytes) -> None:
    roll.reader.feed(command)
    assert roll.paper.errors == [f"unknown command {command[:8].hex()}"]
    roll.reader.feed(BLACK + CUTS[0])
    assert len(roll.labels) == 1
