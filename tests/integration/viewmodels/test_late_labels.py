"""A lot that was kept here gets its label once the plant has booked it, and one that was not gets none twice."""

from decimal import Decimal
from typing import TYPE_CHECKING

from core.context import new_id
from core.domain.commands.lots import RegisterLot

if TYPE_CHECKING:
    from tests.fix_workplace import Desk


def labels(desk: "Desk", lot: str) -> int:
    """How many labels of the lot were asked for."""
    return len(desk.plant().ask("lot", lot=lot)["labels"])


def delivery(run: str) -> RegisterLot:
    """A delivery of poultry."""
    return RegisterLot(
        run=run,
        type="RAW",
        weight_kg=Decimal("12.000"),
        meat="poultry",
        temperature_c=Decimal("3.0"),
    )


def test_a_lot_that_was_kept_here_gets_its_label_when_it_is_booked(desk: "Desk") -> None:
    from kiosk.runtime.delivery import DeliveryKind
    from kiosk.runtime.outbox import EntryState
    from kiosk.viewmodels.late_labels import LateLabels

    desk.sign_in()
    run, key = desk.plant().run_to(1).run, new_id()
    late = LateLabels(desk.place)
    desk.lose_database()
    told = desk.run(desk.gateway.submit(delivery(run), key=key))
    assert told.kind is DeliveryKind.QUEUED
    desk.find_database()
    desk.until(lambda: desk.outbox.entries()[0].state is EntryState.DONE)
    late.take_entry(desk.outbox.entries()[0])
    desk.until(lambda: labels(desk, str(key)) == 1)
    late.take_entry(desk.outbox.entries()[0])
    desk.settle()
    assert labels(desk, str(key)) == 1


def test_a_lot_that_was_saved_at_once_is_left_to_its_screen(desk: "Desk") -> None:
    from kiosk.viewmodels.late_labels import LateLabels

    desk.sign_in()
    run, key = desk.plant().run_to(1).run, new_id()
    late = LateLabels(desk.place)
    desk.run(desk.gateway.submit(delivery(run), key=key))
    late.take_entry(desk.outbox.entries()[0])
    desk.settle()
    assert labels(desk, str(key)) == 0
