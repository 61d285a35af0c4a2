"""Signing in: a wrong badge and a wrong PIN look the same, and no secret leaves any trace."""

import hashlib
import logging
from typing import Any

import psycopg
import pytest

from core.bootstrap import Core
from core.context import Station
from core.db import migrate, people
from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from core.db.lane import Lane
from core.db.wire import answer
from core.domain.people import Role
from core.errors import Refused, Violation
from core.ops.demo import found_demo
from tests.books import Books
from tests.fix_database import Database

FAILED = Violation("sign_failed")


def refusal(core: Core, badge: str, pin: str, station: Station | None = None) -> Violation:
    with pytest.raises(Refused) as refused:
        core.sign_in(badge, pin, station)
    return refused.value.violation


def test_a_person_signs_in_with_badge_and_pin(core: Core) -> None:
    actor = core.sign_in("B-AUDITOR", "1004")
    assert (actor.badge, actor.role, actor.sites, actor.language) == (
        "B-AUDITOR",
        Role.AUDITOR,
        ("DUNA",),
        "hu",
    )
    assert core.home_station(actor).kiosk == "EXEC"


@pytest.mark.parametrize(
    ("badge", "pin"),
    [
        ("B-OPERATOR", "1004"),
        ("B-OPERATOR", ""),
        ("B-NOBODY", "1003"),
        ("", ""),
        ("b-operator", "1003"),
    ],
)
def test_a_wrong_badge_and_a_wrong_pin_get_the_same_answer(
    core: Core, badge: str, pin: str
) -> None:
    assert refusal(core, badge, pin) == FAILED


def hint(core: Core, badge: str) -> dict[str, Any]:
    return dict(answer(core._lane().ask(people.SALT, badge)))


def test_an_unknown_badge_has_a_salt_that_stays_and_looks_like_any_other(core: Core) -> None:
    known, unknown = hint(core, "B-OPERATOR"), hint(core, "B-NOBODY")
    assert hint(core, "B-NOBODY") == unknown
    assert unknown.keys() == known.keys()
    assert len(unknown["salt"]) == len(known["salt"]) == 2 * people.SALT_BYTES
    assert (unknown["time_cost"], unknown["memory_kib"]) == (
        known["time_cost"],
        known["memory_kib"],
    )
    assert len({hint(core, f"B-{number}")["salt"] for number in range(20)}) == 20


def test_the_fake_salts_of_two_plants_differ(core: Core, books: Books) -> None:
    before = hint(core, "B-NOBODY")["salt"]
    books.write("UPDATE sec.server_secret SET secret = sha256(secret)")
    assert hint(core, "B-NOBODY")["salt"] != before


def test_a_person_who_is_not_active_is_unknown(core: Core, books: Books) -> None:
    before = hint(core, "B-OPERATOR")["salt"]
    books.write("UPDATE app.user_account SET active = false WHERE badge = 'B-OPERATOR'")
    assert refusal(core, "B-OPERATOR", "1003") == FAILED
    assert hint(core, "B-OPERATOR")["salt"] != before


def test_the_cost_of_a_pin_is_that_of_the_recommendation() -> None:
    """RFC 9106, second choice: 3 passes over 64 MiB."""
    assert (people.TIME_COST, people.MEMORY_KIB) == (3, 65536)


def test_a_kiosk_that_is_not_registered_is_not_found(core: Core) -> None:
    with pytest.raises(Refused) as refused:
        core.station("K99")
    assert refused.value.violation == Violation("not_found", {"what": "kiosk", "reference": "K99"})


def test_only_a_hash_of_what_was_derived_is_kept(books: Books) -> None:
    salt, verifier, passes, kib = books.rows(
        "SELECT s.salt, s.verifier, s.time_cost, s.memory_kib FROM sec.user_secret s"
        " JOIN app.user_account u ON u.id = s.user_id WHERE u.badge = 'B-OPERATOR'"
    )[0]
    proof = people.derive("1003", salt, time_cost=passes, memory_kib=kib)
    assert verifier == hashlib.sha256(proof).digest()


def test_no_pin_and_no_proof_stands_in_activity_or_logs(
    core: Core,
    database: Database,
    database_server: EmbeddedServer,
    books: Books,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pin = "83194762"  # of nobody: it must not be found anywhere by chance
    caplog.set_level(logging.DEBUG)
    salt = bytes.fromhex(hint(core, "B-OPERATOR")["salt"])
    proof = people.derive(pin, salt)
    assert refusal(core, "B-OPERATOR", pin) == FAILED
    activity = str(books.rows("SELECT query FROM pg_stat_activity"))
    assert "api.sign_in(" in activity
    lane = Lane(database.kiosk_app)
    with pytest.raises(psycopg.errors.DivisionByZero):  # a statement that fails is logged
        lane.ask(
            "SELECT api.sign_in_salt($1)::text, $2::bytea, 1 / $3::int", "B-OPERATOR", proof, "0"
        )
    lane.close()
    logs = "".join(
        path.read_text("utf-8", "replace") for path in database_server.data_dir.rglob("*.log")
    )
    assert "division by zero" in logs
    for text in (activity, logs, caplog.text):
        for secret in (pin, proof.hex(), salt.hex(), hashlib.sha256(proof).hexdigest()):
            assert secret not in text


def test_the_people_of_the_plant_are_read_without_their_secrets(database: Database) -> None:
    with connect(database.kiosk_app) as kiosk:
        columns = kiosk.execute("SELECT * FROM app.user_account LIMIT 0").description
    assert columns is not None
    assert {column.name for column in columns} == {
        "id",
        "uid",
        "badge",
        "name",
        "role",
        "language",
        "active",
        "created_at",
    }


def test_a_founded_plant_derives_pins_at_the_recommended_cost(empty_database: Database) -> None:
    """The tests' own template is cheaper; no plant is."""
    migrate.upgrade(empty_database.migrator)
    found_demo(empty_database.migrator)
    with connect(empty_database.superuser) as admin:
        costs = admin.execute(
            "SELECT DISTINCT time_cost, memory_kib FROM sec.user_secret"
        ).fetchall()
    assert costs == [(people.TIME_COST, people.MEMORY_KIB)]


def test_tickets_and_sessions_of_long_ago_are_forgotten(core: Core, books: Books) -> None:
    whose = "user_id = (SELECT id FROM app.user_account WHERE badge = 'B-OPERATOR')"
    core.sign_in("B-OPERATOR", "1003")
    books.write("UPDATE sec.sign_in_attempt SET at = at - interval '2 days'")
    books.write("UPDATE sec.session SET began = began - interval '32 days'")
    core.sign_in("B-OPERATOR", "1003")
    assert books.ask(f"SELECT count(*) FROM sec.sign_in_attempt WHERE {whose}") == 1
    assert books.ask(f"SELECT count(*) FROM sec.session WHERE {whose}") == 1
