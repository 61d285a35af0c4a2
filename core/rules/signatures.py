"""The words of a signature: what the audit shows must be what the person put their name to."""

import re

from core.domain.signatures import LONGEST_MEANING
from core.errors import Violation
from core.rules import notes

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def unusable(meaning: str) -> Violation | None:
    """Why nobody can sign these words, or None: 1 to 500 characters, not all of them blank, none a control character
    but line breaks."""
    if not notes.written(meaning):
        return Violation("invalid", {"argument": "meaning", "reason": "empty"})
    if len(meaning) > LONGEST_MEANING:
        return Violation(
            "invalid", {"argument": "meaning", "reason": "too_long", "maximum": LONGEST_MEANING}
        )
    if _CONTROL.search(meaning):
        return Violation("invalid", {"argument": "meaning", "reason": "unreadable"})
    return None
