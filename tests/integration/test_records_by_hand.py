"""Master data, buffers, labels, alarms and records written in SQL by a person with the kiosk's login."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain.people import Permission, may
from core.ops.demo import USERS
from tests.arguments import Things
from tests.books import Books
from tests.by_hand import booking_as, refusal_of
from tests.fix_core import WHY, Plant
from tests.fix_database import Database
from tests.integration.test_by_hand import ByHand, by_hand

ROLES = {user.badge: user.role for user in USERS}
FORBIDDEN = ("NY001", "forbidden")
INVALID = ("NY001", "invalid")
DONE = (None, None)
ADMIN = "(SELECT id FROM app.user_account WHERE badge = 'B-ADMIN')"
__all__ = ["by_hand"]


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


def insert(table: str, values: dict[str, str]) -> str:
    """A row with a new uid at one's own site; `values` are SQL."""
    return (
        f"INSERT INTO app.{table} (uid, {', '.join(values)})"
        f" SELECT gen_random_uuid(), {', '.join(values.values())}"
    )


SITE = {"site_id": "app.my_site()"}
NAMED = {**SITE, "name": """'{"en": "New"}'"""}
OWN = {"kiosk_id": "app.my_kiosk()"}
SAID = "(SELECT '11' || to_char(plant_day, 'YYMMDD') || '10' || compact_code FROM app.lot ORDER BY id LIMIT 1)"
ROWS: dict[str, tuple[Permission, dict[str, str]]] = {
    "supplier": (Permission.MASTER_DATA, {**SITE, "code": "'S-9'", "name": "'Nine'"}),
    "customer": (Permission.MASTER_DATA, {**SITE, "code": "'C-9'", "name": "'Nine'"}),
    "product": (Permission.MASTER_DATA, {**NAMED, "sku": "'P-9'", "price": "0"}),
    "container": (Permission.MASTER_DATA, {**NAMED, "type": "'T9'", "tare_kg": "1.5"}),
    "reason": (
        Permission.MASTER_DATA,
        {**SITE, "code": "'R9'", "topic": "'run'", "text": """'{"en": "Ten letters and more"}'"""},
    ),
    "buffer": (
        Permission.MASTER_DATA,
        {
            **SITE,
            "code": "'LK-9'",
            "type": "'LK'",
            "allowed": "'{RAW,DEB}'",
            "capacity_kg": "10",
            "used_kg": "0",
            "min_c": "0",
            "max_c": "7",
            "open": "true",
        },
    ),
    "flow_definition": (Permission.FLOW_DRAFT, {**NAMED, "created_by": "app.my_user()"}),
    "label_print": (
        Permission.PRINT,
        {
            **OWN,
            "lot_id": "(SELECT min(id) FROM app.lot)",
            "state": "'requested'",
            "payload": SAID,
            "copies": "1",
            "created_by": "app.my_user()",
        },
    ),
    "corrective_action": (
        Permission.INSPECT,
        {
            **OWN,
            "lot_id": "(SELECT min(id) FROM app.lot)",
            "notes": f"'{WHY}'",
            "user_id": "app.my_user()",
        },
    ),
    "ccp_review": (
        Permission.REVIEW,
        {
            **OWN,
            "lot_id": "(SELECT min(id) FROM app.lot)",
            "reading_id": "(SELECT min(id) FROM app.temperature_log)",
            "user_id": "app.my_user()",
        },
    ),
}
"""By table: the right it takes to add a row, and a row that may be added."""


@pytest.fixture
def measured(plant: Plant) -> Plant:
    """A run with one lot that was measured by the operator."""
    plant.work(plant.run_to(1), 1)
    return plant


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("table", ROWS)
def test_a_row_is_added_by_whoever_may(
    kiosk: "psycopg.Connection[Any]", books: Books, table: str
) -> None:
    right, values = ROWS[table]
    with books.unchanged():
        for badge, role in ROLES.items():
            refusal = refusal_of(kiosk, badge, insert(table, values))
            assert refusal == (DONE if may(role, right) else FORBIDDEN), badge
        with pytest.raises(psycopg.Error):  # whoever has not signed in
            kiosk.execute(insert(table, values).encode())


OTHERS: dict[str, dict[str, str]] = {
    "flow_definition": {"created_by": ADMIN},
    "label_print": {"created_by": ADMIN},
    "corrective_action": {"user_id": ADMIN},
    "ccp_review": {"user_id": ADMIN},
}
KIOSK = "(SELECT id FROM app.kiosk WHERE code = 'K2')"


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("table", OTHERS)
def test_nobody_adds_a_row_in_anothers_name(kiosk: "psycopg.Connection[Any]", table: str) -> None:
    values = ROWS[table][1]
    anothers = insert(table, values | OTHERS[table])
    assert refusal_of(kiosk, "B-MANAGER", anothers)[0] == "42501"
    if "kiosk_id" in values:
        elsewhere = insert(table, values | {"kiosk_id": KIOSK})
        assert refusal_of(kiosk, "B-MANAGER", elsewhere)[0] == "42501"
    clock = "at" if "user_id" in values else "created_at"
    assert refusal_of(kiosk, "B-MANAGER", insert(table, values | {clock: "now()"}))[0] == "42501"


WRONG: list[tuple[str, dict[str, str]]] = [
    ("product", {"name": "'[]'"}),
    ("product", {"gtin": "'123'"}),
    ("label_print", {"sscc": "'359912340000000018'"}),
    ("corrective_action", {"notes": f"'{501 * 'x'}'"}),
]


@pytest.mark.usefixtures("measured")
def test_a_row_added_by_hand_says_what_the_command_might(kiosk: "psycopg.Connection[Any]") -> None:
    for table, changes in WRONG:
        values = ROWS[table][1] | changes
        state, words = refusal_of(kiosk, "B-ADMIN", insert(table, values))
        assert state == "23514" or words in ("invalid", "notes_required"), (table, changes)


EDITS = [
    "UPDATE app.supplier SET name = 'New'",
    "UPDATE app.customer SET name = 'New'",
    "UPDATE app.product SET price = 1",
    "UPDATE app.buffer SET max_c = max_c",
]


@pytest.mark.parametrize("edit", EDITS)
def test_master_data_is_edited_by_whoever_may(kiosk: "psycopg.Connection[Any]", edit: str) -> None:
    for badge, role in ROLES.items():
        refusal = refusal_of(kiosk, badge, edit)
        assert refusal == (DONE if may(role, Permission.MASTER_DATA) else FORBIDDEN), badge


@pytest.mark.usefixtures("measured")
def test_a_second_print_by_hand_says_why(kiosk: "psycopg.Connection[Any]") -> None:
    values = ROWS["label_print"][1]
    with booking_as(kiosk, "B-OPERATOR"):
        kiosk.execute(insert("label_print", values).encode())
    for reason in ("NULL", "'too  short'"):
        again = insert("label_print", values | {"reason": reason})
        assert refusal_of(kiosk, "B-OPERATOR", again) == ("NY001", "notes_required")
    for why in (
        {"reason": f"'{WHY}'"},
        {"reason_id": "(SELECT min(id) FROM app.reason)"},
    ):
        assert refusal_of(kiosk, "B-OPERATOR", insert("label_print", values | why)) == DONE
    for state in ("sent", "confirmed", "voided"):
        begun = insert("label_print", values | {"state": f"'{state}'", "reason": f"'{WHY}'"})
        assert refusal_of(kiosk, "B-OPERATOR", begun) == ("NY001", "illegal_transition")


def test_a_pallets_number_is_no_other_lots(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    sscc = plant.do("print_label", lot=journey["PAL"])["sscc"]
    books.past_the_guards("UPDATE app.lot SET pieces = 8 WHERE code = %s", journey["PAL"])
    items = plant.ask("label", lot=journey["PAL"])["holds_gtin"]
    for lot, number, says, why in (
        (journey["FG15"], f"'{sscc}'", "", INVALID),
        (journey["PAL"], "NULL", "", INVALID),
        (journey["PAL"], f"'{sscc}'", "", DONE),
        (journey["PAL"], f"'{sscc}'", f"02{items}3708", DONE),
        (journey["PAL"], f"'{sscc}'", f"02{items}3709", INVALID),
        (journey["PAL"], f"'{sscc}'", "02059900000000083708", INVALID),
        (journey["PAL"], f"'{sscc}'", f"02{items}", INVALID),
    ):
        changes = {
            "lot_id": f"(SELECT id FROM app.lot WHERE code = '{lot}')",
            "sscc": number,
            "payload": f"'00{sscc}{says}'",
            "reason": f"'{WHY}'",
        }
        statement = insert("label_print", ROWS["label_print"][1] | changes)
        assert refusal_of(kiosk, "B-OPERATOR", statement) == why, (lot, number)


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (SAID, DONE),
        (f"{SAID} || '1'", INVALID),
        (f"'15' || substr({SAID}, 3)", INVALID),
        (f"'01059912345678943103000001' || {SAID}", INVALID),
        (f"'0105990000000008' || {SAID}", INVALID),
        (f"'17261120' || {SAID}", INVALID),
        ("'00059912345600000079'", INVALID),
        ("''", INVALID),
    ],
)
def test_by_hand_too_a_label_names_its_own_lot(
    kiosk: "psycopg.Connection[Any]", payload: str, why: object
) -> None:
    row = insert("label_print", ROWS["label_print"][1] | {"payload": payload})
    assert refusal_of(kiosk, "B-OPERATOR", row) == why


def test_by_hand_too_a_label_in_trouble_says_one_that_there_is(
    kiosk: "psycopg.Connection[Any]", plant: Plant
) -> None:
    assert Things(plant).label
    failed = "UPDATE app.label_print SET state = 'failed', trouble = '{}'".format
    assert refusal_of(kiosk, "B-OPERATOR", failed("paper_out")) == DONE
    assert refusal_of(kiosk, "B-OPERATOR", failed("whatever"))[0] == "23514"
    claimed = "UPDATE app.label_print SET state = 'confirmed', trouble = 'paper_out'"
    assert refusal_of(kiosk, "B-OPERATOR", claimed)[0] == "23514"


def test_a_label_changes_its_state_by_whoever_prints_and_a_void_says_why(
    kiosk: "psycopg.Connection[Any]", plant: Plant
) -> None:
    assert Things(plant).label
    void = "UPDATE app.label_print SET state = 'voided'"
    for badge, role in ROLES.items():
        allowed = may(role, Permission.PRINT)
        for change, why in (
            ("UPDATE app.label_print SET state = 'confirmed'", DONE),
            (f"{void}, void_reason = '{WHY}'", DONE),
            (void, ("NY001", "notes_required")),
            (f"{void}, void_reason = ' too short '", ("NY001", "notes_required")),
            (f"{void}, void_reason = '{501 * 'x'}'", INVALID),
            ("UPDATE app.label_print SET void_reason = 'x'", ("NY001", "illegal_transition")),
        ):
            assert refusal_of(kiosk, badge, change) == (why if allowed else FORBIDDEN), change


SHELVE = "UPDATE app.alarm SET state = 'SHELVED', shelved_until = now() + interval '10 min'"


def test_an_alarm_is_answered_by_whoever_may_and_says_why_each_time(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    assert Things(plant).alarm
    books.past_the_guards("UPDATE app.alarm SET notes = %s", WHY)
    answer = "UPDATE app.alarm SET state = 'ACKNOWLEDGED'"
    illegal = ("NY001", "illegal_transition")
    for badge, role in ROLES.items():
        for change, why in (
            (answer, DONE),
            (f"{SHELVE}, notes = '{WHY}'", DONE),
            (SHELVE, ("NY001", "notes_required")),
            (f"{SHELVE}, notes = '{501 * 'x'}'", INVALID),
            (f"{answer}, notes = 'something else'", illegal),
            ("UPDATE app.alarm SET state = state", illegal),
        ):
            expected = why if may(role, Permission.ALARM) else FORBIDDEN
            assert refusal_of(kiosk, badge, change) == expected, (badge, change)
    for column in ("answered_by", "answered_at", "details", "priority"):
        forged = f"UPDATE app.alarm SET {column} = {column}"
        assert refusal_of(kiosk, "B-ADMIN", forged)[0] == "42501"
    with booking_as(kiosk, "B-MANAGER"):
        kiosk.execute(answer.encode())
    who = "SELECT u.badge FROM app.alarm a JOIN app.user_account u ON u.id = a.answered_by"
    assert books.ask(who) == "B-MANAGER"


def test_a_registration_by_hand_is_of_meat_and_fields_that_the_process_knows(
    by_hand: ByHand, plant: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    row, seen = books.rows("SELECT id, version FROM app.production_run WHERE code = %s", run)[0]
    raw = {"run": row, "seen": seen, "type": "RAW", "parents": [], "kgs": []}
    with books.unchanged():
        for more in (
            "{}",
            '{"meat": "game"}',
            '{"meat": "red", "fields": {"colour": "x"}}',
        ):
            with pytest.raises(psycopg.Error, match="invalid"):
                by_hand.call("register_lot", **raw, more=more)
        with pytest.raises(psycopg.Error, match="invalid"):
            by_hand.call("register_lot", kgs=["90"], more='{"meat": "red"}')
    assert by_hand.call("register_lot", **raw, more='{"meat": "red"}')


def test_a_site_runs_only_a_process_that_the_database_knows(
    kiosk: "psycopg.Connection[Any]",
) -> None:
    make = "SELECT api.create_site(gen_random_uuid(), 'ACME', 'A', 'UTC', '{}', NULL, 6, '{{}}')"
    assert refusal_of(kiosk, "B-ADMIN", make.format("print_farm")) == DONE
    assert refusal_of(kiosk, "B-ADMIN", make.format("bakery")) == INVALID
    for table in ("process", "process_step", "buffer_type", "lot_type"):
        assert refusal_of(kiosk, "B-ADMIN", f"DELETE FROM app.{table}")[0] == "42501"
