import pytest

from kiosk.devices.codec import LONGEST_LINE
from kiosk.devices.framing import LineBuffer
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.scales.mt_sics import MtSicsCodec
from kiosk.ports import ReadingStatus


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("data", "lines", "leftover"),
    [
        (b"12345\r\n", [b"12345"], b""),
        (b"12345\r", [], b"12345\r"),
        (b"123456\r\n12\r\n", [None, b"12"], b""),
        (b"123456\r", [None], b""),
        (b"12345678901\r\n\r\n1", [None, b""], b"1"),
        (b"\r\r\n1\n\r\n", [b"\r", b"1\n"], b""),
    ],
)
def test_lines_are_cut_the_same_in_any_pieces(
    chunk: int, data: bytes, lines: list[bytes | None], leftover: bytes
) -> None:
    buffer = LineBuffer(b"\r\n", longest=5)
    found = []
    for start in range(0, len(data), chunk):
        found += buffer.feed(data[start : start + chunk])
    assert (found, buffer.leftover) == (lines, leftover)


def test_an_endless_line_is_told_once_and_the_next_is_read() -> None:
    codec = MtSicsCodec(KILOGRAMS)
    endless = codec.feed(b"S S 1" + b" " * LONGEST_LINE) + codec.feed(b" " * LONGEST_LINE)
    assert [reading.status for reading in endless] == [ReadingStatus.GARBAGE]
    [reading] = codec.feed(b" 12.345 kg\r\nS S     12.345 kg\r\n")
    assert reading.bookable
