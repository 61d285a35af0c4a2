"""What stands on the scale and is a lot's already is known to the kiosk that starts next."""

from decimal import Decimal
from typing import Any

import pytest

from core.context import new_id
from core.errors import Violation
from kiosk.ports import Reading, ReadingKind, ReadingStatus, device_time
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.outbox import Entry
from kiosk.viewmodels.instruments import Instruments, Load
from kiosk.viewmodels.load_memory import LoadMemory
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.weight_state import WeightState
from tests.fix_core import Plant
from tests.fix_register import Open, register
from tests.fix_workplace import Desk


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def model(desk: Desk, plant: Plant, open_register: Open) -> RegisterModel:
    """The register screen with a mix picked and a load on the scale."""
    journey = plant.run_to(5)
    model: RegisterModel = open_register(journey.run)
    model.sources.toggle(journey["MIX"])
    desk.weigh("15.042")
    return model


def restarted(desk: Desk) -> Instruments:
    """The instruments of a kiosk that starts over the same disk, with the same load on its scale."""
    instruments = Instruments()
    place = desk.place
    LoadMemory(instruments, place.drafts, place.gateway, place.tasks)
    instruments.take_reading(
        Reading(
            kind=ReadingKind.WEIGHT,
            status=ReadingStatus.STABLE,
            bookable=True,
            value=Decimal("15.042"),
            unit="kg",
            monotonic=device_time(),
        )
    )
    return instruments


def refuses(desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: DeliveryKind) -> None:
    """That becomes of whatever is sent."""

    async def submit(_command: object) -> Delivery:
        return Delivery(kind=kind, key=new_id(), violation=Violation("unavailable"))

    monkeypatch.setattr(desk.gateway, "submit", submit)


def test_a_restart_takes_no_load_off(desk: Desk, model: RegisterModel) -> None:
    assert restarted(desk).weight_state is WeightState.READY
    register(desk, model)
    assert restarted(desk).weight_state is WeightState.REMOVE_LOAD
    desk.weigh(None)
    desk.settle()
    assert restarted(desk).weight_state is WeightState.READY


def test_it_is_known_before_the_lot_is_sent(
    desk: Desk, model: RegisterModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kiosk may end at any moment between."""
    found: list[object] = []
    put = desk.outbox.put

    def noting(*arguments: Any) -> Entry:
        found.append(desk.place.drafts.load("load scale.main"))
        return put(*arguments)

    monkeypatch.setattr(desk.outbox, "put", noting)
    register(desk, model)
    assert found[0] == {"net": None, "tare": None}


def test_a_load_that_became_no_lot_may_be_weighed_again(
    desk: Desk, model: RegisterModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuses(desk, monkeypatch, DeliveryKind.REFUSED)
    register(desk, model)
    assert desk.place.instruments.weight_state is WeightState.READY
    assert restarted(desk).weight_state is WeightState.READY


def test_a_load_of_which_nobody_knows_yet_stays_a_lots(
    desk: Desk, model: RegisterModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuses(desk, monkeypatch, DeliveryKind.UNKNOWN)
    register(desk, model)
    assert restarted(desk).weight_state is WeightState.REMOVE_LOAD


def test_a_load_put_on_while_the_last_one_is_saved_is_a_new_one(
    desk: Desk, model: RegisterModel
) -> None:
    model.register()
    desk.until(lambda: desk.place.instruments.load is not None)
    desk.weigh(None)
    desk.weigh("15.100")
    desk.settle()
    assert model.outcome is not None
    assert model.weighing.net_kg == Decimal("15.100")


def test_what_another_version_wrote_is_a_load_too(desk: Desk) -> None:
    desk.place.drafts.save("load scale.main", {"kilograms": "15.042"})
    assert restarted(desk).load == Load()
