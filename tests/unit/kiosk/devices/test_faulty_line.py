from kiosk.devices.simulator.line import LATE_SECONDS, LONGEST_QUEUE, PAUSE_SECONDS, FaultyLine


def sent(line: FaultyLine, now: float) -> list[bytes]:
    return [data for data, _ in line.due(now)]


def test_a_line_without_faults_sends_at_once_and_in_order() -> None:
    line = FaultyLine()
    line.put(b"one", None, 10.0)
    line.put(b"two", 2, 10.0)
    assert line.due(10.0) == [(b"one", None), (b"two", 2)]
    assert line.due(99.0) == []


def test_a_slow_line_sends_late() -> None:
    line = FaultyLine()
    line.slow = True
    line.put(b"one", None, 10.0)
    assert sent(line, 10.0 + LATE_SECONDS / 2) == []
    assert sent(line, 10.0 + LATE_SECONDS) == [b"one"]


def test_a_mended_line_sends_nothing_before_what_is_late() -> None:
    line = FaultyLine()
    line.slow = True
    line.put(b"late", None, 10.0)
    line.mend()
    line.put(b"later", None, 10.1)
    assert sent(line, 10.2) == []
    assert sent(line, 10.0 + LATE_SECONDS) == [b"late", b"later"]


def test_a_partial_line_cuts_messages_in_two_with_a_pause() -> None:
    line = FaultyLine()
    line.partial = True
    line.put(b"12345", 1, 10.0)
    line.put(b"6", 1, 10.0)
    assert sent(line, 10.0) == [b"12"]
    assert sent(line, 10.0 + PAUSE_SECONDS) == [b"345", b"6"]


def test_a_noisy_line_puts_garbage_before_every_second_message() -> None:
    line = FaultyLine()
    line.noise = True
    for _ in range(4):
        line.put(b"message", None, 10.0)
    said = sent(line, 10.0)
    assert [each == b"message" for each in said] == [False, True, False, True]
    assert all(each.endswith(b"message") for each in said)


def test_what_is_on_its_way_is_lost_with_the_cable() -> None:
    line = FaultyLine()
    line.slow = True
    line.put(b"message", None, 10.0)
    line.cut()
    assert sent(line, 99.0) == []


def test_a_line_that_is_never_served_holds_no_more_than_so_much() -> None:
    line = FaultyLine()
    line.slow = True
    for _ in range(2 * LONGEST_QUEUE):
        line.put(b"message", None, 10.0)
    assert len(sent(line, 99.0)) == LONGEST_QUEUE
