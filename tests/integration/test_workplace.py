from decimal import Decimal

from core.domain.commands.runs import AdvanceRun
from core.domain.queries.runs import Run, RunQuery
from kiosk.runtime.delivery import DeliveryKind
from kiosk.viewmodels.weight_state import WeightState
from kiosk.viewmodels.workplace import Workplace
from tests.fix_workplace import Desk


def test_a_command_of_the_kiosk_reaches_the_plant_and_wakes_the_screens(
    desk: Desk, place: Workplace
) -> None:
    seen: list[str] = []
    interest = place.store.subscribe({"runs"}, lambda: seen.append("runs"))
    interest.show()
    run = desk.plant().new_run()
    delivery = desk.run(place.gateway.submit(AdvanceRun(run=run)))
    assert delivery.kind is DeliveryKind.DONE
    desk.until(lambda: len(seen) == 2)
    asked = desk.run(place.gateway.ask(RunQuery(run=run), Run))
    assert asked.answer.step == 1


def test_the_instruments_of_a_desk_show_what_they_are_told(desk: Desk) -> None:
    instruments = desk.place.instruments
    desk.weigh("15.042")
    assert (instruments.weight_kg, instruments.weight_state) == (
        Decimal("15.042"),
        WeightState.READY,
    )
    desk.weigh("15.1", stable=False)
    assert instruments.weight_state is WeightState.MOVING
    desk.weigh(None)
    assert instruments.weight_state is WeightState.EMPTY
    desk.measure("-18.4")
    assert instruments.celsius == Decimal("-18.4")
