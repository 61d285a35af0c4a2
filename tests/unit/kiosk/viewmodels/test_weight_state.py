from decimal import Decimal

import pytest

from kiosk.devices.profile import KILOGRAMS
from kiosk.ports import Reading, ReadingKind, ReadingStatus
from kiosk.viewmodels.weight_state import (
    REFUSALS,
    STATES,
    WeightState,
    kilograms,
    state_of,
    takes_load_off,
)


def line(
    status: ReadingStatus, value: str | None = "12.345", unit: str | None = "kg", **more: bool
) -> Reading:
    kg = None if value is None else Decimal(value)
    return Reading(kind=ReadingKind.WEIGHT, status=status, value=kg, unit=unit, **more)


def stable(value: str, unit: str = "kg") -> Reading:
    """As a codec makes it for a scale set up with three decimals and 0.200 kg at least."""
    profile = KILOGRAMS.with_options({"decimals": 3, "minimum": Decimal("0.2")})
    bare = line(ReadingStatus.STABLE, value, unit)
    return line(
        ReadingStatus.STABLE,
        value,
        unit,
        bookable=profile.books(bare),
        below_minimum=profile.below_minimum(bare),
    )


@pytest.mark.parametrize(
    ("reading", "state"),
    [
        (stable("12.345"), WeightState.READY),
        (stable("0.200"), WeightState.READY),
        (stable("0.199"), WeightState.LIGHT),
        (stable("0.001"), WeightState.LIGHT),
        (stable("0.000"), WeightState.EMPTY),
        (stable("-1.250"), WeightState.EMPTY),
        (stable("12.34"), WeightState.SET_UP_OTHERWISE),
        (stable("0.00"), WeightState.SET_UP_OTHERWISE),
        (stable("12345", "g"), WeightState.SET_UP_OTHERWISE),
        (stable("27.216", "lb"), WeightState.SET_UP_OTHERWISE),
        (line(ReadingStatus.STABLE, None), WeightState.FAULT),
        (line(ReadingStatus.UNSTABLE), WeightState.MOVING),
        (line(ReadingStatus.BUSY, None), WeightState.MOVING),
        (line(ReadingStatus.OVERLOAD, None), WeightState.OVERLOAD),
        (line(ReadingStatus.UNDERLOAD, None), WeightState.UNDERLOAD),
        (line(ReadingStatus.OVER_OR_UNDER, None), WeightState.OVER_OR_UNDER),
        (line(ReadingStatus.NOT_ZEROED), WeightState.NOT_ZEROED),
        (line(ReadingStatus.ZERO_ERROR, None), WeightState.NOT_ZEROED),
        (line(ReadingStatus.UNKNOWN), WeightState.NOT_TOLD),
        (line(ReadingStatus.HOLD), WeightState.HELD),
        (line(ReadingStatus.STATUS_ONLY, None), WeightState.MOVING),
        (line(ReadingStatus.ERROR, None), WeightState.FAULT),
        (line(ReadingStatus.GARBAGE, None), WeightState.FAULT),
    ],
)
def test_each_word_of_a_scale_is_a_state_of_its_own(reading: Reading, state: WeightState) -> None:
    assert state_of(reading) is state


@pytest.mark.parametrize("status", ReadingStatus)
def test_no_weight_is_ready_that_the_scale_did_not_call_stable(status: ReadingStatus) -> None:
    ready = state_of(line(status, bookable=True)) is WeightState.READY
    assert ready == (status is ReadingStatus.STABLE)


@pytest.mark.parametrize(
    ("value", "unit", "kg"),
    [
        ("12.345", "kg", "12.345"),
        ("12345", "g", "12.345"),
        ("0.5", "t", "500.0"),
        ("27.216", "lb", None),
        ("27.216", None, None),
        (None, "kg", None),
    ],
)
def test_a_weight_is_shown_in_kilograms_or_not_at_all(
    value: str | None, unit: str | None, kg: str | None
) -> None:
    shown = kilograms(line(ReadingStatus.STABLE, value, unit))
    assert shown == (None if kg is None else Decimal(kg))


@pytest.mark.parametrize("status", ReadingStatus)
def test_a_status_line_shows_no_weight(status: ReadingStatus) -> None:
    shown = kilograms(line(status)) is not None
    assert shown == (
        status in (ReadingStatus.STABLE, ReadingStatus.UNSTABLE, ReadingStatus.UNKNOWN)
    )


def test_the_load_is_off_when_the_scale_says_so() -> None:
    assert takes_load_off(stable("0.000"))
    assert takes_load_off(stable("0.199"))
    assert takes_load_off(stable("-1.250")), "a tared container was taken off"
    assert takes_load_off(line(ReadingStatus.UNDERLOAD, None))
    assert not takes_load_off(stable("0.200"))
    assert not takes_load_off(stable("0.00")), "of another scale, or set up otherwise"
    assert not takes_load_off(line(ReadingStatus.UNSTABLE, "0.000"))
    assert not takes_load_off(line(ReadingStatus.OVER_OR_UNDER, None))
    assert not takes_load_off(line(ReadingStatus.GARBAGE, None))


def test_every_state_has_its_words_and_all_but_one_a_refusal() -> None:
    assert set(STATES) == set(WeightState)
    assert set(REFUSALS) == set(WeightState) - {WeightState.READY}
    texts = [text for _, text in STATES.values()]
    assert len(set(texts)) == len(texts)
