from collections.abc import Sequence
from decimal import Decimal

import pytest

from kiosk.devices.driver import ORDER_PATIENCE, REST_PATIENCE, Driver, Talk
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.scales import toledo_continuous
from kiosk.devices.scales.mt_sics import PROTOCOL, MtSicsCodec
from kiosk.devices.thermometers import modbus
from kiosk.ports import Reading, ReadingStatus, Scan
from tests.thermometers import answer

ANSWER = b"S S     12.345 kg\r\n"


@pytest.fixture
def driver() -> Driver:
    return PROTOCOL.driver({})


def answered(driver: Driver, answer: bytes, now: float) -> Sequence[Reading | Scan]:
    return driver.feed(answer, now)


def test_another_device_on_the_line_does_not_stand_for_the_one_that_is_silent() -> None:
    driver = modbus.PROTOCOL.driver({})
    for now in (0.0, 1.0, 2.0, 3.0):
        assert not driver.is_silent(min(now, 2.0))
        driver.request(now)
        [told] = driver.feed(answer(193, 0, address=2), now + 0.1)
        assert told.status is ReadingStatus.WRONG_ADDRESS
    assert driver.is_silent(3.0)
    assert driver.noise == "wrong_address"


def test_a_scale_is_asked_for_its_number_first(driver: Driver) -> None:
    assert driver.request(0.0) == b"I4\r\n"


def test_the_next_question_waits_for_the_answer(driver: Driver) -> None:
    driver.request(0.0)
    assert driver.request(0.5) is None
    driver.feed(b'I4 A "B021002593"\r\n', 0.6)
    assert driver.request(0.6) == b"SI\r\n"
    driver.feed(ANSWER, 0.65)
    assert driver.request(0.7) is None, "KCP scales must not be polled faster than every 100 ms"
    assert driver.request(0.8) == b"SI\r\n"


def test_a_question_without_an_answer_is_given_up_after_a_second(driver: Driver) -> None:
    driver.request(0.0)
    assert driver.request(1.0) == b"SI\r\n"


def test_an_order_goes_before_the_next_poll_and_is_waited_for(driver: Driver) -> None:
    driver.request(0.0)
    driver.order("tare")
    driver.feed(b'I4 A "B021002593"\r\n', 0.1)
    assert driver.request(0.1) == b"T\r\n"
    assert driver.request(2.0) is None, "a poll would break the waiting tare off"
    driver.feed(b"T S      1.250 kg\r\n", 2.05)
    assert driver.request(2.05) == b"SI\r\n"


MOVING = b"S D     12.340 kg\r\n"


def statuses(found: Sequence[Reading | Scan]) -> list[tuple[str, str | None]]:
    return [(item.status.value, item.command) for item in found if isinstance(item, Reading)]


@pytest.fixture
def moving(driver: Driver) -> Driver:
    """A scale that knows its name, on which the load moves."""
    driver.request(0.0)
    driver.feed(b'I4 A "B021002593"\r\n', 0.1)
    assert driver.request(0.1) == b"SI\r\n"
    driver.feed(MOVING, 0.15)
    return driver


@pytest.mark.parametrize("order", ["tare", "zero"])
def test_an_order_that_needs_rest_is_kept_back_until_the_scale_calls_the_load_stable(
    moving: Driver, order: str
) -> None:
    moving.order(order)
    assert moving.request(0.4) == b"SI\r\n"
    moving.feed(MOVING, 0.5)
    assert moving.request(0.7) == b"SI\r\n"
    moving.feed(ANSWER, 0.75)
    assert moving.request(0.85) == moving.talk.orders[order]


def test_an_order_that_needs_no_rest_is_sent_while_the_load_moves(moving: Driver) -> None:
    moving.order("clear_tare")
    assert moving.request(0.25) == b"TAC\r\n"


def test_an_order_that_waits_is_not_sent_twice(moving: Driver) -> None:
    moving.order("tare")
    moving.order("tare")
    moving.feed(ANSWER, 0.3)
    assert moving.request(0.4) == b"T\r\n"
    moving.feed(b"T S     12.345 kg\r\n", 0.5)
    assert moving.request(0.6) == b"SI\r\n"


def test_a_load_that_does_not_come_to_rest_is_told_and_the_order_forgotten(moving: Driver) -> None:
    moving.order("tare")
    moving.order("zero")
    assert statuses(moving.feed(b"", 0.2)) == []
    assert statuses(moving.feed(b"", 0.1 + REST_PATIENCE)) == []
    assert statuses(moving.feed(b"", 0.2 + REST_PATIENCE)) == [("busy_or_timeout", "tare")]
    assert statuses(moving.feed(b"", 0.1 + 2 * REST_PATIENCE)) == [], "each has its own time"
    moving.feed(ANSWER, 0.2 + 2 * REST_PATIENCE)
    assert moving.request(20.0) == b"Z\r\n"


def test_a_cable_pulled_while_a_tare_waits_is_noticed_within_three_seconds(moving: Driver) -> None:
    moving.order("tare")
    moving.feed(ANSWER, 0.3)
    assert moving.request(0.4) == b"T\r\n"
    assert not moving.is_silent(2.7)
    assert moving.is_silent(3.3)


def test_a_weight_called_unstable_again_and_again_is_asked_for_at_rest(driver: Driver) -> None:
    driver.request(0.0)
    driver.feed(b'I4 A "B021002593"\r\n', 0.1)
    sent = []
    for step in range(1, 9):
        sent.append(driver.request(float(step)))
        driver.feed(MOVING, step + 0.1)
    assert sent == [b"SI\r\n"] * 3 + [b"S\r\n"] + [b"SI\r\n"] * 2 + [b"S\r\n", b"SI\r\n"]
    driver.feed(ANSWER, 8.2)
    assert driver.request(9.0) == b"SI\r\n"


def test_a_weight_that_changes_is_only_polled(driver: Driver) -> None:
    driver.request(0.0)
    driver.feed(b'I4 A "B021002593"\r\n', 0.1)
    for step in range(1, 9):
        assert driver.request(float(step)) == b"SI\r\n"
        driver.feed(b"S D     12.34%d kg\r\n" % (step % 2), step + 0.1)


def test_an_order_never_answered_is_given_up(driver: Driver) -> None:
    driver.request(0.0)
    driver.feed(b"ES\r\n", 0.0)
    driver.order("zero")
    assert driver.request(0.1) == b"Z\r\n"
    assert driver.request(ORDER_PATIENCE + 0.2) == b"SI\r\n"
    assert not driver.is_silent(ORDER_PATIENCE + 0.2), "it knows no such order, but may be there"


def test_only_an_order_that_waits_for_rest_is_waited_for_long() -> None:
    talk = Talk(poll=b"READ\r\n", orders={"tare": b"TARE\r\n", "alibi": b"PID\r\n"})
    driver = Driver(MtSicsCodec(KILOGRAMS), talk)
    driver.order("alibi")
    assert driver.request(0.0) == b"PID\r\n"
    assert driver.request(0.9) is None
    assert driver.request(1.0) == b"READ\r\n", "a scale without a memory must not stop the weighing"


def test_a_device_that_says_nothing_sensible_is_silent(driver: Driver) -> None:
    assert not driver.is_silent(0.0)
    driver.feed(b"?????\r\n?????\r\n", 2.4)
    assert driver.is_silent(2.6)
    assert driver.noise
    driver.feed(ANSWER, 2.7)
    assert not driver.is_silent(5.1)
    assert driver.is_silent(5.3)
    assert not driver.noise


def test_a_scanner_may_rest_for_ever() -> None:
    driver = Driver(MtSicsCodec(KILOGRAMS), Talk(silence=None))
    assert driver.request(0.0) is None
    assert not driver.is_silent(0.0)
    assert not driver.is_silent(10**6)


def test_an_unknown_order_is_a_fault(driver: Driver) -> None:
    with pytest.raises(KeyError):
        driver.order("dance")


def test_a_scale_that_needs_a_rest_between_requests_gets_it() -> None:
    driver = Driver(
        MtSicsCodec(KILOGRAMS), Talk(poll=b"Q\r\n", every=0.5, gap=0.5, orders={"tare": b"T"})
    )
    assert driver.request(0.0) == b"Q\r\n"
    driver.feed(ANSWER, 0.1)
    driver.order("tare")
    assert driver.request(0.4) is None
    assert driver.request(0.5) == b"T"
    driver.feed(ANSWER, 0.6)
    assert driver.request(0.9) is None
    assert driver.request(1.0) == b"Q\r\n"


def test_an_order_that_gets_no_answer_holds_up_the_polling_for_a_moment_only() -> None:
    talk = Talk(poll=b"Q\r\n", orders={"tare": b"T"}, order_patience=0.5)
    driver = Driver(MtSicsCodec(KILOGRAMS), talk)
    driver.order("tare")
    assert driver.request(0.0) == b"T"
    assert driver.request(0.4) is None
    assert driver.request(0.5) == b"Q\r\n"


def test_silence_may_end_a_frame_and_is_no_noise() -> None:
    driver = toledo_continuous.PROTOCOL.driver({})
    assert answered(driver, b"\x02-0 012345000000\r", 0.0) == []
    assert [item.value for item in answered(driver, b"", 0.1) if isinstance(item, Reading)] == [
        Decimal("12.345")
    ]
    assert answered(driver, b"", 0.2) == []
    assert not driver.noise
