"""Runs written in SQL by a person with the kiosk's login: each turn asks for its right and its text."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain.people import Permission, may
from core.ops.demo import USERS
from tests.books import Books
from tests.by_hand import booking_as, refusal_of, speaking_as
from tests.fix_core import WHY, Plant
from tests.fix_database import Database
from tests.signing import sign_everything

ROLES = {user.badge: user.role for user in USERS}
SAID = f", reason = '{WHY}'"
RUN = "UPDATE app.production_run SET version = version + 1"
TURNS: dict[str, tuple[str, str, Permission]] = {
    "start": ("IDLE", "status = 'RUNNING'", Permission.RUN),
    "advance": ("RUNNING", "step = 1", Permission.RUN),
    "hold": ("RUNNING", f"status = 'HOLD'{SAID}", Permission.RUN),
    "resume": ("HOLD", f"status = 'RUNNING'{SAID}", Permission.RUN_DECIDE),
    "abort": ("RUNNING", f"status = 'ABORTED'{SAID}", Permission.RUN_DECIDE),
    "abort what waits": (
        "HOLD",
        f"status = 'ABORTED', outcome = 'failed'{SAID}",
        Permission.RUN_DECIDE,
    ),
    "archive": ("COMPLETED", "status = 'ARCHIVED'", Permission.RUN_DECIDE),
    "delete": ("IDLE", f"deleted = true{SAID}", Permission.RUN_DELETE),
}
"""By turn: the state before, what it writes, and the right it takes."""
FORBIDDEN = ("NY001", "forbidden")


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


@pytest.fixture
def run(plant: Plant) -> str:
    """A run that has not begun."""
    return str(plant.do("create_run", version_id=plant.version())["code"])


def stand(books: Books, status: str) -> None:
    books.past_the_guards("UPDATE app.production_run SET status = %s", status)


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("turn", TURNS)
def test_a_turn_by_hand_asks_for_its_right(
    kiosk: "psycopg.Connection[Any]", books: Books, turn: str
) -> None:
    before, change, right = TURNS[turn]
    stand(books, before)
    with books.unchanged():
        for badge, role in ROLES.items():
            sign_everything(books, badge)
            refusal = refusal_of(kiosk, badge, f"{RUN}, {change}")
            assert refusal == ((None, None) if may(role, right) else FORBIDDEN), badge


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("turn", [name for name, (_, change, _) in TURNS.items() if SAID in change])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "notes_required"),
        (", reason = NULL", "notes_required"),
        (", reason = ' t o o short '", "notes_required"),
        (f", reason = '{501 * 'x'}'", "invalid"),
        (", reason_id = (SELECT max(id) + 1 FROM app.reason)", None),
    ],
)
def test_a_turn_by_hand_says_why_each_time(
    kiosk: "psycopg.Connection[Any]", books: Books, turn: str, text: str, why: str | None
) -> None:
    """What an earlier turn left as its text is no text of this one."""
    before, change, _ = TURNS[turn]
    stand(books, before)
    books.past_the_guards("UPDATE app.production_run SET reason = %s", WHY)
    sign_everything(books, "B-ADMIN")
    statement = f"{RUN}, {change.replace(SAID, text)}"
    refusal = refusal_of(kiosk, "B-ADMIN", statement)
    if why is None:  # an entry that is not there
        assert refusal[0] is not None
        text = ", reason = NULL, reason_id = (SELECT min(id) FROM app.reason)"
        entry = f"{RUN}, {change.replace(SAID, text)}"
        assert refusal_of(kiosk, "B-ADMIN", entry) == (None, None)
    else:
        assert refusal == ("NY001", why)


def test_a_text_once_given_is_not_used_again(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books, run: str
) -> None:
    plant.do("start_run", run=run)
    books.past_the_guards("UPDATE app.production_run SET version = version + 1")
    sign_everything(books, "B-MANAGER")
    books.past_the_guards("UPDATE app.production_run SET version = version - 1")
    hold, resume = (f"{RUN}, {TURNS[turn][1]}" for turn in ("hold", "resume"))
    with speaking_as(kiosk, "B-MANAGER"):
        kiosk.execute(hold.encode())
        kiosk.execute(resume.encode())
    with speaking_as(kiosk, "B-MANAGER"):
        kiosk.execute(hold.encode())
        heard = kiosk.execute("SELECT current_setting('nyars.heard')").fetchone()
        kiosk.execute("SELECT set_config('nyars.heard', %s, true)", heard)
        with pytest.raises(psycopg.Error, match="notes_required"):
            kiosk.execute(resume.replace(SAID, "").encode())


BEYOND = [
    ("IDLE", "status = 'RUNNING', rating = 5", "plan_locked"),
    ("IDLE", "status = 'RUNNING', notes = 'x'", "plan_locked"),
    ("RUNNING", f"status = 'HOLD', outcome = 'failed'{SAID}", "plan_locked"),
    ("RUNNING", f"status = 'ABORTED', outcome = 'won'{SAID}", "invalid"),
    ("RUNNING", "step = 1, reason = 'x'", "plan_locked"),
    ("RUNNING", "notes = 'x'", "plan_locked"),
    ("COMPLETED", "outcome = 'failed'", "plan_locked"),
    ("COMPLETED", f"rating = 5{SAID}", "plan_locked"),
    ("ARCHIVED", "notes = 'x'", "plan_locked"),
    ("IDLE", f"deleted = true, version = version + 2{SAID}", "conflict"),
]


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(("before", "change", "why"), BEYOND)
def test_a_turn_by_hand_writes_nothing_beyond_it(
    kiosk: "psycopg.Connection[Any]", books: Books, before: str, change: str, why: str
) -> None:
    stand(books, before)
    sign_everything(books, "B-ADMIN")
    first = RUN if "version" not in change else "UPDATE app.production_run SET notes = notes"
    assert refusal_of(kiosk, "B-ADMIN", f"{first}, {change}") == ("NY001", why)


CLOSED = [
    *(
        f"UPDATE app.production_run SET {column} = now()"
        for column in ("started_at", "completed_at", "aborted_at", "archived_at", "created_at")
    ),
    *(
        f"UPDATE app.production_run SET {column} = {column}"
        for column in ("fields", "target_kg", "created_by", "original_run_id")
    ),
    "UPDATE app.run_step_execution SET status = 'COMPLETED'",
    "UPDATE app.run_step_execution SET operator_id = 1",
    "INSERT INTO app.run_step_execution (run_id, step, node_id, status) VALUES (1, 11, 'x', 'COMPLETED')",
    "UPDATE app.run_item SET good = 1",
    "UPDATE app.run_material SET estimated_kg = 1",
]


def test_times_steps_and_plans_are_not_written_over(kiosk: "psycopg.Connection[Any]") -> None:
    for statement in CLOSED:
        assert refusal_of(kiosk, "B-ADMIN", statement)[0] == "42501", statement


def test_the_steps_and_the_times_move_with_the_run(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books, run: str
) -> None:
    with booking_as(kiosk, "B-OPERATOR"):
        kiosk.execute(f"{RUN}, status = 'RUNNING'".encode())
        kiosk.execute(f"{RUN}, step = 1".encode())
    steps = (
        "SELECT e.step, e.status, u.badge, e.started_at IS NOT NULL, e.completed_at IS NOT NULL"
        " FROM app.run_step_execution e LEFT JOIN app.user_account u ON u.id = e.operator_id ORDER BY 1"
    )
    assert books.rows(steps)[:3] == [
        (0, "COMPLETED", "B-OPERATOR", True, True),
        (1, "IN_PROGRESS", "B-OPERATOR", True, False),
        (2, "PENDING", None, False, False),
    ]
    assert books.ask("SELECT started_at IS NOT NULL FROM app.production_run")
    assert plant.ask("run", run=run)["step"] == 1
    note = "UPDATE app.run_step_execution SET notes = 'later' WHERE step = {}"
    for step in (0, 1, 2):
        assert refusal_of(kiosk, "B-ADMIN", note.format(step)) == ("NY001", "plan_locked")
    assert refusal_of(kiosk, "B-VIEWER", note.format(0)) == FORBIDDEN


def test_whoever_completes_by_hand_ships(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    journey = plant.run_to(10)
    complete = f"{RUN}, status = 'COMPLETED', rating = 5 WHERE code = '{journey.run}'"
    assert refusal_of(kiosk, "B-OPERATOR", complete) == ("NY001", "run_not_ready")
    plant.work(journey, 10)
    assert refusal_of(kiosk, "B-OPERATOR", complete.replace("= 5", "= 6"))[0] == "23514"
    with booking_as(kiosk, "B-OPERATOR"):
        kiosk.execute(complete.encode())
    assert plant.status(journey["SHIP"]) == "FINISHED"
    books.balance()


MADE = """
    INSERT INTO app.production_run (uid, site_id, code, plant_day, flow_version_id, status, step, version, created_by,
        {columns})
      SELECT gen_random_uuid(), {site}, {code}, plant_day, flow_version_id, 'IDLE', 0, {version}, {who}, {values}
        FROM app.production_run WHERE code = %s
"""
LIKE = {
    "columns": "fields",
    "values": "'{}'",
    "site": "site_id",
    "code": "left(code, -4) || '0002'",
    "version": "1",
    "who": "created_by",
}
OTHER = "(SELECT id FROM app.user_account WHERE badge = 'B-ADMIN')"
UNLIKE: list[tuple[dict[str, str], str]] = [
    ({"version": "7"}, "forbidden"),
    ({"columns": "rating", "values": "5"}, "forbidden"),
    ({"columns": "outcome", "values": "'failed'"}, "forbidden"),
    ({"columns": "started_at", "values": "now()"}, "forbidden"),
    ({"columns": "deleted", "values": "true"}, "not_found"),
    ({"columns": "notes", "values": "'x'"}, "forbidden"),
    ({"columns": "fields", "values": """'{"machine": "x"}'"""}, "invalid"),
    ({"code": "'RUN-X'"}, "invalid"),
    ({"code": "left(code, -4) || '0003'"}, "invalid"),
    ({"code": "left(code, -4) || '0000'"}, "invalid"),
    ({"code": "replace(left(code, -4), 'DUNA', 'TISZ') || '0002'"}, "invalid"),
]


def test_a_run_made_by_hand_is_made_as_the_command_makes_one(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books, run: str
) -> None:
    """Under a number that was drawn, by oneself, with nothing of its later life."""
    with booking_as(kiosk, "B-OPERATOR"):
        assert kiosk.execute("SELECT api.draw_number('RUN')").fetchone() == (2,)
    for changes, why in UNLIKE:
        refusal = refusal_of(kiosk, "B-OPERATOR", MADE.format(**LIKE | changes), [run])
        assert refusal == ("NY001", why), changes
    anothers = MADE.format(**LIKE | {"who": OTHER})
    assert refusal_of(kiosk, "B-OPERATOR", anothers, [run])[0] == "42501"
    assert refusal_of(kiosk, "B-VIEWER", MADE.format(**LIKE), [run]) == FORBIDDEN
    written = MADE.format(**LIKE | {"columns": "created_at", "values": "now()"})
    assert refusal_of(kiosk, "B-OPERATOR", written, [run])[0] == "42501"
    with booking_as(kiosk, "B-OPERATOR"):
        kiosk.execute(MADE.format(**LIKE).encode(), [run])
    count = "SELECT count(*) FROM app.run_step_execution WHERE status = 'PENDING'"
    assert books.ask(count) == 22
    assert plant.do("start_run", run=run[:-4] + "0002")["status"] == "RUNNING"


ITEM = """
    INSERT INTO app.run_item (run_id, position, product_id, planned)
      SELECT r.id, 1, p.id, 1 FROM app.production_run r, app.product p WHERE p.sku = 'CH15'
"""
MATERIAL = """
    INSERT INTO app.run_material (run_id, lot_id, position, estimated_kg, estimated_waste_kg)
      SELECT r.id, l.id, 1, 1, 0 FROM app.production_run r, app.lot l
"""


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("status", ["IDLE", "RUNNING", "COMPLETED", "ARCHIVED"])
def test_nothing_is_planned_by_hand_for_a_run_that_is_there(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books, status: str
) -> None:
    plant.register(None, "SPICE", "1")
    stand(books, status)
    for statement in (ITEM, MATERIAL):
        assert refusal_of(kiosk, "B-OPERATOR", statement) == ("NY001", "plan_locked")
        assert refusal_of(kiosk, "B-AUDITOR", statement) == FORBIDDEN


NUMBERS = {"RUN": Permission.RUN, "SSCC": Permission.PRINT, "S": Permission.MASTER_DATA}


def test_numbers_are_drawn_by_whoever_uses_them(kiosk: "psycopg.Connection[Any]") -> None:
    for badge, role in ROLES.items():
        for prefix, right in NUMBERS.items():
            refusal = refusal_of(kiosk, badge, f"SELECT api.draw_number('{prefix}')")
            assert refusal == ((None, None) if may(role, right) else FORBIDDEN), (badge, prefix)
        assert refusal_of(kiosk, badge, "SELECT api.draw_number('RAW')") == ("NY001", "invalid")
