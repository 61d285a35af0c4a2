"""The words around quality decisions: why one may not be taken, what became of it, the note it needs."""

from collections.abc import Mapping
from decimal import Decimal

from core.domain.masterdata import ReasonTopic
from core.domain.quality import Decision
from core.domain.queries.lots import Lot
from core.domain.words import Words
from core.errors import Violation
from kiosk.i18n.terms import term_of
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.viewmodels.reasons import Catalogue, ReasonNote, because

TOPICS: Mapping[Decision, ReasonTopic] = {
    Decision.PASS: ReasonTopic.RELEASE,
    Decision.HOLD: ReasonTopic.HOLD,
    Decision.FAIL: ReasonTopic.REJECT,
}


def shortly(words: Words, broken: Violation) -> str:
    """Why a decision may not be taken, in the few words that fit on its button."""
    details = broken.details
    if broken.code != "step_not_ready":
        status = details.get("status")
        if status is None:
            return words.text("no gate at this step")
        return words.text("state: {status}", status=term_of(words, "LotStatus", str(status)))
    limit = _celsius(words, details.get("limit_c"))
    celsius = _celsius(words, details.get("celsius"))
    if celsius:
        return words.text("measured {celsius}, at most {limit}", celsius=celsius, limit=limit)
    if limit:
        return words.text("measure first, at most {limit}", limit=limit)
    return words.text("measure first")


def decided(words: Words, lot: str, decision: Decision) -> str:
    """That the decision is in the books."""
    match decision:
        case Decision.PASS:
            return words.text("{lot} passed.", lot=lot)
        case Decision.HOLD:
            return words.text("{lot} is on HOLD now.", lot=lot)
        case Decision.FAIL:
            return words.text("{lot} is rejected.", lot=lot)


def measured(words: Words, lot: str, celsius: Decimal, result: Mapping[str, object]) -> str:
    """That the reading is in the books, and what follows from it."""
    value = words.celsius(celsius)
    if result.get("violation"):
        text = words.text("{celsius} is over the limit: {lot} is on HOLD.", celsius=value, lot=lot)
        gone = words.text("{celsius} is over the limit. It is recorded.", celsius=value)
        return text if result.get("lot_status") == "HOLD" else gone
    if result.get("deviation"):
        return words.text("{celsius} is tolerated; passing needs a note.", celsius=value)
    return words.text("{celsius} is recorded for {lot}.", celsius=value, lot=lot)


def held_because(words: Words, lot: Lot) -> str:
    """The reason and note of the hold, or the reading that held the lot; whichever came last."""
    told = [
        (row.at, because(words, row.reason, row.notes))
        for row in lot.inspections
        if row.decision is Decision.HOLD
    ]
    noted = [(at, text) for at, text in told if text]
    warm = [reading for reading in lot.temperatures if reading.violation]
    if noted and (not warm or noted[-1][0] >= warm[-1].at):
        return noted[-1][1]
    if not warm:
        return words.text("It was held without a note.")
    limit = warm[-1].limit_c
    return words.text(
        "Measured {celsius}, at most {limit}.",
        celsius=words.celsius(warm[-1].celsius),
        limit="" if limit is None else words.celsius(limit),
    )


def note_model(words: Words, catalogue: Catalogue, lot: Lot, decision: Decision) -> ReasonNote:
    """The sheet for the note of a decision; its Enter key is the decision."""
    title, verb = _titles(words, decision)
    model = ReasonNote(words, catalogue, TOPICS[decision], title=title, verb=verb)
    model.subject = lot.code
    model.subject_weight = words.kilograms(lot.weight_kg)
    model.remark = words.text("It stays with the lot and is never deleted")
    return model


def needs_note(delivery: Delivery) -> bool:
    """Whether the plant asks for a note."""
    refused = delivery.kind is DeliveryKind.REFUSED and delivery.violation is not None
    return (
        refused and delivery.violation is not None and delivery.violation.code == "notes_required"
    )


def _titles(words: Words, decision: Decision) -> tuple[str, str]:
    match decision:
        case Decision.PASS:
            return words.text("Pass: note"), words.text("Record the pass")
        case Decision.HOLD:
            return words.text("Hold: note"), words.text("Record the hold")
        case Decision.FAIL:
            return words.text("Reject: note"), words.text("Record the rejection")


def _celsius(words: Words, value: object) -> str:
    return "" if value is None else words.celsius(Decimal(str(value)))
