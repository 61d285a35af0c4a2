"""Whatever keeps the thermometer from being recorded is told on its panels, in words that fit."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from kiosk.ports import SEVERAL_PROBES, Reading, ReadingKind, ReadingStatus, device_time
from kiosk.views.widgets.button import ActionButton
from tests.fix_core import Plant
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

MEASURED = Reading(
    kind=ReadingKind.TEMPERATURE,
    status=ReadingStatus.OK,
    value=Decimal("-18.25"),
    unit="C",
    device="probe.core",
)
SAID = [
    replace(MEASURED, settled=False),
    replace(MEASURED, settled=False, note=SEVERAL_PROBES),
    replace(MEASURED, bookable=True, low_battery=True),
    replace(MEASURED, unit="F"),
    MEASURED,
    *(
        replace(MEASURED, status=status, value=None)
        for status in (ReadingStatus.SENSOR_BREAK, ReadingStatus.HOLD, ReadingStatus.GARBAGE)
    ),
]
Open = Callable[..., Window]


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


def tell(desk: Desk, reading: Reading) -> None:
    """The thermometer says so now."""
    now = replace(reading, monotonic=device_time())
    desk.place.instruments.take_reading(now)
    desk.settle()


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_every_state_of_the_thermometer_fits_on_its_panels(
    desk: Desk, open_window: Open, plant: Plant, language: str, size: tuple[int, int]
) -> None:
    run = plant.new_run()
    plant.do("advance_run", run=run)
    plant.register(run, "RAW", "120", meat="poultry")
    window = open_window(language, size)
    desk.sign_in()
    desk.speak(language)
    for route in ("run/qc", "run/lots"):
        window.show(route, {"run": run})
        if route == "run/lots":
            window.tap("meat:poultry")
        for reading in SAID:
            tell(desk, reading)
            assert window.faults() == [], reading


def test_a_temperature_that_settles_is_seen_and_not_recorded(
    desk: Desk, open_window: Open, plant: Plant
) -> None:
    run = plant.new_run()
    plant.do("advance_run", run=run)
    plant.register(run, "RAW", "120", meat="poultry")
    window = open_window("en", (1280, 800))
    desk.sign_in()
    window.show("run/qc", {"run": run})
    record = window.find("record_temperature")
    assert isinstance(record, ActionButton)
    tell(desk, SAID[0])
    assert not record.isEnabled()
    assert record.small_text == "settling"
    tell(desk, SAID[2])
    assert record.isEnabled()
