"""Why the scale's weight may be booked now, or why not: each of its words is a state of its own."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from core.domain.words import translatable as _
from kiosk.ports import Reading, ReadingStatus
from kiosk.viewmodels.marks import Mark


class WeightState(StrEnum):
    """READY is the only one in which a weight may be booked."""

    NO_SIGNAL = "no_signal"
    FAULT = "fault"
    MOVING = "moving"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    OVER_OR_UNDER = "over_or_under"
    NOT_ZEROED = "not_zeroed"
    NOT_TOLD = "not_told"
    HELD = "held"
    SET_UP_OTHERWISE = "set_up_otherwise"
    EMPTY = "empty"
    LIGHT = "light"
    REMOVE_LOAD = "remove_load"
    READY = "ready"


_BY_STATUS: Mapping[ReadingStatus, WeightState] = {
    ReadingStatus.UNSTABLE: WeightState.MOVING,
    ReadingStatus.BUSY: WeightState.MOVING,
    ReadingStatus.STATUS_ONLY: WeightState.MOVING,  # a status in place of a weight, and no fault
    ReadingStatus.OVERLOAD: WeightState.OVERLOAD,
    ReadingStatus.UNDERLOAD: WeightState.UNDERLOAD,
    ReadingStatus.OVER_OR_UNDER: WeightState.OVER_OR_UNDER,
    ReadingStatus.NOT_ZEROED: WeightState.NOT_ZEROED,
    ReadingStatus.ZERO_ERROR: WeightState.NOT_ZEROED,
    ReadingStatus.UNKNOWN: WeightState.NOT_TOLD,
    ReadingStatus.HOLD: WeightState.HELD,
}
_WITH_WEIGHT = (ReadingStatus.STABLE, ReadingStatus.UNSTABLE, ReadingStatus.UNKNOWN)
_KILOGRAMS: Mapping[str, Decimal] = {"kg": Decimal(1), "g": Decimal("0.001"), "t": Decimal(1000)}


def state_of(reading: Reading) -> WeightState:
    """What a line of a scale says of the weight: READY, EMPTY or LIGHT where it is one at rest."""
    if reading.status is not ReadingStatus.STABLE:
        return _BY_STATUS.get(reading.status, WeightState.FAULT)
    kg = kilograms(reading)
    if reading.value is None:
        return WeightState.FAULT
    if kg is None or not (reading.bookable or reading.below_minimum):
        return WeightState.SET_UP_OTHERWISE
    if reading.below_minimum:
        return WeightState.LIGHT if kg > 0 else WeightState.EMPTY
    return WeightState.READY


def kilograms(reading: Reading) -> Decimal | None:
    """The weight that the line shows; None for a status, or a unit that is no kilogram's."""
    factor = _KILOGRAMS.get(reading.unit or "")
    if reading.value is None or factor is None or reading.status not in _WITH_WEIGHT:
        return None
    return reading.value * factor


def takes_load_off(reading: Reading) -> bool:
    """Whether the line proves that the load is gone: at rest below the least weight, or below nothing."""
    return reading.below_minimum or reading.status is ReadingStatus.UNDERLOAD


STATES: Mapping[WeightState, tuple[Mark, str]] = {
    WeightState.NO_SIGNAL: (Mark.OFFLINE, _("No signal")),
    WeightState.FAULT: (Mark.WARNING, _("Scale fault")),
    WeightState.MOVING: (Mark.RUNNING, _("Moving")),
    WeightState.OVERLOAD: (Mark.ALARM, _("Overload")),
    WeightState.UNDERLOAD: (Mark.WARNING, _("Below zero")),
    WeightState.OVER_OR_UNDER: (Mark.ALARM, _("Over or under")),
    WeightState.NOT_ZEROED: (Mark.WARNING, _("Not zeroed")),
    WeightState.NOT_TOLD: (Mark.WARNING, _("Stability not told")),
    WeightState.HELD: (Mark.HOLD, _("Display held")),
    WeightState.SET_UP_OTHERWISE: (Mark.WARNING, _("Not as set up")),
    WeightState.EMPTY: (Mark.AHEAD, _("Empty")),
    WeightState.LIGHT: (Mark.AHEAD, _("Below minimum")),
    WeightState.REMOVE_LOAD: (Mark.WARNING, _("Take the load off")),
    WeightState.READY: (Mark.DONE, _("Stable")),
}
REFUSALS: Mapping[WeightState, str] = {
    WeightState.NO_SIGNAL: _("The scale gives no signal. Check it, or type the weight in."),
    WeightState.FAULT: _("The scale reports a fault. Check it, or type the weight in."),
    WeightState.MOVING: _("The weight is still moving. Wait until it is stable."),
    WeightState.OVERLOAD: _("The scale is overloaded. Take something off."),
    WeightState.UNDERLOAD: _("The scale shows less than nothing. Clear the tare or zero it."),
    WeightState.OVER_OR_UNDER: _("Too much on it, or below zero. Take the load off and zero it."),
    WeightState.NOT_ZEROED: _("The scale is not zeroed. Take everything off and zero it."),
    WeightState.NOT_TOLD: _("The scale does not tell when it is stable. Call the technician."),
    WeightState.HELD: _("The scale holds its display. Switch HOLD off on the scale."),
    WeightState.SET_UP_OTHERWISE: _(
        "The unit or decimals are not those set up. Call the technician."
    ),
    WeightState.EMPTY: _("The scale is empty. Put the lot on it."),
    WeightState.LIGHT: _("This is less than the scale may weigh. Use a finer one."),
    WeightState.REMOVE_LOAD: _("This load is registered. Take it off before the next one."),
}
