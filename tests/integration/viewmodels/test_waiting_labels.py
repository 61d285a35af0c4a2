"""The list of labels that did not surely come out: what it tells of each, and what people do there."""

from typing import TYPE_CHECKING

import pytest

from kiosk.ports import PrinterCondition
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.waiting_labels import WaitingLabels
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.fix_label_printer import Printer
    from tests.fix_workplace import Desk


@pytest.fixture
def model(desk: "Desk") -> WaitingLabels:
    """The list before the operator."""
    desk.sign_in()
    model = WaitingLabels(desk.place)
    model.watch()
    desk.settle()
    return model


def asked(desk: "Desk", model: WaitingLabels, lot: str, **options: object) -> None:
    desk.run(desk.place.labels.print(lot, **options))
    seen(desk, model)


def seen(desk: "Desk", model: WaitingLabels) -> None:
    model.refresh()
    desk.settle()


def worked_off(desk: "Desk", model: WaitingLabels) -> None:
    desk.queue.work_off()
    desk.until(lambda: not desk.outbox.waiting())
    seen(desk, model)


def states(desk: "Desk", lot: str) -> list[str]:
    return [each["state"] for each in desk.plant().ask("lot", lot=lot)["labels"]]


def test_the_list_is_empty_where_every_label_came_out(
    desk: "Desk", model: WaitingLabels, spice: str, printer: "Printer"
) -> None:
    assert model.rows == ()
    asked(desk, model, spice)
    worked_off(desk, model)
    assert len(printer.printed) == 1
    assert model.rows == ()


def test_a_label_tells_its_lot_since_when_it_waits_and_why(
    desk: "Desk", model: WaitingLabels, spice: str, printer: "Printer"
) -> None:
    asked(desk, model, spice, copies=3)
    [row] = model.rows
    when = model.words.moment(desk.queue.jobs()[0].at)
    assert (row.lot, row.mark, row.why) == (spice, Mark.AHEAD, "waits its turn")
    assert row.since == f"since {when} · Kovács Nóra"
    assert (row.idle, row.fixed) == ("waits its turn", None)
    printer.before = PrinterCondition.PAPER_OUT
    worked_off(desk, model)
    [row] = model.rows
    assert (row.mark, row.idle, row.fixed) == (Mark.ALARM, None, None)
    assert row.why == (
        "The printer has no paper. Put a new roll in, then print again. 0 of 3 copies came out."
    )


def test_a_label_is_printed_again_from_the_list(
    desk: "Desk", model: WaitingLabels, spice: str, printer: "Printer"
) -> None:
    printer.before = PrinterCondition.COVER_OPEN
    asked(desk, model, spice)
    worked_off(desk, model)
    printer.before = PrinterCondition.OK
    model.retry(model.rows[0])
    desk.settle()
    assert model.rows[0].idle == "waits its turn"
    worked_off(desk, model)
    assert model.rows == ()
    assert states(desk, spice) == ["confirmed"]


def test_a_label_of_which_nobody_knows_is_confirmed_from_the_list(
    desk: "Desk", model: WaitingLabels, spice: str, printer: "Printer"
) -> None:
    printer.after = PrinterCondition.ONE_WAY
    asked(desk, model, spice)
    worked_off(desk, model)
    assert model.rows[0].mark is Mark.WARNING
    model.confirm(model.rows[0])
    desk.settle()
    seen(desk, model)
    assert model.rows == ()
    assert states(desk, spice) == ["confirmed"]


@pytest.mark.parametrize("begun", [False, True])
def test_a_label_is_voided_from_the_list_with_a_reason_and_never_printed(
    desk: "Desk",
    model: WaitingLabels,
    spice: str,
    printer: "Printer",
    qtbot: "QtBot",
    begun: bool,
) -> None:
    printer.before = PrinterCondition.PAPER_OUT
    asked(desk, model, spice)
    if begun:
        worked_off(desk, model)
    with qtbot.waitSignal(model.deeds.note_asked) as note:
        model.void(model.rows[0])
    [shown] = note.args
    assert isinstance(shown, NoteModel)
    shown.accepted.emit("", WHY)
    desk.settle()
    seen(desk, model)
    assert model.rows == ()
    printer.before = PrinterCondition.OK
    worked_off(desk, model)
    assert len(printer.printed) == 0
    assert states(desk, spice) == ["voided"]


def test_a_label_voided_while_the_plant_is_away_is_not_printed_when_it_is_back(
    desk: "Desk", model: WaitingLabels, spice: str, printer: "Printer"
) -> None:
    from kiosk.viewmodels.late_labels import LateLabels

    asked(desk, model, spice)
    worked_off(desk, model)
    assert len(printer.printed) == 1
    late = LateLabels(desk.place)
    desk.lose_database()
    asked(desk, model, spice, reason=WHY)
    desk.run(desk.place.labels.void(model.rows[0].label, reason=WHY))
    desk.find_database()
    desk.until(lambda: not desk.outbox.waiting())
    late.take_entry(next(e for e in reversed(desk.outbox.entries()) if e.name == "print_label"))
    desk.settle()
    worked_off(desk, model)
    assert len(printer.printed) == 1
    assert states(desk, spice) == ["reprinted", "voided"]


def test_a_label_that_was_printed_anew_elsewhere_is_not_printed_again_here(
    desk: "Desk", model: WaitingLabels, spice: str, printer: "Printer"
) -> None:
    printer.before = PrinterCondition.PAPER_OUT
    asked(desk, model, spice)
    worked_off(desk, model)
    desk.plant().do("print_label", lot=spice, reason=WHY)
    printer.before = PrinterCondition.OK
    model.retry(model.rows[0])
    desk.settle()
    worked_off(desk, model)
    assert len(printer.printed) == 0
    assert model.rows == ()
    notice = desk.place.notices.last
    assert notice is not None
    assert notice.kind is NoticeKind.REFUSED
    assert states(desk, spice) == ["reprinted", "requested"]


def test_who_may_not_print_only_reads_the_list(
    desk: "Desk", model: WaitingLabels, spice: str, printer: "Printer"
) -> None:
    printer.before = PrinterCondition.PAPER_OUT
    asked(desk, model, spice)
    worked_off(desk, model)
    desk.sign_in("B-VIEWER")
    seen(desk, model)
    [row] = model.rows
    assert (row.idle, row.fixed) == ("not with your role", "not with your role")
