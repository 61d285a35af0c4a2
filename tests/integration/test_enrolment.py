"""A kiosk proves itself by the secret of the machine that was enrolled last; every other machine is a stranger."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from core.bootstrap import Core
from core.context import Actor, Station
from core.db.connection import connect
from core.db.enrolment import UNENROLLED, Enrolments
from core.db.people import derive
from core.errors import Refused, Unavailable, Violation
from tests.books import Books
from tests.by_hand import refusal_of
from tests.fix_core import PINS, Plant, command, signed_in
from tests.fix_database import Database

OLD, NEW = b"o" * 32, b"n" * 32
STRANGER = Violation("forbidden", {"reason": "not_enrolled", "kiosk": "K9"})


@dataclass(frozen=True)
class Machine:
    """A machine with a data folder, which has it that it is K9."""

    core: Core
    enrolments: Enrolments

    @property
    def station(self) -> Station:
        return self.core.station("K9")

    def keeps(self, secret: bytes) -> None:
        with self.enrolments.keeping("K9", secret):
            pass

    def sign_in(self, badge: str = "B-OPERATOR") -> Actor:
        return self.core.sign_in(badge, PINS[badge], self.station)

    def refused(self) -> Violation:
        with pytest.raises(Refused) as refused:
            self.sign_in()
        return refused.value.violation


def digest(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()


@pytest.fixture
def admin(plant: Plant) -> Plant:
    """The administrator, who has registered K9."""
    admin = plant.as_("B-ADMIN")
    admin.do("register_kiosk", code="K9", station="Receipt")
    return admin


@pytest.fixture
def machine(database: Database, tmp_path: Path, admin: Plant) -> Iterator[Machine]:
    enrolments = Enrolments(tmp_path / "machine")
    with Core(database.kiosk_app, enrolments) as core:
        yield Machine(core, enrolments)


@pytest.fixture
def other(database: Database, tmp_path: Path, admin: Plant) -> Iterator[Machine]:
    enrolments = Enrolments(tmp_path / "other")
    with Core(database.kiosk_app, enrolments) as core:
        yield Machine(core, enrolments)


def enrol(admin: Plant, secret: bytes, kiosk: str = "K9") -> Any:
    return admin.do("enroll_kiosk", kiosk=kiosk, secret_hash=digest(secret))


def test_at_a_kiosk_that_no_machine_is_nobody_signs_in(machine: Machine, books: Books) -> None:
    with books.unchanged():
        assert machine.refused() == STRANGER
    machine.keeps(NEW)
    assert machine.refused() == STRANGER
    assert not machine.core.is_enrolled(machine.station)


def test_the_machine_with_the_secret_is_the_kiosk_and_no_other(
    admin: Plant, machine: Machine, other: Machine
) -> None:
    made = enrol(admin, NEW)
    assert (made["code"], made["station"], made["site"]) == ("K9", "Receipt", "DUNA")
    machine.keeps(NEW)
    actor = machine.sign_in()
    person = Plant(machine.core, actor, machine.station)
    assert person.ask("whoami")["kiosk"] == "K9"
    assert other.refused() == STRANGER
    other.keeps(OLD)
    assert other.refused() == STRANGER


def test_enrolling_another_machine_shuts_the_first_one_out_at_once(
    admin: Plant, machine: Machine, other: Machine, books: Books
) -> None:
    enrol(admin, OLD)
    machine.keeps(OLD)
    person = Plant(machine.core, machine.sign_in(), machine.station)
    run = person.new_run()
    enrol(admin, NEW, "k9")
    other.keeps(NEW)
    with books.unchanged():
        assert person.refused("advance_run", run=run).details == {"reason": "session_over"}
        assert machine.refused() == STRANGER
        for late in (person.actor, replace(person.actor, permit=b"x" * 32)):
            with pytest.raises(Refused, match="forbidden"):
                machine.core.late(late, machine.station)
    assert other.sign_in().badge == "B-OPERATOR"
    machine.keeps(NEW)  # enrolled once more itself, it sends what waited on it
    late = replace(person, actor=machine.core.late(person.actor, machine.station))
    assert late.register(None, "SPICE", "1")
    assert late.refused("advance_run", run=run).details["permission"] == "run.operate"


def test_who_works_at_other_kiosks_goes_on(admin: Plant, plant: Plant) -> None:
    enrol(admin, NEW, "K2")
    assert plant.new_run()
    over = plant.at("K2").refused("create_run", version_id=plant.version())
    assert over.details == {"reason": "session_over"}


def test_the_audit_tells_who_enrolled_and_not_by_what(admin: Plant, books: Books) -> None:
    for secret in (OLD, NEW):
        enrol(admin, secret)
    events = books.rows(
        "SELECT u.badge, e.before, e.after - 'kiosk_id' - 'written', e.entity_uid = k.uid FROM app.audit_event e"
        " JOIN app.user_account u ON u.id = e.user_id JOIN app.kiosk k ON k.code = 'K9'"
        " WHERE command = 'enroll_kiosk' ORDER BY e.id"
    )
    after = {"kiosk": "K9", "code": "K9", "station": "Receipt", "site": "DUNA", "enrolled": True}
    assert events == [
        ("B-ADMIN", {"enrolled": False}, after, True),
        ("B-ADMIN", {"enrolled": True}, after, True),
    ]
    assert digest(NEW) not in repr(command("enroll_kiosk", kiosk="K9", secret_hash=digest(NEW)))


@pytest.mark.parametrize(
    ("kiosk", "secret_hash", "code"),
    [
        ("EXEC", digest(NEW), "conflict"),
        ("K99", digest(NEW), "not_found"),
        ("K9", digest(NEW)[:-1], "invalid"),
        ("K9", digest(NEW) + "0", "invalid"),
        ("K9", "g" * 64, "invalid"),
        ("K9", "", "invalid"),
    ],
)
def test_what_cannot_be_enrolled_is_refused(
    admin: Plant, books: Books, kiosk: str, secret_hash: str, code: str
) -> None:
    with books.unchanged():
        assert admin.refused("enroll_kiosk", kiosk=kiosk, secret_hash=secret_hash).code == code


def test_the_scripts_own_kiosk_is_named_by_its_id_in_vain(admin: Plant, books: Books) -> None:
    own = str(books.ask("SELECT uid FROM app.kiosk WHERE code = 'EXEC'"))
    broken = admin.refused("enroll_kiosk", kiosk=own, secret_hash=digest(NEW))
    assert broken == Violation("conflict", {"reason": "kiosk_of_scripts", "kiosk": "EXEC"})


def test_another_sites_kiosk_is_not_there(admin: Plant, books: Books) -> None:
    site = {"code": "ACME", "name": "Acme", "time_zone": "UTC", "process": "doner"}
    admin.do("create_site", **site)
    there = admin.at_site("ACME")
    with books.unchanged():
        broken = there.refused("enroll_kiosk", kiosk="K9", secret_hash=digest(NEW))
    assert broken == Violation("not_found", {"what": "kiosk", "reference": "K9"})


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("code", "told", "expected"),
    [
        ("EXEC", "sha256('x')", ("NY001", "conflict")),
        ("K9", "'short'", ("NY001", "invalid")),
        ("K9", "NULL", ("NY001", "invalid")),
    ],
)
def test_nothing_else_is_enrolled_by_hand_either(
    kiosk: "psycopg.Connection[Any]",
    admin: Plant,
    books: Books,
    code: str,
    told: str,
    expected: tuple[str, str],
) -> None:
    row = books.ask("SELECT min(id) FROM app.kiosk WHERE code = %s", code)
    call = f"SELECT api.enroll_kiosk({row}, {told})"
    with books.unchanged():
        assert refusal_of(kiosk, "B-ADMIN", call) == expected


class Guess:
    """The operator's PIN, given at K9 by hand in two transactions of the kiosk's own login."""

    def __init__(self, kiosk: "psycopg.Connection[Any]", station: Station, secret: bytes) -> None:
        self._kiosk = kiosk
        hint = self._ask("SELECT api.sign_in_salt(%s)", "B-OPERATOR")
        cost = {"time_cost": hint["time_cost"], "memory_kib": hint["memory_kib"]}
        self._proof = derive(PINS["B-OPERATOR"], bytes.fromhex(hint["salt"]), **cost)
        self._ticket = uuid4()
        guess = hashlib.sha256(self._proof + self._ticket.bytes).digest()
        attempt = "SELECT api.attempt(%s, %s, %s, %s, %s)"
        given = ("B-OPERATOR", station.kiosk_id, secret, self._ticket, guess)
        assert self._ask(attempt, *given) == {"status": "ok"}

    def look(self) -> Any:
        call = "SELECT api.sign_in(%s, %s, %s, true)"
        return self._ask(call, "B-OPERATOR", self._proof, self._ticket)

    def _ask(self, statement: str, *values: object) -> Any:
        row = self._kiosk.execute(statement.encode(), values).fetchone()
        assert row is not None
        return row[0]


def test_a_guess_begun_by_the_former_machine_opens_nothing(
    admin: Plant, kiosk: "psycopg.Connection[Any]"
) -> None:
    enrol(admin, OLD)
    guess = Guess(kiosk, admin.core.station("K9"), OLD)
    enrol(admin, NEW)
    with pytest.raises(psycopg.DatabaseError, match="forbidden"):
        guess.look()


def test_who_signs_in_while_another_machine_is_enrolled_is_out_all_the_same(
    admin: Plant, books: Books, kiosk: "psycopg.Connection[Any]"
) -> None:
    enrol(admin, OLD)
    guess = Guess(kiosk, admin.core.station("K9"), OLD)
    enrolling = threading.Thread(target=enrol, args=(admin, NEW))
    with kiosk.transaction():
        assert guess.look()["status"] == "ok"
        enrolling.start()
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
        while not books.ask(waits):
            assert enrolling.is_alive()
    enrolling.join(10)
    of_k9 = "FROM sec.session s JOIN app.kiosk k ON k.id = s.kiosk_id WHERE k.code = 'K9'"
    assert books.rows(f"SELECT s.ended IS NOT NULL {of_k9}") == [(True,)]


def test_the_secret_lies_where_only_its_owner_reads_it(tmp_path: Path) -> None:
    enrolments = Enrolments(tmp_path / "data")
    assert enrolments.secret("K1") == UNENROLLED
    for code in ("K1", "K.1", "A/B"):
        with enrolments.keeping(code, code.encode()):
            assert enrolments.secret(code) == UNENROLLED
        assert enrolments.secret(code) == code.encode()
    files = sorted((tmp_path / "data").rglob("*.*"))
    assert [file.name for file in files] == ["A%2FB.key", "K.1.key", "K1.key"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "data" / "enrolled").stat().st_mode & 0o777 == 0o700


def test_what_ends_ill_leaves_the_old_secret(tmp_path: Path) -> None:
    enrolments = Enrolments(tmp_path)
    with enrolments.keeping("K1", OLD):
        pass
    with pytest.raises(Refused), enrolments.keeping("K1", NEW):
        raise Refused("forbidden")
    assert enrolments.secret("K1") == OLD
    assert [file.name for file in (tmp_path / "enrolled").iterdir()] == ["K1.key"]


def test_a_secret_that_cannot_be_read_is_not_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / "enrolled" / "K1.key").mkdir(parents=True)
    with pytest.raises(Unavailable, match="enrolment_unreadable"):
        Enrolments(tmp_path).secret("K1")


def test_a_core_without_a_folder_is_no_kiosk_that_was_enrolled(admin: Plant) -> None:
    enrol(admin, NEW, "K2")
    assert signed_in(admin.core, "B-OPERATOR").badge == "B-OPERATOR"
    with pytest.raises(Refused, match="forbidden"):
        admin.core.sign_in("B-OPERATOR", PINS["B-OPERATOR"], admin.core.station("K2"))
