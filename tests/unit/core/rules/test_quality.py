from datetime import timedelta
from typing import Any

import pytest

from core.domain.commands.quality import InspectLot
from core.domain.lots import LotStatus
from core.domain.quality import Decision, TemperatureKind
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation
from tests.builders import (
    DEB,
    NOW,
    at_gate,
    deb_facts,
    kg,
    reading,
    reading_facts,
    register_deb,
    register_raw,
)

WHY = "It looks and smells good"


@pytest.mark.parametrize(
    ("celsius", "fits"),
    [("-300", False), ("-299.999", True), ("999.999", True), ("1000", False)],
)
def test_a_reading_is_a_temperature(celsius: str, fits: bool) -> None:
    for command, argument in (
        (reading(celsius=kg(celsius)), "celsius"),
        (register_raw(temperature_c=kg(celsius)), "temperature_c"),
    ):
        if fits:
            check_shape(command)
            continue
        with pytest.raises(Refused) as refusal:
            check_shape(command)
        assert refusal.value.violation == Violation(
            "invalid", {"argument": argument, "reason": "out_of_range"}
        )


@pytest.mark.parametrize("kind", TemperatureKind)
def test_the_air_is_no_temperature_of_a_new_lot(kind: TemperatureKind) -> None:
    command = register_raw(temperature_kind=kind)
    if kind is not TemperatureKind.AMBIENT:
        return check_shape(command)
    with pytest.raises(Refused) as refusal:
        check_shape(command)
    assert refusal.value.violation.details["argument"] == "temperature_kind"
    return None


@pytest.mark.parametrize(
    ("changes", "argument"),
    [
        ({"lot": None}, "lot"),
        ({"buffer": "LK-1"}, "lot"),
        ({"lot": None, "buffer": "LK-1"}, "kind"),
        ({"lot": None, "buffer": "LK-1", "kind": TemperatureKind.SURFACE}, "kind"),
        ({"lot": None, "buffer": "LK-1", "kind": TemperatureKind.AMBIENT}, None),
        ({"kind": TemperatureKind.AMBIENT}, None),
    ],
)
def test_a_reading_is_of_a_lot_or_of_a_buffers_air(
    changes: dict[str, Any], argument: str | None
) -> None:
    if argument is None:
        return check_shape(reading(**changes))
    with pytest.raises(Refused) as refusal:
        check_shape(reading(**changes))
    assert refusal.value.violation.details["argument"] == argument
    return None


def test_no_reading_is_refused_for_being_too_warm() -> None:
    facts = reading_facts(limit_c=kg("4.0"))
    assert first_violation(reading(celsius=kg("99")), facts) is None
    assert facts.violation_above == kg("4.0")
    assert reading_facts(limit_c=kg("-18"), tolerated_c=kg("-15")).violation_above == kg("-15")


LEGAL = {
    ("QUARANTINE", "PASS"),
    ("QUARANTINE", "HOLD"),
    ("RELEASED", "HOLD"),
    ("QUARANTINE", "FAIL"),
    ("HOLD", "FAIL"),
}


@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize("status", sorted(set(LotStatus) - {LotStatus.CREATED}))
def test_a_decision_fits_the_state_or_is_an_illegal_transition(
    status: LotStatus, decision: Decision
) -> None:
    cmd = InspectLot(lot=DEB, decision=decision, notes=WHY)
    broken = first_violation(cmd, at_gate(status=status))
    if (status.value, decision.value) in LEGAL:
        assert broken is None
    else:
        assert broken == Violation(
            "illegal_transition",
            {"lot": DEB, "status": status.value, "action": decision.value.lower()},
        )


def test_a_lot_made_without_a_gate_is_held_but_never_passed() -> None:
    held = InspectLot(lot=DEB, decision=Decision.HOLD, notes=WHY)
    assert first_violation(held, at_gate(gate=False, status=LotStatus.RELEASED)) is None
    passed = InspectLot(lot=DEB, decision=Decision.PASS)
    assert first_violation(passed, at_gate(gate=False)) == Violation(
        "illegal_transition", {"lot": DEB, "reason": "no_gate"}
    )


@pytest.mark.parametrize("decision", [Decision.HOLD, Decision.FAIL])
@pytest.mark.parametrize(
    ("notes", "code"),
    [
        (None, "notes_required"),
        ("", "notes_required"),
        ("ninechars", "notes_required"),
        ("  n i n e\nc h a r s  ", "notes_required"),
        ("ten  chars", "notes_required"),
        ("ten chars!!", None),
        ("x" * 500, None),
        ("x" * 501, "invalid"),
    ],
)
def test_hold_and_fail_say_why(decision: Decision, notes: str | None, code: str | None) -> None:
    broken = first_violation(InspectLot(lot=DEB, decision=decision, notes=notes), at_gate())
    assert (broken and broken.code) == code
    if code == "notes_required":
        assert broken == Violation(code, {"minimum": 10, "decision": decision.value})


def test_a_pass_needs_no_word_but_never_too_many() -> None:
    assert first_violation(InspectLot(lot=DEB, decision=Decision.PASS), at_gate()) is None
    long = InspectLot(lot=DEB, decision=Decision.PASS, notes="x" * 501)
    assert first_violation(long, at_gate()) == Violation(
        "invalid", {"argument": "notes", "reason": "too_long", "maximum": 500}
    )


def ccp(celsius: str | None, limit: str = "4.0", tolerated: str | None = None) -> Any:
    return at_gate(
        ccp=True,
        limit_c=kg(limit),
        tolerated_c=None if tolerated is None else kg(tolerated),
        celsius=None if celsius is None else kg(celsius),
    )


@pytest.mark.parametrize(
    ("celsius", "passes"), [("3.999", True), ("4.0", True), ("4.001", False), (None, False)]
)
def test_a_ccp_passes_on_a_reading_within_its_limit(celsius: str | None, passes: bool) -> None:
    broken = first_violation(InspectLot(lot=DEB, decision=Decision.PASS), ccp(celsius))
    expected = Violation(
        "step_not_ready",
        {
            "missing": "reading",
            "lots": [{"lot": DEB, "why": "reading"}],
            "limit_c": "4.0",
            "celsius": celsius,
        },
    )
    assert broken == (None if passes else expected)


@pytest.mark.parametrize(
    ("celsius", "notes", "code"),
    [
        ("-18.0", None, None),
        ("-17.999", None, "notes_required"),
        ("-17.999", WHY, None),
        ("-15.0", None, "notes_required"),
        ("-15.0", WHY, None),
        ("-14.999", WHY, "step_not_ready"),
    ],
)
def test_a_tolerated_deviation_passes_with_notes(
    celsius: str, notes: str | None, code: str | None
) -> None:
    cmd = InspectLot(lot=DEB, decision=Decision.PASS, notes=notes)
    broken = first_violation(cmd, ccp(celsius, "-18.0", "-15.0"))
    assert (broken and broken.code) == code
    if code == "notes_required":
        assert broken is not None
        assert broken.details == {
            "minimum": 10,
            "celsius": celsius,
            "limit_c": "-18.0",
            "deviation": True,
        }


def test_a_ccp_without_a_limit_for_the_meat_passes_nothing() -> None:
    broken = first_violation(
        InspectLot(lot=DEB, decision=Decision.PASS), at_gate(ccp=True, celsius=kg("1"))
    )
    assert broken is not None
    assert broken.details["limit_c"] is None


def test_holding_and_failing_need_no_reading() -> None:
    for decision in (Decision.HOLD, Decision.FAIL):
        cmd = InspectLot(lot=DEB, decision=decision, notes=WHY)
        assert first_violation(cmd, ccp(None)) is None


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (timedelta(milliseconds=1), "invalid"),
        (timedelta(0), None),
        (-timedelta(minutes=15), None),
        (-timedelta(minutes=15, milliseconds=1), "notes_required"),
        (-timedelta(days=3), "notes_required"),
    ],
)
def test_a_fact_from_paper_is_not_from_the_future_and_late_only_with_a_word(
    after: timedelta, code: str | None
) -> None:
    when = NOW + after
    for command, facts in (
        (reading(occurred_at=when), reading_facts()),
        (register_deb(occurred_at=when), deb_facts()),
    ):
        broken = first_violation(command, facts)
        assert (broken and broken.code) == code
        if code == "notes_required":
            assert broken == Violation(code, {"minimum": 10, "late": True})


def test_time_that_a_kiosk_was_offline_makes_nothing_late() -> None:
    acted = NOW - timedelta(hours=5)
    facts = reading_facts(acted_at=acted)
    assert first_violation(reading(occurred_at=acted - timedelta(minutes=15)), facts) is None


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        (reading(notes="x" * 501), reading_facts()),
        (register_deb(notes="x" * 501), deb_facts()),
    ],
)
def test_notes_of_records_have_at_most_500_letters(command: Any, facts: Any) -> None:
    assert first_violation(command, facts) == Violation(
        "invalid", {"argument": "notes", "reason": "too_long", "maximum": 500}
    )
