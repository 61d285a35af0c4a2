"""What the database takes for true is what Python takes for true: rights, states, topics."""

from itertools import product

import pytest

from core.domain.commands import COMMANDS
from core.domain.flows import FLOW, FlowStatus
from core.domain.lots import LOT, LotStatus
from core.domain.people import MAY
from core.domain.runs import RUN, STEP, RunStatus, StepStatus
from tests.arguments import accepted, whoever_may
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


def test_the_feed_names_the_topics_of_the_command(plant: Plant, books: Books) -> None:
    for name in COMMANDS:
        person = whoever_may(plant, name)
        person.do(name, **accepted(person, name))
    told = books.rows(
        "SELECT DISTINCT e.command, c.topics FROM app.change c"
        " JOIN app.audit_event e ON e.entity_uid::text = c.entity AND e.xmin = c.xmin"
    )
    assert {name: set(topics) for name, topics in told} == {
        name: set(spec.topics) for name, spec in COMMANDS.items()
    }
