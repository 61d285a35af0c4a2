"""Each of the nine hard rules, broken once: its error code, its figures, and nothing was written."""

import pytest

from core.context import new_id
from core.db.connection import connect
from core.errors import Violation
from tests.books import Books
from tests.by_hand import refusal_of
from tests.fix_core import WHY, Plant, made_from
from tests.fix_database import Database


@pytest.mark.parametrize("status", ["DRAFT", "REVIEW", "DEPRECATED"])
def test_rule_1_a_run_is_created_from_a_published_version_only(
    plant: Plant, books: Books, status: str
) -> None:
    version = plant.version()
    books.past_the_guards("UPDATE app.flow_version SET status = %s", status)
    with books.unchanged():
        broken = plant.refused("create_run", version_id=version)
    assert broken == Violation("version_not_published", {"status": status})


def test_rule_1_a_run_keeps_its_version_and_runs_on_when_that_is_deprecated(
    plant: Plant, books: Books
) -> None:
    run = plant.do("create_run", version_id=plant.version())["code"]
    books.write(
        "INSERT INTO app.flow_version (uid, site_id, flow_id, number, status, graph, version, created_by)"
        " SELECT gen_random_uuid(), site_id, flow_id, 2, 'DRAFT', graph, 1, created_by FROM app.flow_version"
    )
    change = (
        "UPDATE app.production_run SET version = version + 1,"
        " flow_version_id = (SELECT id FROM app.flow_version WHERE number = 2)"
    )
    assert books.refusal(change) == "version_pinned"
    books.write("UPDATE app.flow_version SET status = 'DEPRECATED' WHERE number = 1")
    assert plant.do("start_run", run=run)["status"] == "RUNNING"


def test_rule_1_stands_in_the_database_too(plant: Plant, books: Books) -> None:
    plant.do("create_run", version_id=plant.version())
    books.write("UPDATE app.flow_version SET status = 'DEPRECATED'")
    forge = (
        "INSERT INTO app.production_run (uid, site_id, code, plant_day, flow_version_id, status, step, version,"
        " created_by) SELECT gen_random_uuid(), site_id, 'RUN-X', plant_day, flow_version_id, %s, %s, 1, created_by"
        " FROM app.production_run"
    )
    assert books.refusal(forge, "IDLE", 0) == "version_not_published"
    books.past_the_guards("UPDATE app.flow_version SET status = 'PUBLISHED'")
    assert books.refusal(forge, "RUNNING", 5) == "illegal_transition"


OF_A_VERSION = [
    "UPDATE app.flow_version SET graph = '{}'",
    "UPDATE app.flow_version SET number = 2",
    "DELETE FROM app.flow_version",
    "UPDATE app.flow_step SET gate = false WHERE step = 2",
    'UPDATE app.flow_step SET limits = \'{"poultry": "9.0"}\' WHERE step = 1',
    "DELETE FROM app.flow_step WHERE step = 10",
    """
    INSERT INTO app.flow_step (site_id, version_id, step, key, node_id, gate, optional, limits, tolerated, core_only,
        yield_min, yield_max)
      SELECT site_id, version_id, 11, key, node_id, gate, optional, limits, tolerated, core_only, yield_min, yield_max
       FROM app.flow_step WHERE step = 10
    """,
]


@pytest.mark.parametrize("status", ["PUBLISHED", "DEPRECATED"])
def test_rule_2_a_published_version_is_immutable(books: Books, status: str) -> None:
    books.past_the_guards("UPDATE app.flow_version SET status = %s", status)
    with books.unchanged():
        for change in OF_A_VERSION:
            assert books.refusal(change) == "version_immutable", change


def test_rule_3_a_step_is_left_only_when_it_is_ready(plant: Plant, books: Books) -> None:
    journey = plant.run_to(1)
    with books.unchanged():
        broken = plant.refused("advance_run", run=journey.run)
    assert broken == Violation(
        "step_not_ready", {"step": 1, "lots": [], "missing": "lot", "types": ["RAW"]}
    )
    waiting = plant.register(journey.run, "RAW", "10", meat="red", temperature_c="2")
    held = plant.register(journey.run, "RAW", "10", meat="red", temperature_c="8")
    with books.unchanged():
        broken = plant.refused("advance_run", run=journey.run)
    lots = [{"lot": waiting, "why": "QUARANTINE"}, {"lot": held, "why": "HOLD"}]
    assert broken == Violation("step_not_ready", {"step": 1, "lots": lots})
    plant.passed(waiting)
    plant.do("inspect_lot", lot=held, decision="FAIL", notes=WHY)
    assert plant.do("advance_run", run=journey.run)["step"] == 2


def test_rule_3_stands_in_the_database_too(plant: Plant, database: Database) -> None:
    journey = plant.run_to(1)
    plant.register(journey.run, "RAW", "10", meat="red", temperature_c="2")
    move = "UPDATE app.production_run SET step = %s, version = version + %s"
    with connect(database.kiosk_app, autocommit=True) as kiosk:
        for step, versions, why in (
            (2, 1, "step_not_ready"),
            (3, 1, "run_not_ready"),
            (0, 1, "run_not_ready"),
            (2, 0, "conflict"),
        ):
            assert refusal_of(kiosk, "B-ADMIN", move, [step, versions])[1] == why
        end = "UPDATE app.production_run SET status = 'COMPLETED', version = version + 1"
        assert refusal_of(kiosk, "B-ADMIN", end)[1] == "run_not_ready"


def test_rule_3_only_a_running_run_advances(plant: Plant, books: Books) -> None:
    run = plant.do("create_run", version_id=plant.version())["code"]
    with books.unchanged():
        broken = plant.refused("advance_run", run=run)
    assert broken == Violation("run_not_running", {"run": run, "status": "IDLE"})


def test_rule_4_a_run_completes_at_its_last_step_with_every_lot_decided(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(9)
    with books.unchanged():
        broken = plant.refused("complete_run", run=journey.run)
    assert broken == Violation("run_not_ready", {"run": journey.run, "reason": "before_last_step"})
    plant.work(journey, 9)
    plant.do("advance_run", run=journey.run)
    with books.unchanged():
        broken = plant.refused("complete_run", run=journey.run)
    assert (broken.code, broken.details["missing"]) == ("run_not_ready", "lot")
    plant.work(journey, 10)
    plant.do("inspect_lot", lot=journey["BULK"], decision="HOLD", notes=WHY)
    with books.unchanged():
        broken = plant.refused("complete_run", run=journey.run)
    assert broken == Violation(
        "run_not_ready",
        {"run": journey.run, "lots": [{"lot": journey["BULK"], "why": "HOLD"}]},
    )
    plant.do("inspect_lot", lot=journey["BULK"], decision="FAIL", notes=WHY)
    assert plant.do("complete_run", run=journey.run)["status"] == "COMPLETED"
    assert plant.ask("run", run=journey.run)["balance"]["rejected_kg"] == "2.500"


def test_rule_4_stands_in_the_database_too(plant: Plant, books: Books) -> None:
    journey = plant.run_to(10)
    end = "UPDATE app.production_run SET status = 'COMPLETED', version = version + 1"
    assert books.refusal(end) == "run_not_ready"
    plant.work(journey, 10)
    plant.do("inspect_lot", lot=journey["BULK"], decision="HOLD", notes=WHY)
    assert books.refusal(end) == "run_not_ready"


def test_rule_5_a_buffer_takes_only_its_types_within_capacity_and_band(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(5)
    plant.work(journey, 5)
    with books.unchanged():
        broken = plant.refused("move_stock", lot=journey["SKW30"], kg="59.9", to="SKW15-1")
    assert broken == Violation(
        "buffer_purity",
        {
            "buffer": "SKW15-1",
            "lot": journey["SKW30"],
            "type": "SKW30",
            "allowed": ["SKW15"],
        },
    )


@pytest.mark.parametrize("decision", [None, "HOLD", "FAIL"])
def test_rule_5_only_released_lots_are_consumed(
    plant: Plant, books: Books, decision: str | None
) -> None:
    journey = plant.run_to(2)
    second = plant.run_to(1)
    raw = plant.register(second.run, "RAW", "10", meat="red", temperature_c="2")
    if decision:
        plant.do("inspect_lot", lot=raw, decision=decision, notes=WHY)
    with books.unchanged():
        broken = plant.refused(
            "register_lot",
            run=journey.run,
            type="DEB",
            weight_kg="9",
            parents=made_from((raw, "10")),
        )
    status = {None: "QUARANTINE", "HOLD": "HOLD", "FAIL": "REJECTED"}[decision]
    assert broken == Violation("lot_not_released", {"lot": raw, "status": status})


def test_rule_6_a_reading_out_of_its_limit_holds_the_lot_in_the_same_transaction(
    plant: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    lot = plant.register(run, "RAW", "10", meat="poultry", temperature_c="4.0")
    plant.passed(lot)
    answer = plant.do("record_temperature", lot=lot, celsius="4.001", kind="SURFACE")
    assert (answer["violation"], answer["deviation"], answer["lot_status"]) == (True, False, "HOLD")
    held, reading = books.rows(
        "SELECT l.xmin::text, t.xmin::text FROM app.lot l JOIN app.temperature_log t ON t.lot_id = l.id"
        " WHERE t.violation"
    )[0]
    assert held == reading


def test_rule_6_holds_whoever_writes_the_reading(plant: Plant, books: Books) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="poultry", temperature_c="4.0")
    books.write(
        """
        INSERT INTO app.temperature_log (uid, site_id, lot_id, celsius, kind, source, limit_c, violation, user_id,
            kiosk_id, occurred_at, late)
          SELECT gen_random_uuid(), site_id, lot_id, 9, kind, source, limit_c, true, user_id, kiosk_id, now(), false
            FROM app.temperature_log
        """
    )
    assert plant.status(lot) == "HOLD"


def test_rule_6_no_decision_passes_a_ccp_without_a_reading_within_its_limit(
    plant: Plant, books: Books
) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="poultry")
    with books.unchanged():
        broken = plant.refused("inspect_lot", lot=lot, decision="PASS")
    assert broken == Violation(
        "step_not_ready",
        {
            "missing": "reading",
            "lots": [{"lot": lot, "why": "reading"}],
            "limit_c": "4.0",
            "celsius": None,
        },
    )


@pytest.mark.parametrize("decision", ["HOLD", "FAIL"])
def test_rule_7_hold_and_fail_say_why(plant: Plant, books: Books, decision: str) -> None:
    lot = plant.register(plant.run_to(1).run, "RAW", "10", meat="poultry")
    for notes, code in (
        (None, "notes_required"),
        ("   too short   ", "notes_required"),
        ("x" * 501, "invalid"),
    ):
        with books.unchanged():
            broken = plant.refused("inspect_lot", lot=lot, decision=decision, notes=notes)
        assert broken.code == code
    assert (
        plant.do("inspect_lot", lot=lot, decision=decision, notes="x" * 500)["decision"] == decision
    )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE app.audit_event SET role = 'ADMIN'",
        "DELETE FROM app.audit_event",
        "TRUNCATE app.audit_event",
    ],
)
def test_rule_8_the_audit_is_only_ever_added_to(plant: Plant, books: Books, change: str) -> None:
    plant.new_run()
    with books.unchanged():
        assert books.refusal(change) == "audit_immutable"


def test_rule_9_a_key_stands_for_one_command(plant: Plant, books: Books) -> None:
    key = new_id()
    first = plant.do("create_run", key=key, version_id=plant.version())
    with books.unchanged():
        assert plant.do("create_run", key=key, version_id=plant.version()) == first
        broken = plant.refused("create_run", key=key, version_id=plant.version(), target_kg="1")
    assert broken == Violation("key_reused", {"key": str(key)})
