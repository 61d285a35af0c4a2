import re
from pathlib import Path
from string import Formatter

import pytest

from core import resources
from core.domain.alarms import text, texts

MIGRATIONS = Path(__file__).parents[4] / "migrations" / "versions"
RAISED = re.compile(r"sec\.raise_alarm\(([^;]*?)jsonb_build_object|sec\.raise_alarm\(([^;]*?);")
KIND = re.compile(r"'([a-z]+(?:_[a-z]+)+)'")


def raised() -> set[str]:
    """Every kind of alarm that the database's functions raise."""
    calls = [
        call
        for path in MIGRATIONS.rglob("*.sql")
        for found in RAISED.findall(path.read_text("utf-8"))
        for call in found
    ]
    return {kind for call in calls for kind in KIND.findall(call)}


def test_every_alarm_that_is_raised_has_its_text() -> None:
    assert {"too_warm", "used_too_warm", "shipped_too_warm", "buffer_outside"} <= raised()
    assert raised() <= texts().keys()


@pytest.mark.parametrize("kind", sorted(texts()))
def test_an_alarm_says_the_same_in_every_language(kind: str) -> None:
    catalogues = {path.stem for path in resources.path("i18n").glob("*.po")}
    said = texts()[kind]
    assert said.keys() == {"en", *catalogues}
    places = {
        language: {name for _, name, _, _ in Formatter().parse(sentence) if name}
        for language, sentence in said.items()
    }
    assert len({frozenset(each) for each in places.values()}) == 1


FIGURES = {"lot": "RAW-20260124-DUNA-0001", "celsius": "7.5", "limit_c": "4.0"}


def test_figures_are_written_as_the_language_writes_them() -> None:
    assert text("too_warm", FIGURES, "en") == (
        "RAW-20260124-DUNA-0001 was measured too warm: 7.5 °C, at most 4.0 °C."
        " Decide what becomes of it."
    )
    assert "7,5 °C, legfeljebb 4,0 °C" in text("too_warm", FIGURES, "hu")
    assert text("too_warm", FIGURES, "de") == text("too_warm", FIGURES, "en")


def test_lists_are_told_one_after_the_other_and_an_empty_one_is_a_dash() -> None:
    figures = {**FIGURES, "shipments": ["SHIP-1", "SHIP-2"], "held": []}
    said = text("shipped_too_warm", figures, "en")
    assert "Already shipped: SHIP-1, SHIP-2." in said
    assert said.endswith("on HOLD: –.")


def test_what_was_not_kept_is_a_dash_and_an_unknown_kind_its_name() -> None:
    assert text("too_warm", {"lot": "RAW-1"}, "en").startswith("RAW-1 was measured too warm: – °C")
    assert text("no_such_kind", {}, "hu") == "no_such_kind"
