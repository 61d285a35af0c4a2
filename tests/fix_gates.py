"""The gates of a run for tests: lots that wait there, and the view model that decides on them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.fix_core import Journey

if TYPE_CHECKING:
    from kiosk.viewmodels.quality import QualityModel
    from tests.fix_workplace import Desk

SKEWERS = ("15.042", "15.110", "15.400")


@pytest.fixture
def skewering(desk: "Desk") -> Journey:
    """A run at its skewering gate, where three lots wait."""
    plant = desk.plant()
    journey = plant.run_to(5)
    journey.lots["SKW15"] = [
        plant.register(journey.run, "SKW15", kg, (journey["MIX"], kg)) for kg in SKEWERS
    ]
    return journey


@pytest.fixture
def received(desk: "Desk") -> tuple[str, str]:
    """A run at its receipt and a poultry lot there that nobody has measured."""
    plant = desk.plant()
    run = plant.new_run()
    plant.do("advance_run", run=run)
    return run, plant.register(run, "RAW", "120", meat="poultry")


@pytest.fixture
def open_gates(desk: "Desk") -> Callable[..., "QualityModel"]:
    """The view model with a person at work and a subject: `open_gates("B-AUDITOR", run=...)`."""
    from kiosk.viewmodels.quality import QualityModel

    def make(badge: str = "B-OPERATOR", **subject: str) -> QualityModel:
        desk.sign_in(badge)
        model = QualityModel(desk.place)
        model.enter(subject)
        desk.until(lambda: model.loaded or model.problem)
        desk.settle()
        return model

    return make
