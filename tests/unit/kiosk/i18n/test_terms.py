from datetime import UTC

from core.domain.lots import LotStatus
from core.domain.runs import RunStatus
from kiosk.i18n import Language
from kiosk.i18n.terms import term, term_of

HU = Language("hu", UTC)


def test_the_same_state_is_another_word_for_a_lot_than_for_a_run() -> None:
    assert term(HU, LotStatus.HOLD) == "zárolva"
    assert term(HU, RunStatus.HOLD) == "Felfüggesztve"


def test_a_value_of_a_newer_plant_is_shown_as_it_came() -> None:
    assert term_of(HU, "LotStatus", "FROZEN_OVER") == "FROZEN_OVER"
    assert term_of(HU, "Nothing", "x") == "x"
