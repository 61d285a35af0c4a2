"""What became of a label in words: its state, and what to do about it."""

from collections.abc import Mapping

from core.domain.labels import LabelStatus, PrintTrouble
from core.domain.queries.lots import LotLabel
from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.runtime.printing import PrintJob, PrintState
from kiosk.viewmodels.marks import Mark

MARKS: Mapping[LabelStatus, Mark] = {
    LabelStatus.REQUESTED: Mark.AHEAD,
    LabelStatus.SENT: Mark.WARNING,
    LabelStatus.CONFIRMED: Mark.DONE,
    LabelStatus.FAILED: Mark.ALARM,
    LabelStatus.REPRINTED: Mark.DONE,
    LabelStatus.VOIDED: Mark.REJECTED,
}
STATES: Mapping[PrintState, LabelStatus] = {
    PrintState.REQUESTED: LabelStatus.REQUESTED,
    PrintState.SENT: LabelStatus.SENT,
    PrintState.PRINTED: LabelStatus.CONFIRMED,
    PrintState.FAILED: LabelStatus.FAILED,
    PrintState.WITHDRAWN: LabelStatus.VOIDED,
}
"""What this kiosk knows of a label, in the plant's words."""

_FAILED: Mapping[PrintTrouble, str] = {
    PrintTrouble.PAPER_OUT: _("The printer has no paper. Put a new roll in, then print again."),
    PrintTrouble.COVER_OPEN: _("The printer's cover is open. Close it, then print again."),
    PrintTrouble.OFFLINE: _("The printer takes no labels. Switch it off and on, then print again."),
    PrintTrouble.CUTTER: _(
        "The printer's cutter is stuck. Switch it off and on, then print again."
    ),
    PrintTrouble.ERROR: _("The printer has a fault. Switch it off and on, then print again."),
    PrintTrouble.UNKNOWN: _(
        "The printer does not answer. Look at its switch and cable, then print again."
    ),
    PrintTrouble.NO_PRINTER: _("This kiosk has no label printer. Tell the administrator."),
}
_SENT: Mapping[PrintTrouble, str] = {
    PrintTrouble.ONE_WAY: _("This printer cannot say whether the label came out. Scan the label."),
    PrintTrouble.INTERRUPTED: _(
        "The kiosk stopped while it printed. Scan the label if it came out, else print again."
    ),
}
_MADE_NOT = _("The label could not be made. Print again, or tell the administrator.")
_UNSURE = _(
    "The printer did not say that the label came out. Scan the label if it did, else print again."
)


def advice(words: Words, state: LabelStatus, trouble: PrintTrouble | None) -> str:
    """What a person does now; empty where there is nothing to do."""
    if state is LabelStatus.FAILED:
        return words.text(_FAILED.get(trouble or PrintTrouble.FAULT, _MADE_NOT))
    if state is LabelStatus.SENT and trouble is not None:
        return words.text(_SENT.get(trouble, _UNSURE))
    return ""


def copies_told(words: Words, copies: int, job: PrintJob | None) -> str:
    """How many of several copies came out, as far as this kiosk knows by its own `job`."""
    if copies == 1:
        return ""
    if job is None or job.state is PrintState.PRINTED:
        return words.plural("{count} copy.", "{count} copies.", copies)
    return words.text(
        "{printed} of {copies} copies came out.",
        printed=words.number(job.printed),
        copies=words.number(copies),
    )


def status_of(label: LotLabel) -> LabelStatus:
    """The state of a print, as the plant or this kiosk's own queue knows it."""
    return LabelStatus(label.state)
