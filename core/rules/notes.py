"""Texts people give: long enough to say something, short enough to be read (hard rule 7)."""

from core.errors import Violation

LEAST = 10
MOST = 500


def written(text: str | None) -> int:
    """How many letters of `text` are not blank."""
    return sum(not letter.isspace() for letter in text or "")


def missing(text: str | None, **details: object) -> Violation | None:
    """Why `text` does not do where a text is needed, or None."""
    if written(text) < LEAST:
        return Violation("notes_required", {"minimum": LEAST, **details})
    return too_long(text)


def too_long(text: str | None) -> Violation | None:
    """A text over 500 characters is `invalid`."""
    if len(text or "") > MOST:
        return Violation("invalid", {"argument": "notes", "reason": "too_long", "maximum": MOST})
    return None
