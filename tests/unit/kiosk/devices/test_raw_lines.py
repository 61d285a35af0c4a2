from kiosk.devices.raw_lines import LONGEST, PAUSE, SHOWN, RawLines


def test_a_line_ends_where_a_device_ends_it() -> None:
    raw = RawLines()
    raw.add(b"S S  1.0 kg\r\n\x02abc\x03first\rsecond\nopen", 0.0)
    assert raw.lines == (b"S S  1.0 kg\r\n", b"\x02abc\x03", b"first\r", b"second\n", b"open")


def test_a_line_feed_that_comes_late_belongs_to_its_carriage_return() -> None:
    raw = RawLines()
    raw.add(b"S S  1.0 kg\r", 0.0)
    raw.add(b"\nS D", 0.01)
    assert raw.lines == (b"S S  1.0 kg\r\n", b"S D")


def test_a_pause_ends_a_line_that_nothing_else_ends() -> None:
    raw = RawLines()
    raw.add(b"\x01\x03", 0.0)
    raw.add(b"\x01\x04", PAUSE)
    raw.add(b"\x01\x05", 2 * PAUSE + 0.01)
    assert raw.lines == (b"\x01\x03", b"\x01\x04", b"\x01\x05")


def test_only_the_newest_are_kept_and_none_grows_for_ever() -> None:
    raw = RawLines()
    for number in range(3 * SHOWN):
        raw.add(b"%d\r\n" % number, 0.0)
    assert len(raw.lines) == SHOWN
    assert raw.lines[-1] == b"%d\r\n" % (3 * SHOWN - 1)
    raw.add(b"x" * 10_000, 0.0)
    assert max(map(len, raw.lines)) == LONGEST
    assert len(raw.lines) <= SHOWN + 1
