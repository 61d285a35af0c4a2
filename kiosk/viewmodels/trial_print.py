"""What became of a test label, in one sentence that claims nothing the printer did not say."""

from core.domain.words import Words
from kiosk.i18n.terms import term
from kiosk.ports import PrinterCondition
from kiosk.viewmodels.workplace import NoticeKind


def print_outcome(words: Words, condition: PrinterCondition) -> tuple[NoticeKind, str]:
    """`condition` is what the printer said after the label, or before it where none was sent."""
    if condition.confirms:
        return NoticeKind.SAVED, words.text("The printer says that the test label came out.")
    if condition is PrinterCondition.UNKNOWN:
        text = words.text("The printer does not answer. Look whether the test label came out.")
        return NoticeKind.UNKNOWN, text
    if condition is PrinterCondition.ONE_WAY:
        text = words.text("The test label was sent. This printer cannot say whether it came out.")
        return NoticeKind.UNKNOWN, text
    said = term(words, condition)
    text = words.text("The test label did not print: {condition}.", condition=said)
    return NoticeKind.REFUSED, text
