"""What became of a lot's labels, told at the kiosk and at the plant, and what people do about it."""

from typing import TYPE_CHECKING, Any

import pytest

from kiosk.ports import PrinterCondition
from kiosk.viewmodels.lot import LotModel
from kiosk.viewmodels.lot_labels import LotLabels
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.scanned_back import ScannedBack
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.fix_label_printer import Printer
    from tests.fix_workplace import Desk


@pytest.fixture
def model(desk: "Desk", spice: str) -> LotModel:
    """The lot, open before the operator."""
    desk.sign_in()
    model = LotModel(desk.place)
    model.enter({"lot": spice})
    desk.settle()
    return model


def told(desk: "Desk", lot: str) -> list[tuple[str, str | None]]:
    """The lot's labels as the plant knows them once everything is sent, oldest first."""
    desk.until(lambda: not desk.outbox.waiting())
    labels = desk.plant().ask("lot", lot=lot)["labels"]
    return [(label["state"], label["trouble"]) for label in labels]


def printed(desk: "Desk", model: LotModel) -> LotLabels:
    """The lot's label is asked for and the queue worked off."""
    model.print_label()
    desk.settle()
    return worked_off(desk, model)


def worked_off(desk: "Desk", model: LotModel) -> LotLabels:
    desk.queue.work_off()
    desk.until(lambda: not desk.outbox.waiting())
    model.refresh()
    desk.settle()
    return model.labels


def test_a_label_that_came_out_is_confirmed_at_the_plant_by_nobodys_hand(
    desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    labels = printed(desk, model)
    assert told(desk, spice) == [("confirmed", None)]
    assert (labels.word, labels.advice, labels.retries) == ("printed", "", False)
    assert labels.cannot_confirm == "printed"
    report = desk.outbox.entries()[-1]
    assert (report.name, report.actor.badge) == ("confirm_label", "B-OPERATOR")


def test_a_failed_label_says_what_to_do_and_is_printed_again_under_its_own_name(
    desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    printer.before = PrinterCondition.PAPER_OUT
    labels = printed(desk, model)
    assert told(desk, spice) == [("failed", "paper_out")]
    assert labels.advice == "The printer has no paper. Put a new roll in, then print again."
    assert labels.rows[0].detail == labels.advice
    assert labels.retries
    model.print_again()
    desk.settle()
    labels = worked_off(desk, model)
    assert told(desk, spice) == [("failed", "paper_out")]
    printer.before = PrinterCondition.OK
    model.print_again()
    desk.settle()
    labels = worked_off(desk, model)
    assert told(desk, spice) == [("confirmed", None)]
    assert len(printer.printed) == 1
    assert not labels.retries


@pytest.mark.parametrize(
    ("said", "trouble"),
    [(PrinterCondition.UNKNOWN, "unknown"), (PrinterCondition.ONE_WAY, "one_way")],
)
def test_a_label_nobody_knows_of_is_sent_and_confirmed_by_hand(
    desk: "Desk",
    model: LotModel,
    spice: str,
    printer: "Printer",
    said: PrinterCondition,
    trouble: str,
) -> None:
    printer.after = said
    labels = printed(desk, model)
    assert told(desk, spice) == [("sent", trouble)]
    assert "Scan the label" in labels.advice
    assert labels.cannot_confirm is None
    labels.confirm()
    desk.settle()
    assert told(desk, spice) == [("confirmed", None)]
    assert labels.word == "printed"


def test_a_label_scanned_back_is_confirmed_and_any_other_scan_is_not_one(
    desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    printer.after = PrinterCondition.ONE_WAY
    printed(desk, model)
    watch = ScannedBack(desk.place)
    desk.scan("SPICE261120DUNA9999")
    desk.settle()
    assert told(desk, spice) == [("sent", "one_way")]
    desk.scan(desk.plant().ask("lot", lot=spice)["compact_code"])
    desk.settle()
    assert told(desk, spice) == [("confirmed", None)]
    notice = desk.place.notices.last
    assert notice is not None
    assert notice.text == f"The label of {spice} came out: it was scanned."
    count = len(desk.outbox.entries())
    desk.scan(spice)
    desk.settle()
    assert len(desk.outbox.entries()) == count
    del watch


def test_a_label_is_voided_with_a_reason_and_the_next_print_asks_why_too(
    qtbot: "QtBot", desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    labels = printed(desk, model)
    with qtbot.waitSignal(model.note_asked) as asked:
        labels.void()
    note: NoteModel = asked.args[0]
    note.type_text("torn")
    assert not note.ready
    note.type_text(" off at the corner")
    note.accept()
    desk.settle()
    assert told(desk, spice) == [("voided", None)]
    assert labels.rows[0].reason == "torn off at the corner"
    assert labels.cannot_void == labels.cannot_confirm == "there is no label"
    with qtbot.waitSignal(model.note_asked):
        model.print_again()


def test_a_voided_label_that_still_waits_is_not_printed(
    desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    model.print_label()
    desk.settle()
    label = desk.plant().ask("lot", lot=spice)["labels"][0]["label_id"]
    desk.run(desk.place.labels.void(label, reason=WHY))
    desk.queue.work_off()
    assert len(printer.printed) == 0
    assert told(desk, spice) == [("voided", None)]


def test_of_several_copies_the_row_says_how_many_came_out(
    desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    desk.run(desk.place.labels.print(spice, copies=3))
    printer.after = PrinterCondition.PAPER_OUT
    labels = worked_off(desk, model)
    assert labels.rows[0].detail.endswith("0 of 3 copies came out.")
    printer.after = PrinterCondition.OK
    model.print_again()
    desk.settle()
    assert worked_off(desk, model).rows[0].detail == "3 copies."


def test_what_the_plant_took_on_otherwise_meanwhile_is_nobodys_to_resolve(
    desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    from kiosk.runtime.label_reports import LabelReports

    reports = LabelReports(desk.outbox, desk.sender, desk.clock)
    model.print_label()
    desk.settle()
    desk.plant().do("print_label", lot=spice, reason=WHY)
    desk.queue.work_off()
    desk.until(lambda: not desk.outbox.waiting())
    assert told(desk, spice) == [("reprinted", None), ("requested", None)]
    [refused] = desk.outbox.review()
    reports.take_entry(refused)
    assert desk.outbox.review() == ()


def test_a_print_asked_for_while_the_plant_is_away_is_printed_and_reported_once(
    desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    from kiosk.viewmodels.late_labels import LateLabels

    late = LateLabels(desk.place)
    printed(desk, model)  # what the label tells is known here from now on
    desk.lose_database()
    desk.run(desk.place.labels.print(spice, reason=WHY))
    desk.queue.work_off()
    assert len(printer.printed) == 2
    desk.find_database()
    assert told(desk, spice)[1] == ("confirmed", None)
    kept = next(e for e in reversed(desk.outbox.entries()) if e.name == "print_label")
    late.take_entry(kept)
    desk.settle()
    desk.queue.work_off()
    assert len(printer.printed) == 2


def test_a_print_of_what_is_not_known_here_waits_for_the_plant(
    desk: "Desk", spice: str, printer: "Printer"
) -> None:
    from kiosk.viewmodels.late_labels import LateLabels

    desk.sign_in()
    late = LateLabels(desk.place)
    desk.lose_database()
    desk.run(desk.place.labels.print(spice))
    desk.queue.work_off()
    assert len(printer.printed) == 0
    desk.find_database()
    desk.until(lambda: not desk.outbox.waiting())
    late.take_entry(desk.outbox.entries()[-1])
    desk.settle()
    desk.queue.work_off()
    assert len(printer.printed) == 1
    assert told(desk, spice) == [("confirmed", None)]


def test_a_failed_label_is_told_with_a_way_to_print_it_again(
    desk: "Desk", model: LotModel, spice: str, printer: "Printer"
) -> None:
    facts, shown = shell(desk)
    model.print_label()
    desk.settle()
    facts.take_label(desk.queue.jobs()[0])
    desk.settle()
    assert shown.links[0].text == "1 label waits"
    printer.before = PrinterCondition.COVER_OPEN
    desk.queue.work_off()
    facts.take_label(desk.queue.jobs()[0])
    desk.settle()
    notice = desk.place.notices.last
    assert notice is not None
    assert notice.kind is NoticeKind.FAULT
    assert notice.text == (
        f"Label of {spice}: The printer's cover is open. Close it, then print again."
    )
    assert notice.leads_to == ("lot", {"lot": spice, "labels": "last"})
    assert (shown.links[0].text, shown.links[0].mark) == ("1 label waits", Mark.WARNING)
    printer.before = PrinterCondition.OK
    model.print_again()
    desk.settle()
    desk.queue.work_off()
    facts.take_label(desk.queue.jobs()[0])
    desk.settle()
    assert [entry.key for entry in shown.links] == ["outbox", "clock", "database"]
    facts.stop()


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (PrinterCondition.OK, "Printer"),
        (PrinterCondition.ONE_WAY, "Printer"),
        (PrinterCondition.PAPER_LOW, "Printer: paper runs out"),
        (PrinterCondition.COVER_OPEN, "Printer: cover open"),
    ],
)
def test_the_status_bar_says_what_the_printer_needs(
    desk: "Desk", condition: PrinterCondition, text: str
) -> None:
    from kiosk.ports import DeviceState, DeviceStatus

    facts, shown = shell(desk)
    facts.take_device(
        DeviceStatus("printer.label", DeviceState.CONNECTED, "said", condition=condition)
    )
    assert [entry.text for entry in shown.devices] == [text]
    facts.stop()


def shell(desk: "Desk") -> tuple[Any, Any]:
    """The shell's facts and what they show."""
    from kiosk.viewmodels.shell import ShellModel
    from kiosk.viewmodels.shell_facts import ShellFacts

    shown = ShellModel(desk.place.speech.words)
    return ShellFacts(desk.place, shown, desk.health), shown


def test_a_notice_leads_to_where_something_can_be_done(desk: "Desk", qtbot: "QtBot") -> None:
    from kiosk.viewmodels.notice import NoticeModel

    desk.sign_in()
    strip = NoticeModel(desk.place)
    desk.place.notices.show(NoticeKind.FAULT, "Look", ("lot", {"lot": "X"}))
    with qtbot.waitSignal(strip.go_to) as gone:
        strip.touch()
    assert gone.args == ["lot", {"lot": "X"}]
    assert strip.shown is None
    desk.place.notices.show(NoticeKind.FAULT, "Only to read")
    with qtbot.assertNotEmitted(strip.go_to):
        strip.touch()
