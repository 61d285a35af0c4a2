"""Guessing PINs by hand: what is rolled back, done at once or done elsewhere has been a guess all the same."""

import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from core.bootstrap import Core
from core.db import people
from core.db.connection import connect
from core.db.enrolment import UNENROLLED
from tests.books import Books
from tests.fix_core import PINS, Plant
from tests.fix_database import Database

Login = psycopg.Connection[Any]
SALT = b"a salt for tests"
BADGE = "B-MANAGER"
MOST = 10
SIGN = "SELECT api.sign(%s, %s, %s, 'void_lot', gen_random_uuid(), 1, 'A meaning, long enough')->>'status'"
RESUME = "SELECT api.resume(%s, %s, %s)->>'status'"


def proof_of(pin: str) -> bytes:
    """What a PIN derives to in the tests' plant."""
    return people.derive(pin, SALT, time_cost=1, memory_kib=8)


WRONG = [proof_of(f"{number:04}") for number in range(4000, 4100)]
RIGHT = proof_of(PINS[BADGE])


def kiosk_id(kiosk: Login, code: str) -> int:
    row = kiosk.execute("SELECT api.station(%s, NULL)->>'kiosk_id'", [code]).fetchone()
    assert row
    return int(row[0])


def ticket_for(kiosk: Login, proof: bytes, at: int | None, badge: str = BADGE) -> tuple[str, UUID]:
    """What comes of asking for a ticket for a guess."""
    ticket = uuid4()
    guess = hashlib.sha256(proof + ticket.bytes).digest()
    row = kiosk.execute(
        "SELECT api.attempt(%s, %s, %s, %s, %s)->>'status'", [badge, at, UNENROLLED, ticket, guess]
    ).fetchone()
    assert row
    return str(row[0]), ticket


def look(kiosk: Login, proof: bytes, ticket: UUID, badge: str = BADGE) -> str:
    """What the database says of a guess."""
    row = kiosk.execute(
        "SELECT api.sign_in(%s, %s, %s, true)->>'status'", [badge, proof, ticket]
    ).fetchone()
    assert row
    return str(row[0])


def guessed(kiosk: Login, proof: bytes, at: int | None, badge: str = BADGE) -> str:
    """A guess by the way there is, whose look is rolled back."""
    said, ticket = ticket_for(kiosk, proof, at, badge)
    if said != "ok":
        return said
    with kiosk.transaction(force_rollback=True):
        return look(kiosk, proof, ticket, badge)


def five_seconds_later(books: Books) -> None:
    """Tickets that nobody has used count as wrong by then; a minute has not passed."""
    books.write("UPDATE sec.sign_in_attempt SET at = at - interval '5 seconds'")


def test_of_a_hundred_guesses_that_are_rolled_back_ten_are_looked_at(
    kiosk: Login, books: Books
) -> None:
    at = kiosk_id(kiosk, "K1")
    said = Counter(guessed(kiosk, proof, at) for proof in WRONG)
    assert said == {"sign_failed": MOST, "wait": 90}
    five_seconds_later(books)
    assert {guessed(kiosk, proof, at) for proof in WRONG} == {"locked_out"}
    assert guessed(kiosk, RIGHT, at) == "locked_out"


def test_of_a_hundred_guesses_in_ten_connections_ten_are_looked_at(database: Database) -> None:
    def guess(proofs: list[bytes]) -> list[str]:
        with connect(database.kiosk_app, autocommit=True) as kiosk:
            at = kiosk_id(kiosk, "K1")
            return [guessed(kiosk, proof, at) for proof in proofs]

    with ThreadPoolExecutor(10) as attackers:
        parts = attackers.map(guess, [WRONG[start::10] for start in range(10)])
        said = Counter(word for part in parts for word in part)
    assert said["sign_failed"] == MOST
    assert said.total() == 100
    assert "ok" not in said


def test_kiosks_that_take_turns_get_no_more_guesses(kiosk: Login, books: Books) -> None:
    places = cycle([kiosk_id(kiosk, "K1"), kiosk_id(kiosk, "K2"), kiosk_id(kiosk, "EXEC"), None])
    said = Counter(guessed(kiosk, proof, at) for proof, at in zip(WRONG, places, strict=False))
    assert said["sign_failed"] == MOST
    five_seconds_later(books)
    assert {guessed(kiosk, RIGHT, next(places)) for _ in range(4)} == {"locked_out"}


def test_badges_that_take_turns_get_no_more_guesses_at_a_kiosk(kiosk: Login, books: Books) -> None:
    at = kiosk_id(kiosk, "K1")
    badges = cycle(PINS)
    said = Counter(
        guessed(kiosk, proof, at, badge) for proof, badge in zip(WRONG, badges, strict=False)
    )
    assert said["sign_failed"] == MOST
    five_seconds_later(books)
    assert guessed(kiosk, proof_of("1004"), at, "B-AUDITOR") == "rate_limited"


def test_savepoints_get_no_more_guesses(kiosk: Login, books: Books) -> None:
    at = kiosk_id(kiosk, "K1")
    said: Counter[str] = Counter()
    for proof in WRONG:
        answer, ticket = ticket_for(kiosk, proof, at)
        if answer == "ok":
            with kiosk.transaction():
                for _ in range(3):
                    with kiosk.transaction(force_rollback=True):
                        answer = look(kiosk, proof, ticket)
        said[answer] += 1
    assert said == {"sign_failed": MOST, "wait": 90}


def refused_look(kiosk: Login, proof: bytes, ticket: UUID, badge: str = BADGE) -> str:
    with pytest.raises(psycopg.Error) as error, kiosk.transaction():
        look(kiosk, proof, ticket, badge)
    return f"{error.value.diag.message_primary} {error.value.diag.message_detail}"


NO_TICKET = 'forbidden {"reason": "no_ticket"}'


def test_a_ticket_is_no_good_in_its_own_transaction(kiosk: Login, books: Books) -> None:
    at = kiosk_id(kiosk, "K1")
    with books.unchanged():
        for wrap in (0, 1, 2):
            with kiosk.transaction(force_rollback=True):
                for level in range(wrap):
                    kiosk.execute(f"SAVEPOINT inner_{level}".encode())
                said, ticket = ticket_for(kiosk, RIGHT, at)
                assert said == "ok"
                for level in range(wrap):
                    kiosk.execute(f"RELEASE SAVEPOINT inner_{wrap - 1 - level}".encode())
                assert refused_look(kiosk, RIGHT, ticket) == NO_TICKET
    assert books.ask("SELECT count(*) FROM sec.sign_in_attempt") == 0


def test_a_ticket_that_was_not_committed_is_no_good_elsewhere(kiosk: Login, another: Login) -> None:
    at = kiosk_id(kiosk, "K1")
    with kiosk.transaction():
        _, ticket = ticket_for(kiosk, RIGHT, at)
        assert refused_look(another, RIGHT, ticket) == NO_TICKET
    assert look(another, RIGHT, ticket) == "ok"


def test_a_ticket_is_good_for_its_own_guess_alone(kiosk: Login, books: Books) -> None:
    _, ticket = ticket_for(kiosk, WRONG[0], kiosk_id(kiosk, "K1"))
    for proof in (*WRONG[1:], RIGHT, b"", WRONG[0] + b"\0"):
        assert refused_look(kiosk, proof, ticket) == NO_TICKET
    assert look(kiosk, WRONG[0], ticket) == "sign_failed"
    assert refused_look(kiosk, WRONG[0], ticket) == NO_TICKET


def test_a_ticket_for_one_badge_is_no_good_for_another(kiosk: Login) -> None:
    at = kiosk_id(kiosk, "K1")
    for badge in ("B-VIEWER", "B-NOBODY", ""):
        _, ticket = ticket_for(kiosk, RIGHT, at, badge)
        assert look(kiosk, RIGHT, ticket) == "sign_failed"


def test_a_ticket_that_was_used_or_is_a_minute_old_is_no_good(kiosk: Login, books: Books) -> None:
    at = kiosk_id(kiosk, "K1")
    _, used = ticket_for(kiosk, RIGHT, at)
    assert look(kiosk, RIGHT, used) == "ok"
    assert refused_look(kiosk, RIGHT, used) == NO_TICKET
    _, old = ticket_for(kiosk, RIGHT, at)
    books.write("UPDATE sec.sign_in_attempt SET at = at - interval '1 minute'")
    assert refused_look(kiosk, RIGHT, old) == NO_TICKET
    assert refused_look(kiosk, RIGHT, uuid4()) == NO_TICKET


def test_a_ticket_taken_before_the_lock_is_no_good_after_it_than_for_its_own_guess(
    kiosk: Login, books: Books
) -> None:
    """Ten guesses were under way when they turned out wrong: the right one is not an eleventh."""
    at = kiosk_id(kiosk, "K1")
    tickets = [(proof, ticket_for(kiosk, proof, at)[1]) for proof in WRONG[:MOST]]
    said, _ = ticket_for(kiosk, RIGHT, at)
    assert said == "wait"
    assert {look(kiosk, proof, ticket) for proof, ticket in tickets} == {"sign_failed"}
    said, _ = ticket_for(kiosk, RIGHT, at)
    assert said == "locked_out"


def test_the_lock_stands_without_a_word_of_whoever_is_locked_out(
    kiosk: Login, another: Login, books: Books, core: Core
) -> None:
    """Whoever gives ten wrong PINs, and lets nothing be written but the tickets, is locked out all the same."""
    at = kiosk_id(kiosk, "K1")
    for proof in WRONG[:MOST]:
        assert guessed(kiosk, proof, at) == "sign_failed"
    five_seconds_later(books)
    with kiosk.transaction(force_rollback=True):
        assert ticket_for(kiosk, RIGHT, at)[0] == "locked_out"
    assert books.ask("SELECT count(*) FROM sec.user_lock") == 0
    assert guessed(another, RIGHT, kiosk_id(kiosk, "K2")) == "locked_out"
    assert books.ask("SELECT count(*) FROM sec.user_lock") == 1


def test_a_manager_unlocks_whoever_was_guessed_at_and_the_audit_tells_of_both(
    kiosk: Login, books: Books, plant: Plant
) -> None:
    at = kiosk_id(kiosk, "K1")
    for proof in WRONG[:MOST]:
        guessed(kiosk, proof, at, "B-VIEWER")
    five_seconds_later(books)
    assert ticket_for(kiosk, WRONG[0], at, "B-VIEWER")[0] == "locked_out"
    plant.as_(BADGE).do("unlock_user", user="B-VIEWER")
    five_seconds_later(books)
    events = plant.as_(BADGE).ask("audit", entity="B-VIEWER")["items"]
    assert [(each["command"], each["user"]) for each in events] == [
        ("unlock_user", BADGE),
        ("sign_in", "B-VIEWER"),
    ]
    assert guessed(kiosk, proof_of(PINS["B-VIEWER"]), kiosk_id(kiosk, "K2"), "B-VIEWER") == "ok"


def test_guesses_at_a_signature_or_at_an_idle_session_are_guesses_too(
    kiosk: Login, books: Books, core: Core
) -> None:
    """A thief of a session does not get at the PIN that signs by it."""
    station = core.station("K1")
    actor = core.sign_in(BADGE, PINS[BADGE], station)
    said: Counter[str] = Counter()
    calls = cycle([SIGN, RESUME])
    for proof in WRONG:
        answer, ticket = ticket_for(kiosk, proof, station.kiosk_id)
        if answer == "ok":
            with kiosk.transaction(force_rollback=True):
                row = kiosk.execute(next(calls), [actor.token, proof, ticket]).fetchone()
            answer = str(row and row[0])
        said[answer] += 1
    assert said == {"sign_failed": MOST, "wait": 90}
    five_seconds_later(books)
    assert ticket_for(kiosk, RIGHT, kiosk_id(kiosk, "K2"))[0] == "locked_out"


def test_a_ticket_of_another_person_neither_signs_nor_brings_a_session_back(
    kiosk: Login, core: Core
) -> None:
    station = core.station("K1")
    actor = core.sign_in("B-OPERATOR", PINS["B-OPERATOR"], station)
    for call in (SIGN, RESUME):
        _, ticket = ticket_for(kiosk, RIGHT, station.kiosk_id)  # the manager's, and right
        row = kiosk.execute(call.encode(), [actor.token, RIGHT, ticket]).fetchone()
        assert row == ("sign_failed",)


def test_a_machine_that_is_not_the_kiosk_it_says_gets_no_ticket(kiosk: Login, books: Books) -> None:
    at = kiosk_id(kiosk, "K1")
    ask = "SELECT api.attempt(%s, %s, %s, gen_random_uuid(), 'x')"
    with books.unchanged():
        for device in (None, b"", b"another", bytes(32)):
            with pytest.raises(psycopg.Error, match="forbidden"):
                kiosk.execute(ask.encode(), [BADGE, at, device])
        with pytest.raises(psycopg.Error, match="forbidden"):
            kiosk.execute(ask.encode(), [BADGE, -1, UNENROLLED])
