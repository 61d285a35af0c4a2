"""Flow versions written in SQL by a person with the kiosk's login: whose they are, what they may set, who publishes."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain import codec, graph_checks, process
from core.domain.flows import FlowStatus, FlowStep
from core.domain.graph import Graph, of_process, steps
from core.domain.people import Permission, may
from core.errors import Refused
from core.ops.demo import USERS
from tests.books import Books
from tests.by_hand import booking_as, refusal_of
from tests.fix_core import WHY, Plant
from tests.fix_database import Database
from tests.flow_work import draft, version_in
from tests.signing import sign_everything

ROLES = {user.badge: user.role for user in USERS}
DONER = process.load("doner")
DRAWN = codec.plain(of_process(DONER))
FORBIDDEN = ("NY001", "forbidden")
OF = "WHERE uid::text = %s"
PUBLISH = f"""
    SELECT api.publish_flow_version(id, version, (
      SELECT uid FROM app.flow_version b WHERE b.flow_id = v.flow_id AND b.status = 'PUBLISHED'))
      FROM app.flow_version v {OF}
"""
ADD = """
    INSERT INTO app.flow_version (uid, flow_id, number, status, graph, version, created_by{more})
      SELECT gen_random_uuid(), flow_id, {number}, 'DRAFT', {graph}, {version}, {who}{values} FROM app.flow_version
       WHERE uid::text = %s
"""
PLAIN = {
    "more": "",
    "number": "number + 1",
    "graph": "graph",
    "version": "1",
    "values": "",
    "who": "app.my_user()",
}


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


TURNS = {
    FlowStatus.DRAFT: (
        "UPDATE app.flow_version SET status = 'REVIEW', version = version + 1",
        Permission.FLOW_DRAFT,
    ),
    FlowStatus.REVIEW: (
        f"UPDATE app.flow_version SET status = 'DRAFT', version = version + 1, comment = '{WHY}'",
        Permission.FLOW_APPROVE,
    ),
    FlowStatus.PUBLISHED: (
        "UPDATE app.flow_version SET status = 'DEPRECATED', version = version + 1",
        Permission.FLOW_APPROVE,
    ),
}


@pytest.mark.parametrize("status", TURNS)
def test_a_turn_by_hand_asks_for_its_right(
    kiosk: "psycopg.Connection[Any]", plant: Plant, status: FlowStatus
) -> None:
    version = version_in(plant, status)
    statement, right = TURNS[status]
    for badge, role in ROLES.items():
        refusal = refusal_of(kiosk, badge, f"{statement} {OF}", [version])
        assert refusal == ((None, None) if may(role, right) else FORBIDDEN), badge


def test_a_version_in_review_is_published_by_the_function_only(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    version = version_in(plant, FlowStatus.REVIEW)
    by_hand = f"UPDATE app.flow_version SET status = 'PUBLISHED', version = version + 1 {OF}"
    with books.unchanged():
        for badge, role in ROLES.items():
            assert refusal_of(kiosk, badge, by_hand, [version]) == FORBIDDEN, badge
            own = badge == plant.actor.badge
            right = may(role, Permission.FLOW_APPROVE) and not own
            if right:
                assert refusal_of(kiosk, badge, PUBLISH, [version])[1] == "sign_required"
            sign_everything(books, badge)
            refusal = refusal_of(kiosk, badge, PUBLISH, [version])
            assert refusal == ((None, None) if right else FORBIDDEN), badge
        stale = PUBLISH.replace("id, version,", "id, version - 1,")
        assert refusal_of(kiosk, "B-MANAGER", stale, [version])[1] == "stale"


def test_publishing_ends_the_version_before(plant: Plant, books: Books) -> None:
    first = version_in(plant, FlowStatus.PUBLISHED)
    flow = books.ask(
        f"SELECT f.uid::text FROM app.flow_definition f JOIN app.flow_version v ON v.flow_id = f.id"
        f" {OF.replace('uid', 'v.uid')}",
        first,
    )
    second = plant.do("new_flow_version", flow_id=flow)["version_id"]
    plant.do("submit_flow_version", version_id=second)
    plant.as_("B-MANAGER").do("approve_flow_version", version_id=second)
    states = (
        "SELECT status, reviewed_by IS NOT NULL, published_at IS NOT NULL FROM app.flow_version"
    )
    assert books.rows(f"{states} {OF}", first) == [("DEPRECATED", True, True)]
    assert books.rows(f"{states} {OF}", second) == [("PUBLISHED", True, True)]


def authors(books: Books, version: str) -> set[str]:
    rows = books.rows(
        "SELECT u.badge FROM app.flow_version v, app.user_account u WHERE v.uid::text = %s AND u.id = ANY (v.authors)",
        version,
    )
    return {badge for (badge,) in rows}


def test_who_saved_and_submitted_is_what_the_database_saw(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    version = draft(plant)
    assert authors(books, version) == set()
    save = f"UPDATE app.flow_version SET graph = graph, version = version + 1 {OF}"
    with booking_as(kiosk, "B-MANAGER"):
        kiosk.execute(save.encode(), [version])
    assert authors(books, version) == {"B-MANAGER"}
    with booking_as(kiosk, "B-MANAGER2"):
        kiosk.execute(f"{TURNS[FlowStatus.DRAFT][0]} {OF}".encode(), [version])
    assert authors(books, version) == {"B-MANAGER", "B-MANAGER2"}
    said = books.rows(
        "SELECT s.badge, m.badge, v.saved_at IS NOT NULL, v.submitted_at IS NOT NULL FROM app.flow_version v"
        " JOIN app.user_account s ON s.id = saved_by JOIN app.user_account m ON m.id = submitted_by"
        " WHERE v.uid::text = %s",
        version,
    )
    assert said == [("B-MANAGER", "B-MANAGER2", True, True)]
    for column in (
        "authors",
        "saved_by",
        "submitted_by",
        "reviewed_by",
        "saved_at",
        "published_at",
    ):
        forged = f"UPDATE app.flow_version SET {column} = {column} {OF}"
        assert refusal_of(kiosk, "B-ADMIN", forged, [version])[0] == "42501", column
    for badge in ("B-MANAGER", "B-MANAGER2"):
        assert refusal_of(kiosk, badge, PUBLISH, [version]) == FORBIDDEN
    sign_everything(books, "B-ADMIN")
    assert refusal_of(kiosk, "B-ADMIN", PUBLISH, [version]) == (None, None)


def looser(**config: Any) -> str:
    """The process with another setting at its receipt, as an SQL literal."""
    drawn = deepcopy(DRAWN)
    drawn["nodes"][1]["data"]["config"].update(config)
    return f"'{json.dumps(drawn).replace(chr(39), chr(39) * 2)}'"


def test_a_copy_made_by_hand_is_no_way_to_approve_ones_own_work(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    version = draft(plant.as_("B-MANAGER"))
    own = (
        f"UPDATE app.flow_version SET graph = {looser(yield_min='70')}, version = version + 1 {OF}"
    )
    with booking_as(kiosk, "B-MANAGER"):
        kiosk.execute(own.encode(), [version])
        copied = ADD.format(**PLAIN | {"more": ", authors", "values": ", '{}'"})
        kiosk.execute(copied.encode(), [version])
        drawn = ADD.format(**PLAIN | {"number": "number + 2", "graph": looser(yield_min="80")})
        kiosk.execute(drawn.encode(), [version])
        itself = ADD.format(**PLAIN | {"number": "number + 3", "graph": looser(yield_min="60")})
        kiosk.execute(itself.encode(), [version])
    rows = books.rows(
        "SELECT number, (SELECT array_agg(badge) FROM app.user_account u WHERE u.id = ANY (v.authors))"
        " FROM app.flow_version v WHERE flow_id = (SELECT max(id) FROM app.flow_definition) ORDER BY 1"
    )
    assert rows == [(1, ["B-MANAGER"]), (2, ["B-MANAGER"]), (3, ["B-MANAGER"]), (4, None)]


UNLIKE = [
    ({"number": "number + 2"}, "conflict"),
    ({"number": "number - 1"}, "conflict"),
    ({"version": "9"}, "conflict"),
    ({"more": ", published_at", "values": ", now()"}, "conflict"),
    ({"more": ", saved_by", "values": ", 1"}, "conflict"),
    ({"graph": looser(limits={"red": "7.01"})}, "invalid"),
]


def test_a_version_made_by_hand_begins_as_the_command_makes_one(
    kiosk: "psycopg.Connection[Any]", plant: Plant
) -> None:
    version = draft(plant)
    for changes, why in UNLIKE:
        refusal = refusal_of(kiosk, "B-OPERATOR", ADD.format(**PLAIN | changes), [version])
        assert refusal == ("NY001", why), changes
    anothers = ADD.format(
        **PLAIN | {"who": "(SELECT id FROM app.user_account WHERE badge = 'B-ADMIN')"}
    )
    assert refusal_of(kiosk, "B-OPERATOR", anothers, [version])[0] == "42501"
    plain = ADD.format(**PLAIN)
    assert refusal_of(kiosk, "B-AUDITOR", plain, [version]) == FORBIDDEN
    assert refusal_of(kiosk, "B-OPERATOR", plain, [version]) == (None, None)


def test_a_return_by_hand_says_why_each_time(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    version = version_in(plant, FlowStatus.REVIEW)
    books.past_the_guards("UPDATE app.flow_version SET comment = %s", WHY)
    back = "UPDATE app.flow_version SET status = 'DRAFT', version = version + 1"
    for text, why in (("", "notes_required"), (", comment = 'short'", "notes_required")):
        refusal = refusal_of(kiosk, "B-MANAGER", f"{back}{text} {OF}", [version])
        assert refusal == ("NY001", why)
    long = f"{back}, comment = '{501 * 'x'}' {OF}"
    assert refusal_of(kiosk, "B-MANAGER", long, [version]) == ("NY001", "invalid")
    draws = draft(plant)
    said = f"UPDATE app.flow_version SET comment = '{WHY}', version = version + 1 {OF}"
    assert refusal_of(kiosk, "B-MANAGER", said, [draws]) == ("NY001", "version_immutable")


def changed(path: str, value: Any) -> Any:
    """The process's graph with another value at a path; None takes it away."""
    drawn = deepcopy(DRAWN)
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    at: Any = drawn
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return drawn


def joined(*edges: tuple[str, str]) -> Any:
    """With further edges."""
    drawn = deepcopy(DRAWN)
    drawn["edges"] += [
        {"id": f"more-{number}", "source": source, "target": target}
        for number, (source, target) in enumerate(edges)
    ]
    return drawn


CONFIG = "nodes.{}.data.config.{}"
GRAPHS: dict[str, Any] = {
    "the process": DRAWN,
    "no nodes": changed("nodes", None),
    "nodes of text": changed("nodes", "x"),
    "no edges": changed("edges", None),
    "one edge less": changed("edges", DRAWN["edges"][1:]),
    "empty": {"nodes": [], "edges": []},
    "one step less": changed("nodes", DRAWN["nodes"][:-1]) | {"edges": DRAWN["edges"][:-1]},
    "one step twice": changed("nodes", [*DRAWN["nodes"], {**DRAWN["nodes"][3], "id": "again"}]),
    "an id twice": changed("nodes.3.id", "mixing"),
    "a blank id": changed("nodes.3.id", " "),
    "a long id": changed("nodes.3.id", "x" * 65),
    "a loose edge": joined(("receipt", "nowhere")),
    "a way back": joined(("mixing", "receipt")),
    "a way round": joined(("mixing", "mixing")),
    "a way past": joined(("receipt", "mixing")),
    "the same way twice": joined(("receipt", "deboning")),
    "another kind of box": changed("nodes.2.type", "note"),
    "an unknown step": changed("nodes.2.data.nodeType", "bake"),
    "a wrong index": changed("nodes.2.data.step_index", 3),
    "an index of text": changed("nodes.2.data.step_index", "two"),
    "no label": changed("nodes.2.data.label", {}),
    "a blank label": changed("nodes.2.data.label", {"en": " "}),
    "no gate said": changed(CONFIG.format(2, "gate"), None),
    "a gate of text": changed(CONFIG.format(2, "gate"), "perhaps"),
    "a gate less": changed(CONFIG.format(2, "gate"), False),
    "a gate more": changed(CONFIG.format(3, "gate"), True),
    "a step to leave out": changed(CONFIG.format(3, "optional"), True),
    "the first to leave out": changed(CONFIG.format(0, "optional"), True),
    "the last to leave out": changed(CONFIG.format(10, "optional"), True),
    "a CCP to leave out": changed(CONFIG.format(7, "optional"), True),
    "no yield at all": changed(CONFIG.format(2, "yield_min"), "0"),
    "less than no yield": changed(CONFIG.format(2, "yield_min"), "-1"),
    "an empty band": changed(CONFIG.format(2, "yield_min"), "115.001"),
    "a band of one": changed(CONFIG.format(2, "yield_min"), "115"),
    "endless yield": changed(CONFIG.format(2, "yield_max"), "Infinity"),
    "no number of yield": changed(CONFIG.format(2, "yield_max"), "NaN"),
    "a million per cent": changed(CONFIG.format(2, "yield_max"), "1000000"),
    "the law itself": changed(CONFIG.format(1, "limits.red"), "7.00"),
    "a hundredth looser": changed(CONFIG.format(1, "limits.red"), "7.01"),
    "stricter": changed(CONFIG.format(1, "limits.red"), "6.99"),
    "too fine": changed(CONFIG.format(1, "limits.red"), "6.999"),
    "no number of degrees": changed(CONFIG.format(1, "limits.red"), "NaN"),
    "endless cold": changed(CONFIG.format(1, "limits.red"), "-Infinity"),
    "impossible cold": changed(CONFIG.format(1, "limits.red"), "-1000"),
    "a limit less": changed(CONFIG.format(1, "limits.red"), None),
    "no limits": changed(CONFIG.format(1, "limits"), {}),
    "an unknown limit": changed(CONFIG.format(1, "limits.game"), "1"),
    "a limit where none is": changed(CONFIG.format(2, "limits"), {"core": "1"}),
    "tolerance where none is": changed(CONFIG.format(7, "limits.tolerated"), "-15"),
    "no tolerance": changed(CONFIG.format(10, "limits.tolerated"), None),
    "looser tolerance": changed(CONFIG.format(10, "limits.tolerated"), "-14.99"),
    "tolerance below the limit": changed(CONFIG.format(10, "limits.tolerated"), "-18.01"),
    "tolerance at the limit": changed(CONFIG.format(10, "limits.tolerated"), "-18"),
    "frozen warmer": changed(CONFIG.format(7, "limits.core"), "-17.99"),
    "too many edges": joined(*[("receipt", "deboning")] * 200),
}


def rule(drawn: Any, *, whole: bool) -> str | None:
    """What the rules say of a graph as it stands in a command."""
    try:
        graph = codec.build(Graph, drawn)
    except Refused as refusal:
        return refusal.violation.code
    faults = [*graph_checks.malformed(graph), *graph_checks.out_of_bounds(graph, DONER)]
    if whole:
        faults += graph_checks.incomplete(graph, DONER)
    return "invalid" if faults else None


def test_the_database_lets_a_graph_be_drawn_exactly_where_the_rules_do(books: Books) -> None:
    for name, drawn in GRAPHS.items():
        for whole in (False, True):
            check = "SELECT sec.check_graph(%s::jsonb, 'doner', %s)"
            said = books.refusal(check, json.dumps(drawn), whole)
            assert said == rule(drawn, whole=whole), (name, whole)


STEPS = "step, key, node_id, gate, optional, limits, tolerated, core_only, yield_min, yield_max"


def _fields(step: FlowStep) -> dict[str, Any]:
    """A step as its row has it: limits as text."""
    told = {name: getattr(step, name) for name in STEPS.split(", ")}
    return {**told, "limits": codec.plain(step.limits)}


def test_the_steps_of_a_graph_are_those_the_rules_read(books: Books) -> None:
    for name, drawn in GRAPHS.items():
        if rule(drawn, whole=False):
            continue
        rows = books.rows(f"SELECT {STEPS} FROM sec.steps_of(%s, 'doner')", json.dumps(drawn))
        read = steps(codec.build(Graph, drawn), DONER)
        found = [tuple(_fields(each).values()) for each in read]
        assert rows == found, name


def test_loose_graphs_are_saved_by_nobody_and_steps_follow_the_graph(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books, database: Database
) -> None:
    version = draft(plant)
    save = f"UPDATE app.flow_version SET graph = %s::jsonb, version = version + 1 {OF}"
    loose = json.dumps(GRAPHS["a hundredth looser"])
    assert refusal_of(kiosk, "B-ADMIN", save, [loose, version]) == ("NY001", "invalid")
    assert books.refusal(save, loose, version) == "invalid"
    with booking_as(kiosk, "B-OPERATOR"):
        kiosk.execute(save.encode(), [json.dumps(GRAPHS["stricter"]), version])
    limit = (
        "SELECT s.limits ->> 'red' FROM app.flow_step s JOIN app.flow_version v ON v.id = s.version_id"
        " WHERE s.step = 1 AND v.uid::text = %s"
    )
    assert books.ask(limit, version) == "6.99"
    weak = json.dumps(GRAPHS["a gate less"])
    with booking_as(kiosk, "B-OPERATOR"):
        kiosk.execute(save.encode(), [weak, version])
    submit = f"{TURNS[FlowStatus.DRAFT][0]} {OF}"
    assert refusal_of(kiosk, "B-OPERATOR", submit, [version]) == ("NY001", "invalid")


def test_steps_unlike_the_graph_are_not_submitted(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    version = draft(plant)
    books.past_the_guards(
        "UPDATE app.flow_step SET gate = false WHERE step = 2"
        " AND version_id = (SELECT id FROM app.flow_version WHERE uid::text = %s)",
        version,
    )
    submit = f"{TURNS[FlowStatus.DRAFT][0]} {OF}"
    assert refusal_of(kiosk, "B-OPERATOR", submit, [version]) == ("NY001", "invalid")
    assert refusal_of(kiosk, "B-ADMIN", "UPDATE app.flow_step SET gate = false")[0] == "42501"
