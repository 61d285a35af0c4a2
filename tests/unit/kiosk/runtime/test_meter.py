import pytest

from core.domain.people import Limit
from core.errors import Refused, Violation
from kiosk.runtime.meter import Meter
from tests.scripted_core import FixedClock

ONE, OTHER = 1, 2


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def meter(clock: FixedClock) -> Meter:
    meter = Meter(clock)
    meter.take_limits({Limit.TRACES: 3, Limit.LISTS: 0})
    return meter


def traced(meter: Meter, times: int, person: int = ONE) -> int:
    """How many of so many traces go through."""
    done = 0
    for _ in range(times):
        try:
            meter.count(person, Limit.TRACES)
        except Refused:
            continue
        done += 1
    return done


def test_as_many_as_the_limit_says_go_through_and_the_next_is_refused_with_the_figure(
    meter: Meter,
) -> None:
    assert traced(meter, 3) == 3
    with pytest.raises(Refused) as refusal:
        meter.count(ONE, Limit.TRACES)
    assert refusal.value.violation == Violation(
        "rate_limited", {"limit": "traces", "per_minute": 3}
    )


def test_each_person_has_their_own_minute(meter: Meter) -> None:
    assert traced(meter, 9, ONE) == 3
    assert traced(meter, 9, OTHER) == 3


def test_each_limit_is_counted_by_itself(meter: Meter) -> None:
    meter.take_limits({Limit.TRACES: 1, Limit.RUNS: 1})
    assert traced(meter, 2) == 1
    meter.count(ONE, Limit.RUNS)


def test_the_minute_slides(meter: Meter, clock: FixedClock) -> None:
    assert traced(meter, 1) == 1
    clock.forward(30)
    assert traced(meter, 9) == 2
    clock.forward(29.999)
    assert traced(meter, 9) == 0
    clock.forward(0.001)
    assert traced(meter, 9) == 1
    clock.forward(30)
    assert traced(meter, 9) == 2


def test_what_was_refused_does_not_lengthen_the_wait(meter: Meter, clock: FixedClock) -> None:
    assert traced(meter, 3) == 3
    clock.forward(59)
    assert traced(meter, 50) == 0
    clock.forward(1)
    assert traced(meter, 50) == 3


def test_nothing_is_no_limit(meter: Meter) -> None:
    for _ in range(1000):
        meter.count(ONE, Limit.LISTS)
        meter.count(ONE, Limit.REGISTRATIONS)  # nobody told a figure
        meter.count(ONE, None)


def test_new_figures_hold_at_once_for_what_was_counted_before(meter: Meter) -> None:
    assert traced(meter, 2) == 2
    meter.take_limits({Limit.TRACES: 2})
    assert traced(meter, 1) == 0
    meter.take_limits({Limit.TRACES: 4})
    assert traced(meter, 9) == 2
    meter.take_limits({})
    assert traced(meter, 9) == 9


def test_a_clock_that_is_set_back_locks_nobody_out(meter: Meter, clock: FixedClock) -> None:
    assert traced(meter, 3) == 3
    clock.forward(-3600)
    assert traced(meter, 9) == 3


def test_where_a_limit_does_not_hold_nothing_is_counted(clock: FixedClock) -> None:
    meter = Meter(clock, uncounted=frozenset({Limit.TRACES}))
    meter.take_limits({Limit.TRACES: 1})
    assert traced(meter, 9) == 9
