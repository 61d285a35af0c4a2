from dataclasses import replace
from typing import Any

import pytest

from core.domain.commands.lots import Parent
from core.domain.lots import LotStatus, Species
from core.domain.runs import RunStatus
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation
from core.rules.lots import most_days, yield_percent
from tests.builders import (
    DEB,
    RAW,
    RUN,
    cold_room,
    deb_facts,
    kg,
    minced,
    raw_facts,
    raw_parent,
    register_deb,
    register_raw,
)


def test_plain_registrations_break_no_rule() -> None:
    for command, facts in ((register_deb(), deb_facts()), (register_raw(), raw_facts())):
        check_shape(command)
        assert first_violation(command, facts) is None


@pytest.mark.parametrize(
    ("changes", "argument", "reason"),
    [
        ({"weight_kg": kg("0")}, "weight_kg", "not_positive"),
        ({"weight_kg": kg("-0.001")}, "weight_kg", "not_positive"),
        ({"parents": (Parent(lot=RAW, kg=kg("0")),)}, "parents", "not_positive"),
        ({"parents": (Parent(lot=RAW, kg=kg("-5")),)}, "parents", "not_positive"),
        ({"pieces": 0}, "pieces", "not_positive"),
        ({"pieces": -1}, "pieces", "not_positive"),
    ],
)
def test_weights_are_above_zero(changes: dict[str, Any], argument: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_shape(register_deb(**changes))
    assert refusal.value.violation == Violation("invalid", {"argument": argument, "reason": reason})


@pytest.mark.parametrize(
    "changes",
    [
        {"weight_kg": kg("0.001")},
        {"parents": (Parent(lot=RAW, kg=kg("0.001")),)},
        {"pieces": 1},
    ],
)
def test_a_gram_is_a_weight(changes: dict[str, Any]) -> None:
    check_shape(register_deb(**changes))


def two(**second: Any) -> dict[str, Any]:
    """Facts and parents of a registration from two lots, 50 kg of each."""
    return {"parents": (raw_parent(), raw_parent(**({"lot_id": 12, "code": "RAW-2"} | second)))}


BOTH = (Parent(lot=RAW, kg=kg("50")), Parent(lot="RAW-2", kg=kg("50")))


def test_the_same_parent_under_two_names_is_refused() -> None:
    assert first_violation(register_deb(parents=BOTH), deb_facts(**two())) is None
    assert first_violation(register_deb(parents=BOTH), deb_facts(**two(lot_id=11))) == Violation(
        "invalid", {"argument": "parents", "reason": "named_twice"}
    )


@pytest.mark.parametrize("status", RunStatus)
def test_lots_are_made_on_a_running_run(status: RunStatus) -> None:
    broken = first_violation(register_deb(), deb_facts(run_status=status))
    expected = Violation("run_not_running", {"run": RUN, "status": status})
    assert broken == (None if status is RunStatus.RUNNING else expected)


def test_a_lot_that_is_made_needs_a_run() -> None:
    facts = deb_facts(run_id=None, run_code=None, run_status=None)
    assert first_violation(register_deb(run=None), facts) == Violation(
        "invalid", {"argument": "run", "reason": "missing_argument"}
    )


def test_stock_takes_no_run() -> None:
    facts = deb_facts(stock=True, inputs=(), main_inputs=(), parents=(), creates=())
    spice = register_deb(type="SPICE", parents=(), run=None)
    assert first_violation(spice, replace(facts, run_id=None, run_status=None)) is None
    assert first_violation(replace(spice, run=RUN), facts) == Violation(
        "invalid", {"argument": "run", "reason": "stock_type"}
    )


def test_a_step_makes_its_own_types_only() -> None:
    facts = deb_facts(run_step=5, creates=("SKW15", "SKW30"))
    assert first_violation(register_deb(), facts) == Violation(
        "step_not_ready", {"type": "DEB", "step": 5, "types": ["SKW15", "SKW30"]}
    )


@pytest.mark.parametrize(
    ("facts", "details"),
    [
        (
            {"parents": ()},
            {"reason": "missing_parent", "type": "DEB", "inputs": ["RAW"]},
        ),
        (
            {"parents": (raw_parent(type="MIX", code="MIX-1"),)},
            {"reason": "wrong_parent_type", "lot": "MIX-1", "type": "DEB", "inputs": ["RAW"]},
        ),
        (
            {"inputs": (), "main_inputs": ()},
            {"reason": "takes_no_parents", "type": "DEB"},
        ),
        (
            {
                "inputs": ("RAW", "SPICE"),
                "parents": (raw_parent(type="SPICE"),),
            },
            {"reason": "missing_parent", "type": "DEB", "inputs": ["RAW"]},
        ),
    ],
)
def test_a_lot_is_made_from_what_its_type_names(
    facts: dict[str, Any], details: dict[str, Any]
) -> None:
    changed = deb_facts(**facts)
    named = tuple(Parent(lot=each.code, kg=kg("90")) for each in changed.parents)
    assert first_violation(register_deb(parents=named), changed) == Violation("genealogy", details)


def test_one_size_on_a_pallet() -> None:
    sizes = {
        "inputs": ("FG15", "FG30"),
        "main_inputs": ("FG15", "FG30"),
        "parents": (raw_parent(type="FG30"), raw_parent(type="FG15", lot_id=12)),
    }
    facts = deb_facts(one_input_type=True, **sizes)
    assert first_violation(register_deb(parents=BOTH), facts) == Violation(
        "genealogy", {"reason": "mixed_sizes", "types": ["FG15", "FG30"]}
    )
    same = tuple(replace(each, type="FG15") for each in facts.parents)
    assert first_violation(register_deb(parents=BOTH), replace(facts, parents=same)) is None
    assert first_violation(register_deb(parents=BOTH), replace(facts, one_input_type=False)) is None


@pytest.mark.parametrize("status", sorted(set(LotStatus) - {LotStatus.RELEASED}))
def test_only_released_lots_are_consumed(status: LotStatus) -> None:
    facts = deb_facts(parents=(raw_parent(status=status),))
    assert first_violation(register_deb(), facts) == Violation(
        "lot_not_released", {"lot": RAW, "status": status.value}
    )


def test_a_void_lot_is_no_parent() -> None:
    broken = first_violation(register_deb(), deb_facts(parents=(raw_parent(void=True),)))
    assert broken == Violation("lot_not_released", {"lot": RAW, "status": "VOID"})


@pytest.mark.parametrize(
    ("remaining", "fits"), [("100.001", True), ("100.000", True), ("99.999", False)]
)
def test_a_parent_gives_what_remains_and_no_gram_more(remaining: str, fits: bool) -> None:
    broken = first_violation(
        register_deb(), deb_facts(parents=(raw_parent(remaining_kg=kg(remaining)),))
    )
    expected = Violation("weight_exceeded", {"lot": RAW, "remaining_kg": remaining, "kg": "100"})
    assert broken == (None if fits else expected)


@pytest.mark.parametrize(
    ("weight", "shown"),
    [
        ("60", None),
        ("59.999", "60.0"),
        ("59.9", "59.9"),
        ("115", None),
        ("115.001", "115.0"),
        ("115.1", "115.1"),
    ],
)
def test_a_yield_out_of_its_band_is_explained(weight: str, shown: str | None) -> None:
    cmd = register_deb(weight_kg=kg(weight))
    details = {"minimum": 10, "yield_pct": shown, "yield_min": "60", "yield_max": "115"}
    expected = Violation("notes_required", details) if shown else None
    assert first_violation(cmd, deb_facts()) == expected
    assert first_violation(replace(cmd, notes="Much bone in it"), deb_facts()) is None
    assert first_violation(replace(cmd, notes="too  short"), deb_facts()) == expected


def test_an_entry_of_the_catalogue_explains_a_yield() -> None:
    assert (
        first_violation(register_deb(weight_kg=kg("10"), reason_code="BONE"), deb_facts()) is None
    )


@pytest.mark.parametrize("parents", [(), (raw_parent(type="MIX"),), (raw_parent(type="SPICE"),)])
def test_a_yield_of_nothing_is_no_yield(parents: Any) -> None:
    named = tuple(Parent(lot=each.code, kg=kg("1")) for each in parents)
    cmd, facts = register_deb(parents=named, weight_kg=kg("999")), deb_facts(parents=parents)
    assert yield_percent(cmd, facts) is None
    broken = first_violation(cmd, facts)
    assert broken is not None
    assert broken.code == "genealogy"


def test_a_yield_is_asked_about_before_the_parents_are_judged() -> None:
    facts = deb_facts(parents=(raw_parent(status=LotStatus.HOLD),), inputs=("DEB",))
    broken = first_violation(register_deb(weight_kg=kg("10")), facts)
    assert broken is not None
    assert broken.code == "notes_required"


AGES = {"poultry": 3, "other": 6, "beef_vacuum": 15}


@pytest.mark.parametrize(
    ("species", "most"), [(Species.POULTRY, 3), (Species.OTHER, 6), (Species.BEEF_VACUUM, 15)]
)
def test_minced_meat_passes_at_its_limit_and_not_a_day_after(species: Species, most: int) -> None:
    for days in (0, most - 1, most):
        facts = deb_facts(age_days=AGES, minced=(minced(RAW, days, species),))
        assert first_violation(register_deb(), facts) is None
    facts = deb_facts(age_days=AGES, minced=(minced(RAW, most + 1, species),))
    details = {"reason": "too_old", "lot": RAW, "days": most + 1, "limit": most}
    assert first_violation(register_deb(), facts) == Violation("genealogy", details)


@pytest.mark.parametrize("own", Species)
@pytest.mark.parametrize("declared", [None, *Species])
def test_of_two_species_the_strictest_counts(own: Species, declared: Species | None) -> None:
    most = min(AGES[each] for each in (own, declared) if each is not None)
    assert most_days(AGES, own, declared) == most
    facts = deb_facts(age_days=AGES, minced=(minced(RAW, most + 1, own),))
    broken = first_violation(register_deb(species=declared), facts)
    assert broken is not None
    assert broken.details["limit"] == most


def test_a_species_without_a_limit_of_its_own_has_the_strictest() -> None:
    assert most_days({"other": 6, "poultry": 3}, Species.BEEF_VACUUM, None) == 3
    assert most_days({"other": 6, "poultry": 3}, Species.BEEF_VACUUM, Species.OTHER) == 6


def test_the_one_lot_that_is_too_old_is_named() -> None:
    facts = deb_facts(age_days=AGES, minced=(minced("RAW-1", 5), minced("RAW-2", 8)))
    broken = first_violation(register_deb(), facts)
    assert broken is not None
    assert broken.details["lot"] == "RAW-2"


def test_what_leaves_the_plant_has_its_laboratory_results() -> None:
    facts = deb_facts(consigned=True, parents=(raw_parent(awaits="RAW-7"),))
    details = {"reason": "awaits_laboratory", "lot": RAW, "awaits": "RAW-7"}
    assert first_violation(register_deb(), facts) == Violation("lot_not_released", details)
    assert first_violation(register_deb(), replace(facts, consigned=False)) is None
    assert first_violation(register_deb(), deb_facts(consigned=True)) is None


def test_stock_types_are_left_out_of_the_yield() -> None:
    facts = deb_facts(inputs=("RAW", "SPICE"), **two(type="SPICE"))
    cmd = register_deb(weight_kg=kg("55"), parents=BOTH)
    assert yield_percent(cmd, facts) == 110
    assert first_violation(cmd, facts) is None
    assert yield_percent(register_raw(), raw_facts()) is None


def test_the_band_is_that_of_the_flow_version() -> None:
    strict = deb_facts(yield_min=kg("95"), yield_max=kg("100"))
    broken = first_violation(register_deb(), strict)
    assert broken is not None
    assert broken.details["yield_min"] == "95"


@pytest.mark.parametrize(
    ("celsius", "code"),
    [
        ("3.2", None),
        ("4.0", None),
        ("4.001", None),
        ("9.0", None),
        ("-0.001", "buffer_temperature"),
    ],
)
def test_a_lot_too_warm_for_its_ccp_is_not_placed_and_that_is_no_refusal(
    celsius: str, code: str | None
) -> None:
    cmd = register_raw(temperature_c=kg(celsius), buffer="LK-1")
    facts = raw_facts(buffer=cold_room(max_c=kg("4.0")))
    broken = first_violation(cmd, facts)
    assert (broken and broken.code) == code


@pytest.mark.parametrize(
    ("celsius", "code"), [("-15.0", "buffer_temperature"), ("-14.999", None), ("-18.0", None)]
)
def test_up_to_what_is_tolerated_a_lot_is_placed_like_any_other(
    celsius: str, code: str | None
) -> None:
    frozen = cold_room(allowed=("RAW",), min_c=kg("-40"), max_c=kg("-18"))
    facts = raw_facts(buffer=frozen, limit_c=kg("-18.0"), tolerated_c=kg("-15.0"))
    broken = first_violation(register_raw(temperature_c=kg(celsius)), facts)
    assert (broken and broken.code) == code


def test_a_lot_never_measured_may_be_placed() -> None:
    assert first_violation(register_deb(), deb_facts(buffer=cold_room())) is None
    full = deb_facts(buffer=cold_room(used_kg=kg("4910.001")))
    broken = first_violation(register_deb(), full)
    assert broken is not None
    assert broken.code == "buffer_capacity"


def test_the_code_of_the_new_lot_is_not_known_yet_and_its_type_is_named() -> None:
    broken = first_violation(register_deb(), deb_facts(buffer=cold_room(allowed=("MIX",))))
    assert broken is not None
    assert (broken.details["lot"], DEB.startswith("DEB")) == ("DEB", True)
