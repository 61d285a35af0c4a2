"""What is signed, written by hand as the kiosk's own login: only with a signature given for exactly that."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import ANY
from uuid import uuid4

import psycopg
import pytest

from core.db.connection import connect
from core.errors import Refused
from tests.books import Books
from tests.by_hand import refusal_of, speaking_as
from tests.fix_core import WHY, Plant, at_once
from tests.fix_database import Database
from tests.signed_writes import BOOK, WRITES, Signing

REQUIRED = ("NY001", "sign_required")


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


@pytest.fixture(params=WRITES)
def signing(request: pytest.FixtureRequest, plant: Plant, books: Books) -> Signing:
    """Each signed command, about to be written."""
    return Signing(plant, books, request.param)


@pytest.fixture
def recall(plant: Plant, books: Books) -> Signing:
    """A recall that is held already: holding it again leaves the lot's version as it is."""
    signing = Signing(plant, books, "hold_recall")
    signing.person.do("hold_recall", lot=signing.name, reason=WHY)
    return signing


def written(kiosk: "psycopg.Connection[Any]", signing: Signing) -> Any:
    """With what the write is refused; nothing of it stays."""
    return refusal_of(kiosk, signing.token, signing.write.statement, signing.values)


def carry_out(
    kiosk: "psycopg.Connection[Any]", signing: Signing, *, events: int = 1, **changes: object
) -> None:
    """Write and book (with `changes`), to stay."""
    with speaking_as(kiosk, signing.token, keeping=True):
        kiosk.execute(signing.write.statement.encode(), signing.values)
        for _ in range(events):
            kiosk.execute(BOOK.encode(), {**signing.values, **changes})


def older(books: Books, seconds: int) -> None:
    """Let time pass since everything was signed."""
    books.write("UPDATE sec.signature SET at = at - make_interval(secs => %s)", seconds)


def test_what_is_signed_is_written_with_a_signature_only(
    kiosk: "psycopg.Connection[Any]", signing: Signing, books: Books
) -> None:
    with books.unchanged():
        assert written(kiosk, signing) == REQUIRED
        signing.sign()
        assert written(kiosk, signing) == (None, None)


ANOTHER: dict[str, Callable[[Signing, Plant], None]] = {
    "record": lambda s, _: s.sign(record=uuid4()),
    "earlier version": lambda s, _: s.sign(version=s.version - 1),
    "later version": lambda s, _: s.sign(version=s.version + 1),
    "command": lambda s, _: s.sign(command=next(each for each in WRITES if each != s.command)),
    "person": lambda s, plant: s.sign(by=plant.as_("B-MANAGER2")),
    "session": lambda s, _: s.sign(by=s.person.at("K2")),
}


@pytest.mark.parametrize("what", ANOTHER)
def test_a_signature_for_anything_else_does_not_serve(
    kiosk: "psycopg.Connection[Any]", signing: Signing, plant: Plant, books: Books, what: str
) -> None:
    ANOTHER[what](signing, plant)
    with books.unchanged():
        assert written(kiosk, signing) == REQUIRED


def test_a_signature_serves_for_two_minutes(
    kiosk: "psycopg.Connection[Any]", signing: Signing, books: Books
) -> None:
    signing.sign()
    older(books, 90)
    assert written(kiosk, signing) == (None, None)
    older(books, 30)
    assert written(kiosk, signing) == REQUIRED


def test_a_signature_is_used_up_by_what_is_committed(
    kiosk: "psycopg.Connection[Any]", signing: Signing, books: Books
) -> None:
    version = signing.version
    row = books.rows(
        f"SELECT status, version FROM app.{signing.write.table} WHERE uid = %s", signing.record
    )[0]
    signing.sign()
    assert written(kiosk, signing) == (None, None)  # rolled back: as if it had never been used
    carry_out(kiosk, signing)
    void = ", void = false" if signing.write.table == "lot" else ""
    back = f"UPDATE app.{signing.write.table} SET status = %s, version = %s{void} WHERE uid = %s"
    books.past_the_guards(back, *row, signing.record)
    assert signing.version == version
    assert written(kiosk, signing) == REQUIRED
    signing.sign()
    assert written(kiosk, signing) == (None, None)


def test_one_signature_serves_one_of_two_at_once(recall: Signing, database: Database) -> None:
    recall.sign()

    def hold() -> str | None:
        try:
            with connect(database.kiosk_app, autocommit=True) as connection:
                carry_out(connection, recall)
        except psycopg.Error as error:
            return error.diag.message_primary
        return None

    assert sorted(map(str, at_once(hold, hold))) == ["None", "sign_required"]


def test_one_signature_serves_once_within_a_transaction(
    kiosk: "psycopg.Connection[Any]", recall: Signing
) -> None:
    recall.sign()
    with speaking_as(kiosk, recall.token):
        hold = recall.write.statement.encode()
        with kiosk.transaction(force_rollback=True):
            kiosk.execute(hold, recall.values)
        kiosk.execute(hold, recall.values)
        with pytest.raises(psycopg.Error, match="sign_required"), kiosk.transaction():
            kiosk.execute(hold, recall.values)


def test_each_record_wants_a_signature_of_its_own(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    first, second = (Signing(plant, books, "resume_run") for _ in range(2))
    first.sign()
    all_at_once = WRITES["resume_run"].statement.replace("uid = %(record)s", "status = 'HOLD'")
    with books.unchanged():
        assert refusal_of(kiosk, first.token, all_at_once) == REQUIRED
    second.sign()
    assert refusal_of(kiosk, first.token, all_at_once) == (None, None)


def test_without_a_signed_context_no_signature_is_found(
    kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books
) -> None:
    signing = Signing(plant, books, "abort_run")
    signing.sign()
    with books.unchanged(), pytest.raises(psycopg.Error):
        kiosk.execute(signing.write.statement.encode(), signing.values)


def signature_of(books: Books) -> Any:
    return books.ask("SELECT signature FROM app.audit_event ORDER BY id DESC LIMIT 1")


def test_the_audit_has_the_words_that_were_signed_whatever_the_kiosk_says(
    kiosk: "psycopg.Connection[Any]", signing: Signing, books: Books
) -> None:
    signing.sign(meaning="I looked at it twice")
    lie = '{"signature": {"badge": "B-OPERATOR", "meaning": "Something else"}}'
    carry_out(kiosk, signing, after=lie)
    badge = signing.person.actor.badge
    assert signature_of(books) == {"badge": badge, "meaning": "I looked at it twice", "at": ANY}
    (kept,) = books.rows(
        "SELECT key, sec.instant(at) FROM sec.signature WHERE used_xid IS NOT NULL"
    )
    event = "SELECT key, signature ->> 'at' FROM app.audit_event ORDER BY id DESC LIMIT 1"
    assert books.rows(event) == [kept]


def test_what_is_signed_is_not_booked_without_being_written(
    kiosk: "psycopg.Connection[Any]", signing: Signing, books: Books
) -> None:
    signing.sign()
    with books.unchanged():
        assert refusal_of(kiosk, signing.token, BOOK, signing.values) == REQUIRED


MISBOOKED: dict[str, Callable[[Signing], tuple[str, dict[str, Any]]]] = {
    "as nothing": lambda _: ("forbidden", {"events": 0}),
    "twice": lambda _: ("sign_required", {"events": 2}),
    "as what is not signed": lambda _: ("forbidden", {"command": "archive_run"}),
    "as something else that is signed": lambda s: (
        "sign_required",
        {"command": next(each for each in WRITES if each != s.command)},
    ),
    "as done to another record": lambda _: ("sign_required", {"record": uuid4()}),
}


@pytest.mark.parametrize("how", MISBOOKED)
def test_what_is_signed_is_written_with_its_own_event_and_no_other(
    kiosk: "psycopg.Connection[Any]", signing: Signing, books: Books, how: str
) -> None:
    signing.sign()
    code, changes = MISBOOKED[how](signing)
    with books.unchanged(), pytest.raises(psycopg.Error, match=code):
        carry_out(kiosk, signing, **changes)


UNSIGNABLE: dict[str, dict[str, Any]] = {
    "no command that is signed": {"command": "hold_run"},
    "no words": {"meaning": ""},
    "blank words": {"meaning": " \n "},
    "too many words": {"meaning": "x" * 501},
    "words with a bell": {"meaning": "I mean\x07it"},
    "words with a carriage return": {"meaning": "I mean\rit"},
    "words with a C1 control": {"meaning": "I mean\x9bit"},
}


@pytest.mark.parametrize("what", UNSIGNABLE)
def test_what_cannot_be_signed_is_refused_by_the_database_too(
    plant: Plant, books: Books, what: str
) -> None:
    signing = Signing(plant, books, "abort_run")
    with pytest.raises(Refused) as refusal:
        signing.sign(**UNSIGNABLE[what])
    assert refusal.value.violation.code == "invalid"
    assert books.ask("SELECT count(*) FROM sec.signature WHERE used_xid IS NULL") == 0


@pytest.mark.parametrize("meaning", ["x", "x" * 500, "Jóváhagyom,\nmert rendben van 🍢"])
def test_any_other_words_are_kept_as_they_are(plant: Plant, books: Books, meaning: str) -> None:
    signing = Signing(plant, books, "abort_run")
    signing.sign(meaning=meaning)
    assert books.ask("SELECT meaning FROM sec.signature") == meaning


@pytest.mark.parametrize("command", ["resume_run", "abort_run"])
def test_whoever_mends_a_plant_is_not_asked_to_sign(
    plant: Plant, books: Books, command: str
) -> None:
    signing = Signing(plant, books, command)
    statement = signing.write.statement.replace("%(record)s", "%s")
    assert books.refusal(statement, signing.record) is None


def test_what_nobody_signs_has_no_signature_in_the_audit(plant: Plant, books: Books) -> None:
    plant.new_run()
    assert signature_of(books) is None
