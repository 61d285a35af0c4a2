import pytest

from kiosk.ports import Reading, ReadingKind, ReadingStatus


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", ""),
        (b"S S     12.345 kg\r\n", r"S S     12.345 kg\r\n"),
        (b"\x0212.345\r", r"\x0212.345\r"),
        (b"ST,GS,1\xc4,\x00", r"ST,GS,1\xc4,\x00"),
        (b"a\\b", r"a\\b"),
        (b'it\'s "raw"', r"it\'s " + '"raw"'),
    ],
)
def test_a_raw_line_is_text_that_every_record_can_hold(raw: bytes, line: str) -> None:
    told = Reading(kind=ReadingKind.WEIGHT, status=ReadingStatus.STABLE, raw=raw).line
    assert told == line
    assert told.isprintable()
    assert told.isascii()
