"""Ready sentences for the notes of quality decisions, so that nobody types in gloves."""

from collections.abc import Mapping

from core.domain.quality import Decision
from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.viewmodels.note import Phrase

PHRASES: Mapping[Decision, Mapping[str, str]] = {
    Decision.HOLD: {
        "packaging_open": _("Packaging does not close"),
        "packaging_damaged": _("Packaging is damaged"),
        "foreign_matter": _("Foreign matter found"),
        "wrong_label": _("Label is wrong or unreadable"),
        "weight_off": _("Weight outside its band"),
    },
    Decision.FAIL: {
        "foreign_matter": _("Foreign matter found"),
        "spoiled": _("Smell or colour is not right"),
        "cold_chain": _("The cold chain was broken"),
        "fell": _("Fell on the floor"),
        "packaging_damaged": _("Packaging is damaged"),
    },
    Decision.PASS: {
        "door": _("Warmed up a little at the open door"),
        "measured_twice": _("Measured twice, both within tolerance"),
        "goes_on_cold": _("Goes straight on into the cold"),
    },
}


def phrases_of(words: Words, decision: Decision) -> tuple[Phrase, ...]:
    """The ready sentences of a decision in the present language."""
    return tuple(Phrase(code, words.text(text)) for code, text in PHRASES[decision].items())


def written(words: Words, decision: Decision, code: str, text: str) -> str:
    """The note as it is kept: the picked sentence, then what was typed."""
    picked = PHRASES[decision].get(code)
    if picked is None:
        return text
    phrase = words.text(picked)
    return words.text("{reason}. {text}", reason=phrase, text=text) if text else phrase
