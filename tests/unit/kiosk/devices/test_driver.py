from collections.abc import Sequence

import pytest

from kiosk.devices.driver import ORDER_PATIENCE, Driver, Talk
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.scales.mt_sics import PROTOCOL, MtSicsCodec
from kiosk.ports import Reading, Scan

ANSWER = b"S S     12.345 kg\r\n"


@pytest.fixture
def driver() -> Driver:
    return PROTOCOL.driver({})


def answered(driver: Driver, answer: bytes, now: float) -> Sequence[Reading | Scan]:
    return driver.feed(answer, now)


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
    assert driver.request(5.0) is None, "a poll would break the waiting tare off"
    assert not driver.is_silent(5.0)
    driver.feed(b"T S      1.250 kg\r\n", 5.5)
    assert driver.request(5.5) == b"SI\r\n"


def test_an_order_never_answered_is_given_up(driver: Driver) -> None:
    driver.request(0.0)
    driver.feed(b"ES\r\n", 0.0)
    driver.order("zero")
    assert driver.request(0.0) == b"Z\r\n"
    assert driver.is_silent(ORDER_PATIENCE + 0.1)


def test_a_device_that_says_nothing_sensible_is_silent(driver: Driver) -> None:
    assert not driver.is_silent(0.0)
    driver.feed(b"?????\r\n?????\r\n", 2.4)
    assert driver.is_silent(2.6)
    assert driver.makes_noise
    driver.feed(ANSWER, 2.7)
    assert not driver.is_silent(5.1)
    assert driver.is_silent(5.3)
    assert not driver.makes_noise


def test_a_scanner_may_rest_for_ever() -> None:
    driver = Driver(MtSicsCodec(KILOGRAMS), Talk(silence=None))
    assert driver.request(0.0) is None
    assert not driver.is_silent(0.0)
    assert not driver.is_silent(10**6)


def test_an_unknown_order_is_a_fault(driver: Driver) -> None:
    with pytest.raises(KeyError):
        driver.order("dance")
