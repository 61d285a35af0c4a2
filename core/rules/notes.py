"""Texts people give: long enough to say something, short enough to be read."""

from core.errors import Violation

LEAST = 10
MOST = 500


def written(text: str | None) -> int:
    """How many letters of `text` are not blank."""
    return sum(not letter.isspace() for letter in text or "")


def missing(
    text: str | None,
    reason_code: str | None = None,
    *,
    argument: str = "notes",
    **details: object,
) -> Violation | None:
    """Why `text` does not do where a text is needed, or None; an entry of the catalogue stands in its place."""
    if reason_code is None and written(text) < LEAST:
        return Violation("notes_required", {"minimum": LEAST, **details})
    return too_long(text, argument)


def too_long(text: str | None, argument: str = "notes") -> Violation | None:
    """A text over 500 characters is `invalid`."""
    if len(text or "") > MOST:
        return Violation("invalid", {"argument": argument, "reason": "too_long", "maximum": MOST})
    return None
