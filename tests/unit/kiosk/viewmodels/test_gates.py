from datetime import UTC, datetime, timedelta

import pytest

from core.errors import Violation
from kiosk.i18n import Language
from kiosk.viewmodels import decisions
from kiosk.viewmodels.gates import WaitingLot, waiting_text
from kiosk.viewmodels.marks import Mark

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
