"""The note that a registration needs whose yield is out of its band."""

from collections.abc import Mapping
from decimal import Decimal

from core.domain.words import Words
from core.domain.words import translatable as _
from core.rules import notes
from kiosk.viewmodels.note import NoteModel, Phrase

PHRASES: Mapping[str, str] = {
    "trimmings": _("Bones, fat or trimmings taken off"),
    "on_the_line": _("Part of it stayed on the line"),
    "added": _("Water or spice was added"),
    "rest_later": _("The rest is registered later"),
    "weighed_twice": _("Weighed twice, the weight is right"),
}


def yield_note(words: Words, percent: Decimal, low: Decimal, high: Decimal) -> NoteModel:
    """The sheet for it; its Enter key registers."""
    model = NoteModel(
        words,
        title=words.text("Yield {percent}: why?", percent=words.percent(percent)),
        verb=words.text("Register"),
        phrases=[Phrase(code, words.text(text)) for code, text in PHRASES.items()],
        enough=lambda text: notes.missing(text) is None,
        least=notes.LEAST,
        most=notes.MOST,
    )
    model.remark = words.text(
        "Expected: {low} to {high}", low=words.percent(low, 0), high=words.percent(high, 0)
    )
    return model


def written(words: Words, code: str, text: str) -> str:
    """The note as it is kept: the picked sentence, then what was typed."""
    if code not in PHRASES:
        return text
    phrase = words.text(PHRASES[code])
    return words.text("{reason}. {text}", reason=phrase, text=text) if text else phrase
