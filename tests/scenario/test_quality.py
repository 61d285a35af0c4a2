"""Decisions on lots: where each is allowed, what it needs, what it keeps."""

from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import new_id
from core.db.rows.plant import UserRow
from core.domain.lots import LotStatus
from core.domain.quality import Decision
from core.errors import Violation
from core.ops import plant as founding
from core.ops.plant import NewSite
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once
from tests.fix_database import Database

LEGAL = {
    ("QUARANTINE", "PASS"): "RELEASED",
    ("QUARANTINE", "HOLD"): "HOLD",
    ("RELEASED", "HOLD"): "HOLD",
    ("QUARANTINE", "FAIL"): "REJECTED",
    ("HOLD", "FAIL"): "REJECTED",
}
STATES = sorted(set(LotStatus) - {LotStatus.CREATED})
REASON = (
    "INSERT INTO app.reason (uid, site_id, code, topic, text) SELECT gen_random_uuid(), id, 'T-SMELL', 'reject',"
    """ '{"en": "It smells bad", "hu": "Rossz szaga van"}' FROM app.site WHERE code = 'DUNA'"""
)


@pytest.fixture
def raw(plant: Plant) -> str:
    """A RAW lot in QUARANTINE at 2.0 degrees."""
    return plant.register(plant.run_to(1).run, "RAW", "10", meat="red", temperature_c="2.0")


def test_a_decision_is_done_in_the_states_of_the_table_and_refused_in_all_others(
    plant: Plant, books: Books, raw: str
) -> None:
    for status, decision in product(STATES, Decision):
        books.past_the_guards("UPDATE app.lot SET status = %s WHERE code = %s", status, raw)
        decide: dict[str, Any] = {"lot": raw, "decision": decision.value, "notes": WHY}
        if becomes := LEGAL.get((status, decision)):
            answer = plant.do("inspect_lot", **decide)
            assert (answer["decision"], answer["lot_status"]) == (decision, becomes)
            assert plant.status(raw) == becomes
            continue
        with books.unchanged():
            assert plant.refused("inspect_lot", **decide) == Violation(
                "illegal_transition",
                {"lot": raw, "status": status.value, "action": decision.value.lower()},
            )


def test_a_lot_of_a_step_without_a_gate_is_held_rejected_and_never_passed(plant: Plant) -> None:
    journey = plant.run_to(3)
    plant.work(journey, 3)
    bulk = journey["BULK"]
    assert plant.status(bulk) == "RELEASED"
    assert plant.refused("inspect_lot", lot=bulk, decision="PASS").code == "illegal_transition"
    plant.do("inspect_lot", lot=bulk, decision="HOLD", notes=WHY)
    assert plant.refused("inspect_lot", lot=bulk, decision="PASS").code == "illegal_transition"
    assert plant.do("inspect_lot", lot=bulk, decision="FAIL", notes=WHY)["status"] == "REJECTED"


def test_stock_without_a_run_is_held_and_rejected_too(plant: Plant) -> None:
    spice = plant.register(None, "SPICE", "25")
    answer = plant.do("inspect_lot", lot=spice, decision="HOLD", notes=WHY)
    assert (answer["status"], answer["step"]) == ("HOLD", None)
    plant.do("inspect_lot", lot=spice, decision="FAIL", notes=WHY)
    assert plant.ask("inspections", lot=spice)["items"][0]["run"] is None


def test_hold_and_fail_say_why_in_words_or_by_an_entry_of_the_catalogue(
    plant: Plant, books: Books, raw: str
) -> None:
    for decision, notes in product(("HOLD", "FAIL"), (None, "ninechars", " \n n i n e c h r s ")):
        with books.unchanged():
            broken = plant.refused("inspect_lot", lot=raw, decision=decision, notes=notes)
            assert broken == Violation("notes_required", {"minimum": 10, "decision": decision})
    long = plant.refused("inspect_lot", lot=raw, decision="HOLD", notes="x" * 501)
    assert (long.code, long.details["reason"]) == ("invalid", "too_long")
    unknown = plant.refused("inspect_lot", lot=raw, decision="HOLD", reason_code="T-SMELL")
    assert unknown == Violation("not_found", {"what": "reason", "reference": "T-SMELL"})
    books.write(REASON)
    plant.do("inspect_lot", lot=raw, decision="HOLD", reason_code="t-smell")
    plant.do("inspect_lot", lot=raw, decision="FAIL", reason_code="T-SMELL", notes="Bin 3")
    rows = plant.ask("inspections", lot=raw)["items"]
    smell = {"en": "It smells bad", "hu": "Rossz szaga van"}
    assert [(row["notes"], row["reason"]) for row in rows] == [("Bin 3", smell), (None, smell)]


def test_a_late_reading_is_explained_by_an_entry_of_the_catalogue(
    plant: Plant, books: Books, raw: str
) -> None:
    books.write(REASON)
    late = {"lot": raw, "celsius": "2", "kind": "CORE", "occurred_at": "2026-01-24T12:00:00+01:00"}
    assert plant.refused("record_temperature", **late).code == "notes_required"
    plant.do("record_temperature", **late, reason_code="T-SMELL")
    row = plant.ask("temperatures", lot=raw)["items"][0]
    assert (row["late"], row["notes"], row["reason"]["en"]) == (True, None, "It smells bad")


def test_a_tolerated_deviation_passes_by_an_entry_of_the_catalogue(
    plant: Plant, books: Books
) -> None:
    books.write(REASON)
    journey = plant.run_to(10)
    parent = (journey["PAL"], "29.8")
    lot = plant.register(journey.run, "SHIP", "29.8", parent, temperature_c="-15.0")
    passed = {"lot": lot, "decision": "PASS"}
    assert plant.refused("inspect_lot", **passed).code == "notes_required"
    assert plant.do("inspect_lot", **passed, reason_code="T-SMELL")["lot_status"] == "RELEASED"


def test_a_decision_keeps_its_kind_and_the_reading_it_relied_on(plant: Plant) -> None:
    journey = plant.run_to(7)
    parent = (journey["SKW15"], "10")
    lots = [plant.register(journey.run, "FRZ15", "9.9", parent) for _ in range(2)]
    for lot in lots:
        plant.do("record_temperature", lot=lot, celsius="-19", kind="CORE")
        plant.do("record_temperature", lot=lot, celsius="-25", kind="SURFACE")
    plant.do("inspect_lot", lot=lots[0], decision="PASS")
    plant.do("inspect_lot", lot=lots[1], decision="HOLD", notes=WHY)
    passed, held = (plant.ask("inspections", lot=lot)["items"][0] for lot in lots)
    assert (passed["type"], passed["ccp"], passed["celsius"]) == ("temperature", True, "-19")
    assert (held["type"], held["ccp"], held["celsius"]) == ("temperature", True, "-25")
    deboned = plant.ask("inspections", lot=journey["DEB"])["items"][0]
    assert (deboned["type"], deboned["ccp"], deboned["celsius"]) == ("visual", False, None)


@pytest.mark.parametrize(
    ("one", "other", "ends"),
    [
        ("PASS", "PASS", {"RELEASED"}),
        ("PASS", "FAIL", {"RELEASED", "REJECTED"}),
        ("FAIL", "FAIL", {"REJECTED"}),
        ("PASS", "HOLD", {"HOLD"}),
        ("HOLD", "FAIL", {"REJECTED"}),
    ],
)
def test_of_two_decisions_at_once_one_is_refused_or_the_stricter_one_follows(
    plant: Plant, raw: str, one: str, other: str, ends: set[str]
) -> None:
    outcomes = at_once(
        lambda: plant.outcome("inspect_lot", lot=raw, decision=one, notes=WHY),
        lambda: plant.outcome("inspect_lot", lot=raw, decision=other, notes=WHY),
    )
    refused = [each for each in outcomes if isinstance(each, str)]
    follows = (one, other) in (("PASS", "HOLD"), ("HOLD", "FAIL"))
    assert refused in ([["illegal_transition"], []] if follows else [["illegal_transition"]])
    assert plant.status(raw) in ends
    rows = plant.ask("inspections", lot=raw)["items"]
    assert len(rows) == 2 - len(refused)


# What a process declares at a gate


@pytest.fixture
def part(plant: Plant, database: Database, books: Books) -> tuple[Plant, str]:
    """The operator at a print farm, and a part that was printed there and waits."""
    farm = print_farm(plant, database, books)
    run = farm.new_run()
    for _ in range(2):
        farm.do("advance_run", run=run)
    fields = {"material": "PLA", "colour": "#102030", "price_per_kg": "21.5"}
    spool = farm.register(None, "SPOOL", "1", fields=fields)
    return farm, farm.register(run, "PART", "0.9", (spool, "1"))


def print_farm(plant: Plant, database: Database, books: Books) -> Plant:
    """The demo's operator at the kiosk of a site that prints."""
    site = NewSite(code="ACME", name="Acme", process="print_farm", time_zone="Europe/Budapest")
    engine = founding.owner_engine(database.migrator)
    with Session(engine) as session, session.begin():
        row = founding.add_site(session, site, ())
        author = session.scalars(select(UserRow).where(UserRow.badge == "B-ADMIN")).one()
        founding.add_published_flow(session, row, {"en": "Print"}, author, new_id())
    engine.dispose()
    books.write(
        "INSERT INTO app.user_site (user_id, site_id) SELECT %s, id FROM app.site WHERE code = 'ACME'",
        plant.actor.user_id,
    )
    return plant.at_site("ACME")


def test_a_required_check_without_a_value_passes_nothing(
    part: tuple[Plant, str], books: Books
) -> None:
    farm, lot = part
    missing = Violation(
        "step_not_ready",
        {
            "missing": "check",
            "check": "first_layer",
            "name": {"en": "First layer", "hu": "Első réteg"},
            "lots": [{"lot": lot, "why": "check"}],
        },
    )
    with books.unchanged():
        for values in ({}, {"first_layer": " "}, {"nozzle": "0.4"}):
            broken = farm.refused("inspect_lot", lot=lot, decision="PASS", values=values)
            assert broken == missing
        for decision in Decision:
            wrong = farm.refused(
                "inspect_lot",
                lot=lot,
                decision=decision.value,
                notes=WHY,
                values={"first_layer": "fine"},
            )
            assert (wrong.code, wrong.details["argument"]) == ("invalid", "first_layer")
    given = {"first_layer": "good", "nozzle": "0.4"}
    farm.do("inspect_lot", lot=lot, decision="PASS", values=given)
    row = farm.ask("inspections", lot=lot)["items"][0]
    assert (row["values"], row["type"]) == (given, "visual")


def test_a_part_is_held_without_a_check(part: tuple[Plant, str]) -> None:
    farm, lot = part
    assert farm.do("inspect_lot", lot=lot, decision="HOLD", notes=WHY)["lot_status"] == "HOLD"
