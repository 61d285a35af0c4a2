"""The note that a registration needs whose yield is out of its band."""

from decimal import Decimal

from core.domain.masterdata import ReasonTopic
from core.domain.words import Words
from kiosk.viewmodels.reasons import Catalogue, ReasonNote


def yield_note(
    words: Words, catalogue: Catalogue, percent: Decimal, low: Decimal, high: Decimal
) -> ReasonNote:
    """The sheet for it, with the reasons why kilograms differ; its Enter key registers."""
    model = ReasonNote(
        words,
        catalogue,
        ReasonTopic.STOCK,
        title=words.text("Yield {percent}: why?", percent=words.percent(percent)),
        verb=words.text("Register"),
    )
    model.remark = words.text(
        "Expected: {low} to {high}", low=words.percent(low, 0), high=words.percent(high, 0)
    )
    return model
