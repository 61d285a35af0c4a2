from datetime import UTC, datetime, timedelta

import pytest

from core.domain.quality import Decision
from core.errors import Violation
from core.rules import notes
from kiosk.i18n import Language, languages
from kiosk.viewmodels import decisions
from kiosk.viewmodels.gates import WaitingLot, waiting_text
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.phrases import PHRASES, phrases_of, written

NOW = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
ENGLISH = Language("en", UTC)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-1, "just arrived"),
        (0, "just arrived"),
        (1, "waiting for 1 min"),
        (119, "waiting for 119 min"),
        (120, "waiting for 2 h"),
        (3000, "waiting for 50 h"),
    ],
)
def test_a_lot_says_how_long_it_waits(minutes: int, text: str) -> None:
    lot = WaitingLot("SKW15-20261120-DUNA-0198", 5, False, NOW - timedelta(minutes=minutes))
    assert waiting_text(ENGLISH, lot, NOW) == text
    assert lot.mark is Mark.WARNING


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("decision", Decision)
def test_every_ready_sentence_is_a_whole_note_in_every_language(
    language: str, decision: Decision
) -> None:
    words = Language(language, UTC)
    for phrase in phrases_of(words, decision):
        note = written(words, decision, phrase.code, "")
        assert note == phrase.text
        assert notes.missing(note) is None
    assert len(PHRASES[decision]) <= 5  # more of them would not stand side by side


def test_a_note_is_the_picked_sentence_and_what_was_typed() -> None:
    assert written(ENGLISH, Decision.FAIL, "fell", "All of it.") == "Fell on the floor. All of it."
    assert written(ENGLISH, Decision.FAIL, "", "All of it was spoiled") == "All of it was spoiled"


@pytest.mark.parametrize(
    ("code", "details", "text"),
    [
        ("illegal_transition", {"status": "HOLD"}, "state: on HOLD"),
        ("illegal_transition", {"reason": "no_gate"}, "no gate at this step"),
        ("step_not_ready", {"limit_c": None, "celsius": None}, "measure first"),
        ("step_not_ready", {"limit_c": "4.0"}, "measure first, at most 4.0\xa0°C"),
        (
            "step_not_ready",
            {"limit_c": "4.0", "celsius": "4.1"},
            "measured 4.1\xa0°C, at most 4.0\xa0°C",
        ),
    ],
)
def test_a_button_says_in_a_few_words_why_not(
    code: str, details: dict[str, object], text: str
) -> None:
    assert decisions.shortly(ENGLISH, Violation(code, details)) == text
