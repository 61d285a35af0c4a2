"""Every word of a scale fits on the register screen, in each language and size."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from kiosk.ports import Reading, ReadingKind, ReadingStatus, device_time
from kiosk.viewmodels.weight_state import STATES, WeightState, state_of
from kiosk.views.widgets.label import Label
from kiosk.views.widgets.weight_value import WeightValue
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS


def line(status: ReadingStatus, value: str | None = None, *, light: bool = False) -> Reading:
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=status,
        value=None if value is None else Decimal(value),
        unit="kg",
        net=True,
        tare=Decimal("1.250"),
        below_minimum=light,
    )


LINES = [
    line(ReadingStatus.GARBAGE),
    line(ReadingStatus.UNSTABLE, "1115.042"),
    line(ReadingStatus.OVERLOAD),
    line(ReadingStatus.UNDERLOAD),
    line(ReadingStatus.OVER_OR_UNDER),
    line(ReadingStatus.NOT_ZEROED),
    line(ReadingStatus.UNKNOWN, "1115.042"),
    line(ReadingStatus.HOLD, "1115.042"),
    line(ReadingStatus.STABLE, "1115.04"),
    line(ReadingStatus.STABLE, "0.000", light=True),
    line(ReadingStatus.STABLE, "0.150", light=True),
]


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_every_word_of_a_scale_fits(
    desk: Desk, open_window: Callable[..., Window], language: str, size: tuple[int, int]
) -> None:
    window = open_window(language, size)
    desk.sign_in()
    desk.speak(language)
    journey = desk.plant().run_to(5)
    window.show("run/lots", {"run": journey.run})
    window.tap(f"lot:{journey['MIX']}")
    for reading in LINES:
        desk.place.instruments.take_reading(replace(reading, monotonic=device_time()))
        assert window.faults() == [], state_of(reading)


def test_a_ton_leaves_room_for_gross_and_tare(
    desk: Desk, open_window: Callable[..., Window]
) -> None:
    window = open_window("hu", (1280, 800))
    desk.sign_in()
    journey = desk.plant().run_to(5)
    window.show("run/lots", {"run": journey.run})
    window.tap(f"lot:{journey['MIX']}")
    heavy = line(ReadingStatus.UNSTABLE, "1115.042")
    desk.place.instruments.take_reading(replace(heavy, monotonic=device_time()))
    assert window.faults() == []
    panel = window.find("weight")
    assert isinstance(panel, WeightValue)
    names = [label for label in panel.findChildren(Label) if label.text() in ("Bruttó", "Tára")]
    assert len(names) == 2
    least = panel.value.geometry().right() + window.ui.theme.px(8)
    assert all(label.geometry().left() >= least for label in names)


def test_the_lines_are_those_of_every_state() -> None:
    told = {state_of(reading) for reading in LINES}
    never = {WeightState.NO_SIGNAL, WeightState.REMOVE_LOAD, WeightState.READY}
    assert told | never == set(STATES)
