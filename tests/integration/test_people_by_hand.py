"""What the kiosk's own login may call of people, sites and limits, past all of the code."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.bootstrap import Core
from core.db.connection import connect
from core.domain.people import Role
from core.ops.plant import NewSite, NewUser, found_site
from tests.books import Books
from tests.by_hand import refusal_of
from tests.fix_database import Database

CALLS = {
    "create_user": "api.create_user(gen_random_uuid(), 'B-X', 'X', 'ADMIN', 'hu',"
    " ARRAY[{site}], '', '', 1, 8)",
    "set_user_sites": "api.set_user_sites({whom}, ARRAY[{site}])",
    "set_pin": "api.set_pin({whom}, '', '', 1, 8)",
    "disable_user": "api.disable_user({whom})",
    "unlock_user": "api.unlock_user({whom})",
    "create_site": "api.create_site(gen_random_uuid(), 'ACME', 'A', 'UTC', 'doner', NULL,"
    " 6, '{{}}')",
    "register_kiosk": "api.register_kiosk(gen_random_uuid(), 'K9', 'X')",
    "enroll_kiosk": "api.enroll_kiosk({machine}, sha256('x'))",
    "set_limit": "api.set_limit('lists', 1)",
    "set_bill": "api.set_bill({product}, '[]')",
    "locks": "api.locks()",
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
        "product": books.ask("SELECT min(id) FROM app.product"),
        "machine": books.ask("SELECT id FROM app.kiosk WHERE code = 'K2'"),
    }


def answer(kiosk: "psycopg.Connection[Any]", badge: str, call: str, **places: Any) -> str:
    """What the database says to a person's call: ok, or its first words."""
    state, words = refusal_of(kiosk, badge, f"SELECT {call.format(**places)}")
    return "ok" if state is None else f"{state} {words}"


@pytest.mark.parametrize("badge", ["B-ADMIN", "B-MANAGER", "B-AUDITOR", "B-OPERATOR", "B-VIEWER"])
def test_each_role_calls_what_it_may(
    kiosk: "psycopg.Connection[Any]", names: dict[str, Any], badge: str
) -> None:
    places = {
        "whom": names["B-MANAGER2"],
        "site": names["DUNA"],
        "product": names["product"],
        "machine": names["machine"],
    }
    for name, call in CALLS.items():
        may = badge == "B-ADMIN" or (badge == "B-MANAGER" and name in MANAGERS)
        assert answer(kiosk, badge, call, **places) == ("ok" if may else "NY001 forbidden"), name
    own = answer(kiosk, badge, CALLS["set_pin"], **{**places, "whom": names[badge]})
    assert own == "ok"


def test_nobody_reaches_beyond_their_sites(
    kiosk: "psycopg.Connection[Any]", names: dict[str, Any], core: Core, books: Books
) -> None:
    places = {"whom": names["B-VIEWER"], "site": names["DUNA"], **names}
    token = core.sign_in("T-ADMIN", "864202").token
    with books.unchanged():
        for name in (
            "create_user",
            "set_user_sites",
            "set_pin",
            "disable_user",
            "unlock_user",
            "set_bill",
            "enroll_kiosk",
        ):
            call = f"SELECT {CALLS[name].format(**places)}"
            assert refusal_of(kiosk, token, call) == ("NY001", "not_found")
