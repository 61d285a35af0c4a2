"""What a decision needs beside the lot's state and reading, and what is written about a lot's record."""

from dataclasses import replace
from typing import Any

import pytest

from core.domain.commands.quality import InspectLot, RecordCorrectiveAction, ReviewCcp
from core.domain.process import Field, FieldKind
from core.domain.quality import Decision, LotFacts, ReviewFacts
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation
from tests.builders import DEB, at_gate, kg, reading, reading_facts

WHY = "It looks and smells good"
SHIPPED = at_gate(ccp=True, limit_c=kg("-18.0"), tolerated_c=kg("-15.0"), celsius=kg("-16"))
"""A shipment within what is tolerated."""
LAYER = Field(
    key="layer",
    name={"en": "First layer", "hu": "Első réteg"},
    kind=FieldKind.CHOICE,
    required=True,
    choices=("good", "bad"),
)
PH = Field(
    key="ph", name={"en": "pH", "hu": "pH"}, kind=FieldKind.NUMBER, minimum=kg("5"), maximum=kg("6")
)


def code_of(command: Any, facts: Any) -> str | None:
    broken = first_violation(command, facts)
    return broken and broken.code


def test_a_deviation_asks_for_its_note_before_a_check_is_missed() -> None:
    facts = replace(SHIPPED, checks=(LAYER,))
    cmd = InspectLot(lot=DEB, decision=Decision.PASS)
    assert code_of(cmd, facts) == "notes_required"
    assert code_of(replace(cmd, notes=WHY), facts) == "step_not_ready"
    assert code_of(replace(cmd, notes=WHY, values={"layer": "good"}), facts) is None


@pytest.mark.parametrize("decision", Decision)
def test_an_entry_of_the_catalogue_stands_in_place_of_a_text(decision: Decision) -> None:
    cmd = InspectLot(lot=DEB, decision=decision, reason_code="R-1")
    assert code_of(cmd, SHIPPED) is None
    assert code_of(replace(cmd, notes="x" * 501), at_gate()) == "invalid"


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_nothing_passes_by_a_tick(value: str | None) -> None:
    values = {} if value is None else {"layer": value}
    cmd = InspectLot(lot=DEB, decision=Decision.PASS, values=values)
    assert first_violation(cmd, at_gate(checks=(PH, LAYER))) == Violation(
        "step_not_ready",
        {
            "missing": "check",
            "check": "layer",
            "name": {"en": "First layer", "hu": "Első réteg"},
            "lots": [{"lot": DEB, "why": "check"}],
        },
    )


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"layer": "good"}, None),
        ({"layer": "bad", "ph": "5"}, None),
        ({"layer": "good", "ph": "6", "smell": "of nothing"}, None),
        ({"layer": "Good"}, "invalid"),
        ({"layer": "good", "ph": "4.999"}, "invalid"),
        ({"layer": "good", "ph": "6.001"}, "invalid"),
        ({"layer": "good", "ph": "sour"}, "invalid"),
    ],
)
def test_what_a_gate_checks_is_entered_as_declared(
    values: dict[str, str], code: str | None
) -> None:
    cmd = InspectLot(lot=DEB, decision=Decision.PASS, values=values)
    assert code_of(cmd, at_gate(checks=(LAYER, PH))) == code


def test_holding_and_failing_need_no_check_but_a_wrong_value_is_wrong() -> None:
    for decision in (Decision.HOLD, Decision.FAIL):
        cmd = InspectLot(lot=DEB, decision=decision, notes=WHY)
        assert code_of(cmd, at_gate(checks=(LAYER,))) is None
        assert (
            code_of(replace(cmd, values={"layer": "so-so"}), at_gate(checks=(LAYER,))) == "invalid"
        )


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({f"k{number}": "v" for number in range(50)}, True),
        ({f"k{number}": "v" for number in range(51)}, False),
        ({"k": "v" * 500}, True),
        ({"k": "v" * 501}, False),
        ({"k" * 501: "v"}, False),
    ],
)
def test_values_are_few_and_short(values: dict[str, str], fits: bool) -> None:
    cmd = InspectLot(lot=DEB, decision=Decision.PASS, values=values)
    if fits:
        return check_shape(cmd)
    with pytest.raises(Refused) as refusal:
        check_shape(cmd)
    assert refusal.value.violation.details["argument"] == "values"
    return None


def test_a_reading_measures_again_what_was_measured() -> None:
    assert first_violation(reading(), reading_facts(remeasures_id=3, remeasures_here=False)) == (
        Violation("invalid", {"argument": "remeasures", "reason": "of_another"})
    )
    assert first_violation(reading(), reading_facts(remeasures_id=3)) is None


@pytest.mark.parametrize(
    ("text", "reason_code", "code"),
    [
        (None, None, "notes_required"),
        ("ninechars", None, "notes_required"),
        ("ten chars!!", None, None),
        ("x" * 500, None, None),
        ("x" * 501, None, "invalid"),
        (None, "R-1", None),
        ("x" * 501, "R-1", "invalid"),
    ],
)
def test_a_corrective_action_says_what_was_done(
    text: str | None, reason_code: str | None, code: str | None
) -> None:
    cmd = RecordCorrectiveAction(lot=DEB, text=text, reason_code=reason_code)
    broken = first_violation(cmd, LotFacts(lot_id=12, code=DEB))
    assert (broken and broken.code) == code
    if code == "invalid":
        assert broken is not None
        assert broken.details["argument"] == "text"


@pytest.mark.parametrize(
    ("changes", "notes", "code"),
    [
        ({}, None, None),
        ({}, WHY, None),
        ({}, "x" * 501, "invalid"),
        ({"own": True}, "x" * 501, "forbidden"),
        ({"reading_id": None}, None, "step_not_ready"),
        ({"reading_id": None}, "x" * 501, "invalid"),
    ],
)
def test_a_review_is_of_a_reading_that_another_person_took(
    changes: dict[str, Any], notes: str | None, code: str | None
) -> None:
    facts = ReviewFacts(**({"lot_id": 12, "code": DEB, "reading_id": 3, "own": False} | changes))
    assert code_of(ReviewCcp(lot=DEB, notes=notes), facts) == code
