"""What the kiosk's own login may call of people, sites and limits, past all of the code."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain.people import Role
from core.ops.plant import NewSite, NewUser, found_site
from tests.books import Books
from tests.fix_database import Database

CALLS = {
    "create_user": "api.create_user({who}, {at}, gen_random_uuid(), 'B-X', 'X', 'ADMIN', 'hu',"
    " ARRAY[{site}], '', '', 1, 8)",
    "set_user_sites": "api.set_user_sites({who}, {at}, {whom}, ARRAY[{site}])",
    "set_pin": "api.set_pin({who}, {at}, {whom}, '', '', 1, 8)",
    "disable_user": "api.disable_user({who}, {at}, {whom})",
    "unlock_user": "api.unlock_user({who}, {at}, {whom})",
    "create_site": "api.create_site({who}, {at}, gen_random_uuid(), 'ACME', 'A', 'UTC', 'doner', NULL,"
    " 6, '{{}}', '[]')",
    "register_kiosk": "api.register_kiosk({who}, {at}, gen_random_uuid(), 'K9', 'X')",
    "set_limit": "api.set_limit({who}, {at}, 'lists', 1)",
    "set_bill": "api.set_bill({who}, {at}, {product}, '[]')",
    "locks": "api.locks({who}, {at})",
}
MANAGERS = {"unlock_user", "set_bill", "locks"}


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


@pytest.fixture
def names(books: Books, database: Database) -> dict[str, Any]:
    """The keys of the demo's people and things, and of another site's."""
    site = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="UTC")
    person = NewUser(badge="T-ADMIN", pin="864202", name="T", role=Role.ADMIN)
    found_site(database.migrator, site, [person])
    return {
        **dict(books.rows("SELECT badge, id FROM app.user_account")),
        **dict(books.rows("SELECT code, id FROM app.site")),
        **dict(
            books.rows(
                "SELECT 'kiosk ' || s.code, min(k.id) FROM app.kiosk k"
                " JOIN app.site s ON s.id = k.site_id GROUP BY s.code"
            )
        ),
        "product": books.ask("SELECT min(id) FROM app.product"),
    }


def answer(kiosk: "psycopg.Connection[Any]", call: str, **places: Any) -> str:
    """What the database says to a call: ok, or its first words."""
    try:
        with kiosk.transaction(force_rollback=True):
            kiosk.execute(f"SELECT {call.format(**places)}".encode())
    except psycopg.Error as error:
        return f"{error.sqlstate} {error.diag.message_primary}"
    return "ok"


@pytest.mark.parametrize("badge", ["B-ADMIN", "B-MANAGER", "B-AUDITOR", "B-OPERATOR", "B-VIEWER"])
def test_each_role_calls_what_it_may(
    kiosk: "psycopg.Connection[Any]", names: dict[str, Any], badge: str
) -> None:
    places = {
        "who": names[badge],
        "at": names["kiosk DUNA"],
        "whom": names["B-MANAGER2"],
        "site": names["DUNA"],
        "product": names["product"],
    }
    for name, call in CALLS.items():
        may = badge == "B-ADMIN" or (badge == "B-MANAGER" and name in MANAGERS)
        assert answer(kiosk, call, **places) == ("ok" if may else "NY001 forbidden"), name
    own = answer(kiosk, CALLS["set_pin"], **{**places, "whom": names[badge]})
    assert own == "ok"


def test_nobody_reaches_beyond_their_sites(
    kiosk: "psycopg.Connection[Any]", names: dict[str, Any], books: Books
) -> None:
    theirs = {"who": names["T-ADMIN"], "at": names["kiosk TISZ"], "whom": names["B-VIEWER"]}
    places = {**theirs, "site": names["DUNA"], "product": names["product"]}
    with books.unchanged():
        for name in (
            "create_user",
            "set_user_sites",
            "set_pin",
            "disable_user",
            "unlock_user",
            "set_bill",
        ):
            assert answer(kiosk, CALLS[name], **places) == "NY001 not_found", name
        at_ours = {**places, "at": names["kiosk DUNA"]}
        for name, call in CALLS.items():
            assert answer(kiosk, call, **at_ours) == "NY001 forbidden", name


def test_nobody_is_made_without_a_site_or_left_without_one(
    kiosk: "psycopg.Connection[Any]", names: dict[str, Any]
) -> None:
    places = {"who": names["B-ADMIN"], "at": names["kiosk DUNA"], "whom": names["B-VIEWER"]}
    none = {name: call.replace("ARRAY[{site}]", "'{{}}'") for name, call in CALLS.items()}
    assert answer(kiosk, none["create_user"], **places) == "NY001 invalid"
    assert answer(kiosk, none["set_user_sites"], **places) == "40001 stale"
    itself = {**places, "whom": names["B-ADMIN"]}
    assert answer(kiosk, CALLS["disable_user"], **itself) == "NY001 conflict"
