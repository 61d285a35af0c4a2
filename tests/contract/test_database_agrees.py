"""What the database takes for true is what Python takes for true: rights, states, topics."""

from itertools import product

import pytest

from core.domain.commands import COMMANDS
from core.domain.flows import FLOW, FlowStatus
from core.domain.lots import LOT, LotStatus
from core.domain.people import MAY, Permission
from core.domain.runs import RUN, STEP, RunStatus, StepStatus
from tests import plant_work
from tests.books import Books
from tests.fix_core import WHY, Plant


def test_each_right_of_a_role_stands_in_the_database_too(books: Books) -> None:
    written = books.rows("SELECT role, permission FROM sec.permission")
    assert sorted(written) == sorted(
        (role.value, permission.value) for permission, roles in MAY.items() for role in roles
    )


LOTS = set(LotStatus) - {LotStatus.CREATED}
MACHINES = {
    "lot": ({(a, b) for (a, _), b in LOT.items() if a in LOTS}, tuple(product(LOTS, LOTS))),
    "production_run": (
        {(a, b) for (a, _), b in RUN.items()} - {(RunStatus.RUNNING, RunStatus.COMPLETED)},
        tuple(product(RunStatus, RunStatus)),
    ),
    "run_step_execution": (
        {(a, b) for (a, _), b in STEP.items()},
        tuple(product(StepStatus, StepStatus)),
    ),
    "flow_version": (
        {(a, b) for (a, _), b in FLOW.items()},
        tuple(product(FlowStatus, FlowStatus)),
    ),
}
"""By table: what the rules allow, and every pair. A run at step 0 may not be completed by anyone."""


WITH_THE_CHANGE = {
    "production_run": ", version = version + 1",
    "flow_version": f", comment = '{WHY}', reviewed_by = created_by",
}
"""What else a right change of state writes. A version's creator is no author of it: they saved nothing."""


@pytest.mark.parametrize("table", MACHINES)
def test_the_database_lets_a_state_change_exactly_where_the_table_of_states_does(
    plant: Plant, books: Books, table: str
) -> None:
    journey = plant.run_to(1)
    plant.work(journey, 1)
    legal, pairs = MACHINES[table]
    count = WITH_THE_CHANGE.get(table, "")
    key = "ctid" if table == "run_step_execution" else "id"
    row = books.ask(f"SELECT {key}::text FROM app.{table} LIMIT 1")
    change = (
        f"UPDATE app.{table} SET status = %s{count} WHERE {key}::text = %s RETURNING {key}::text"
    )
    for before, after in pairs:
        row = books.past_the_guards(change, before.value, row)
        if before == after:
            continue  # which is no change
        broken = books.refusal(change, after.value, row)
        assert (broken is None) is ((before, after) in legal), (before, after, broken)
        assert broken in (None, "illegal_transition", "run_not_ready")


def flow_is_published(plant: Plant) -> None:
    """Every command on flows, once."""
    manager = plant.as_("B-MANAGER")
    flow = plant.do("create_flow", name="Second")["flow_id"]
    version = plant.do("new_flow_version", flow_id=flow)["version_id"]
    graph = plant.ask("flow_version", version_id=version)["graph"]
    plant.do("save_flow_version", version_id=version, graph=graph)
    plant.do("submit_flow_version", version_id=version)
    manager.do("return_flow_version", version_id=version, comment=WHY)
    plant.do("submit_flow_version", version_id=version)
    manager.do("approve_flow_version", version_id=version)
    manager.do("deprecate_flow_version", version_id=version)


def runs_are_stopped(plant: Plant) -> None:
    """Every command that keeps a run from its end, once."""
    manager = plant.as_("B-MANAGER")
    run = plant.new_run()
    plant.do("hold_run", run=run, reason=WHY)
    manager.do("resume_run", run=run, resolution=WHY)
    manager.do("abort_run", run=run, reason=WHY)
    manager.do("archive_run", run=run)
    idle = plant.do("create_run", version_id=plant.version())["code"]
    manager.do("delete_run", run=idle, reason=WHY)


def stock_is_corrected(plant: Plant) -> None:
    """Every command on buffers, and every correction of stock, once."""
    manager = plant.as_("B-MANAGER")
    room = {"type": "LK", "allowed": ["RAW"], "capacity_kg": "1", "min_c": "0", "max_c": "7"}
    manager.do("create_buffer", code="LK-2", **room)
    manager.do("edit_buffer", buffer="LK-2", capacity_kg="2")
    manager.do("close_buffer", buffer="LK-2")
    spice = plant.register(None, "SPICE", "5")
    found = manager.do("adjust_stock", lot=spice, kg="1", reason=WHY)["move_id"]
    manager.do("reverse_move", move=found, reason=WHY)


def test_the_feed_names_the_topics_of_the_command(plant: Plant, books: Books) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("record_temperature", lot=journey["RAW"], celsius="2", kind="CORE", notes=WHY)
    plant.do("print_label", lot=journey["SHIP"])
    plant.do("record_corrective_action", lot=journey["RAW"], text=WHY)
    plant.as_("B-AUDITOR").do("review_ccp", lot=journey["RAW"])
    plant.do("record_temperature", buffer="LK-1", celsius="9", kind="AMBIENT")
    alarm = plant.ask("alarms")["items"][0]["alarm_id"]
    manager = plant.as_("B-MANAGER")
    manager.do("shelve_alarm", alarm=alarm, minutes=1, reason=WHY)
    manager.do("acknowledge_alarm", alarm=alarm)
    plant.do("complete_run", run=journey.run)
    runs_are_stopped(plant)
    admin = plant.as_("B-ADMIN")
    admin.do("set_lab_mark", lot=journey["RAW"], test="Salmonella")
    admin.do("record_lab_result", lot=journey["RAW"], result="negative")
    admin.do("hold_recall", lot=journey["RAW"], reason=WHY)
    admin.do("release_lot", lot=journey["BULK"], reason=WHY)
    spare = plant.run_to(1)
    one, other = (plant.register(spare.run, "RAW", "5", meat="red") for _ in range(2))
    plant.do("reject_lot", lot=one, reason=WHY)
    admin.do("void_lot", lot=other, reason=WHY)
    stock_is_corrected(plant)
    flow_is_published(plant)
    for name in sorted(plant_work.NAMES):
        person = plant if COMMANDS[name].permission in (Permission.OWN, Permission.PRINT) else admin
        person.do(name, **plant_work.fit_for(person, name))
    told = books.rows(
        "SELECT DISTINCT e.command, c.topics FROM app.change c"
        " JOIN app.audit_event e ON e.entity_uid::text = c.entity AND e.xmin = c.xmin"
    )
    assert {name: set(topics) for name, topics in told} == {
        name: set(spec.topics) for name, spec in COMMANDS.items()
    }
