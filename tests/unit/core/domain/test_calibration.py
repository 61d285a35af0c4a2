from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain import process
from core.domain.calibration import Calibration, InstrumentKind, InstrumentState, state_at

CHECKED = datetime(2026, 1, 24, 6, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def state(after: timedelta, *, days: float = 30, failed: timedelta | None = None) -> str:
    """What an instrument is so long after a good check for so many days."""
    return state_at(
        CHECKED + after,
        good_at=CHECKED,
        due_at=CHECKED + timedelta(days=days),
        failed_at=None if failed is None else CHECKED + failed,
    ).value


@pytest.mark.parametrize(
    ("days", "soon"), [(30, 27.0), (100, 90.0), (10, 9.0), (5, 4.0), (1, 0.0), (0.5, -0.5)]
)
def test_a_check_is_due_in_the_last_tenth_of_its_time_and_the_last_day_at_least(
    days: float, soon: float
) -> None:
    from_then = timedelta(days=soon)
    assert state(from_then - INSTANT, days=days) == "ok"
    assert state(from_then, days=days) == "due"
    assert state(timedelta(days=days), days=days) == "due"
    assert state(timedelta(days=days) + INSTANT, days=days) == "overdue"


def test_what_failed_has_failed_from_then_on() -> None:
    failed = timedelta(days=2)
    assert state(failed - INSTANT, failed=failed) == "ok"
    assert state(failed, failed=failed) == "failed"
    assert state(timedelta(days=31), failed=failed) == "failed"
    assert state(timedelta(days=30) + INSTANT, failed=timedelta(days=40)) == "overdue"


def test_what_never_had_a_good_check_is_not_overdue() -> None:
    never = {"good_at": None, "due_at": None}
    assert state_at(CHECKED, **never, failed_at=None) is InstrumentState.OK
    assert state_at(CHECKED, **never, failed_at=CHECKED) is InstrumentState.FAILED


@pytest.mark.parametrize("key", ["doner", "print_farm"])
def test_a_process_says_how_instruments_are_checked(key: str) -> None:
    plan = process.load(key).calibration
    for kind in InstrumentKind:
        assert plan.of(kind).days == 30
        assert plan.of(kind).source
    assert plan.thermometer.allowed(Decimal(0)) == Decimal("0.5")
    assert plan.thermometer.allowed(Decimal(100)) == Decimal("0.5")
    for mass, allowed in (("0.5", "0.02"), ("20", "0.02"), ("20.001", "0.020001"), ("500", "0.5")):
        assert plan.scale.allowed(Decimal(mass)) == Decimal(allowed)


def test_a_process_that_says_nothing_checks_as_usual() -> None:
    usual = Calibration()
    for kind in InstrumentKind:
        said = process.load("doner").calibration.of(kind)
        assert usual.of(kind).allowed(Decimal(20)) == said.allowed(Decimal(20))
        assert usual.of(kind).days == said.days
