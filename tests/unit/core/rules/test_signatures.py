"""The words of a signature: 1 to 500 characters that somebody can read."""

import pytest

from core.errors import Violation
from core.rules.signatures import unusable


@pytest.mark.parametrize("meaning", ["x", "x" * 500, "Jóváhagyom,\nmert rendben van 🍢", " x "])
def test_words_that_can_be_read_are_signed(meaning: str) -> None:
    assert unusable(meaning) is None


@pytest.mark.parametrize("meaning", ["", " ", "\n", "\u00a0"])
def test_a_signature_without_words_is_none(meaning: str) -> None:
    assert unusable(meaning) == Violation("invalid", {"argument": "meaning", "reason": "empty"})


def test_more_than_fits_in_the_audit_is_not_signed() -> None:
    details = {"argument": "meaning", "reason": "too_long", "maximum": 500}
    assert unusable("x" * 501) == Violation("invalid", details)


@pytest.mark.parametrize("character", ["\0", "\t", "\r", "\x1b", "\x7f", "\x85", "\x9f"])
def test_what_nobody_can_read_is_not_signed(character: str) -> None:
    violation = Violation("invalid", {"argument": "meaning", "reason": "unreadable"})
    assert unusable(f"I mean{character}it") == violation
