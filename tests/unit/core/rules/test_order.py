"""Checks answer in one order: shape, then state, then text, then rules."""

from dataclasses import replace
from typing import Any

import pytest

from core.domain.commands.quality import InspectLot
from core.domain.commands.runs import CompleteRun
from core.domain.lots import LotStatus
from core.domain.people import Role
from core.domain.quality import Decision
from core.domain.runs import RunStatus
from core.rules import first_violation, forbidden
from tests.builders import (
    DEB,
    RAW,
    RUN,
    at_gate,
    cold_room,
    deb_facts,
    kg,
    minced,
    move,
    move_facts,
    raw_parent,
    register_deb,
    run_facts,
)

# Everything at once that can be wrong, in the order it is answered: what it is, and how it is mended.
REGISTER = [
    ("invalid", {"meat": None}, {}),
    ("run_not_running", {}, {"run_status": RunStatus.RUNNING}),
    ("step_not_ready", {}, {"creates": ("DEB",)}),
    ("invalid", {"notes": None}, {}),
    ("notes_required", {"weight_kg": kg("90")}, {}),
    ("genealogy", {}, {"inputs": ("RAW",)}),
    ("genealogy", {}, {"minced": ()}),
    ("lot_not_released", {}, {"parents": (raw_parent(remaining_kg=kg("99"), awaits=RAW),)}),
    ("lot_not_released", {}, {"parents": (raw_parent(remaining_kg=kg("99")),)}),
    ("weight_exceeded", {}, {"parents": (raw_parent(),)}),
    ("buffer_purity", {}, {"buffer": cold_room(used_kg=kg("5000"))}),
    ("buffer_capacity", {}, {"buffer": cold_room()}),
]


def test_a_registration_with_every_fault_is_refused_for_the_first_in_order() -> None:
    command: Any = register_deb(meat="red", notes="x" * 501, weight_kg=kg("10"))
    facts: Any = deb_facts(
        run_status=RunStatus.HOLD,
        creates=("MIX",),
        inputs=("DEB",),
        consigned=True,
        age_days={"other": 6},
        minced=(minced(RAW, 7),),
        parents=(raw_parent(status=LotStatus.HOLD, remaining_kg=kg("99"), awaits=RAW),),
        buffer=cold_room(allowed=("MIX",), used_kg=kg("5000")),
    )
    for code, mended_command, mended_facts in REGISTER:
        broken = first_violation(command, facts)
        assert broken is not None
        assert broken.code == code
        command, facts = replace(command, **mended_command), replace(facts, **mended_facts)
    assert first_violation(command, facts) is None


@pytest.mark.parametrize(
    ("status", "notes", "code"),
    [
        (LotStatus.REJECTED, None, "illegal_transition"),
        (LotStatus.QUARANTINE, None, "notes_required"),
    ],
)
def test_state_answers_before_text(status: LotStatus, notes: str | None, code: str) -> None:
    cmd = InspectLot(lot=DEB, decision=Decision.FAIL, notes=notes)
    broken = first_violation(cmd, at_gate(status=status))
    assert broken is not None
    assert broken.code == code


def test_a_lot_that_is_gone_is_told_before_where_it_should_go() -> None:
    nowhere = move_facts(status=LotStatus.CONSUMED, target=None)
    broken = first_violation(move(to=None), nowhere)
    assert broken is not None
    assert broken.code == "lot_not_released"


def test_text_answers_before_rules() -> None:
    cmd = CompleteRun(run=RUN, notes="x" * 501)
    broken = first_violation(cmd, run_facts(step=3))
    assert broken is not None
    assert broken.code == "invalid"
    passed = InspectLot(lot=DEB, decision=Decision.PASS, notes="x" * 501)
    broken = first_violation(passed, at_gate(ccp=True))
    assert broken is not None
    assert broken.code == "invalid"


def test_the_commands_own_right_answers_before_that_of_its_facts() -> None:
    broken = forbidden(move(), move_facts(status=LotStatus.HOLD), Role.VIEWER)
    assert broken is not None
    assert broken.details["permission"] == "stock.move"
