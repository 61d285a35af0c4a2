from decimal import Decimal

import pytest

from kiosk.ports import SEVERAL_PROBES, Reading, ReadingKind, ReadingStatus
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.probe import ProbeState, probe_mark, probe_state


def reading(status: ReadingStatus = ReadingStatus.OK, **told: object) -> Reading:
    value = {"kind": ReadingKind.TEMPERATURE, "value": Decimal("4.0"), "unit": "C", **told}
    return Reading(status=status, **value)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (None, ProbeState.NO_SIGNAL),
        (reading(bookable=True), ProbeState.LIVE),
        (reading(bookable=True, low_battery=True), ProbeState.LOW_BATTERY),
        (reading(settled=False), ProbeState.SETTLING),
        (reading(settled=False, low_battery=True), ProbeState.SETTLING),
        (reading(settled=False, note=SEVERAL_PROBES), ProbeState.SEVERAL_PROBES),
        (reading(), ProbeState.NOT_BOOKABLE),
        (reading(unit="F"), ProbeState.NOT_CELSIUS),
        (reading(ReadingStatus.SENSOR_BREAK, value=None), ProbeState.BROKEN),
        (reading(ReadingStatus.HOLD), ProbeState.FROZEN),
        (reading(ReadingStatus.MAX_MODE), ProbeState.FROZEN),
        (reading(ReadingStatus.MIN_MODE), ProbeState.FROZEN),
        (reading(ReadingStatus.RELATIVE), ProbeState.FROZEN),
        (reading(ReadingStatus.DIFFERENCE), ProbeState.FROZEN),
        (reading(ReadingStatus.GARBAGE, value=None), ProbeState.FAULT),
        (reading(ReadingStatus.ERROR, value=None), ProbeState.FAULT),
    ],
)
def test_the_reason_why_a_temperature_may_not_be_recorded_is_known(
    told: Reading | None, state: ProbeState
) -> None:
    assert probe_state(told) is state


def test_only_a_live_probe_that_is_well_is_marked_done() -> None:
    done = [state for state in ProbeState if probe_mark(state) is Mark.DONE]
    assert done == [ProbeState.LIVE]
