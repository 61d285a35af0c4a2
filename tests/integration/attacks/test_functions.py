"""Every function of api, called by somebody who is not signed in, whose session is over, or who may only look."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.books import Books
from tests.fix_core import Plant
from tests.sessions import token_of

Login = psycopg.Connection[Any]
SAMPLES = {
    "bytea": "'\\x00'",
    "bigint": "1",
    "integer": "1",
    "uuid": "'0199a000-0000-7000-8000-000000000001'",
    "text": "'B-ADMIN'",
    "numeric": "1",
    "jsonb": "'{}'",
    "date": "'2026-01-24'",
    "timestamp with time zone": "'2026-01-24 12:00:00+00'",
    "boolean": "true",
    "text[]": "'{}'",
    "bigint[]": "'{1}'",
    "numeric[]": "'{1}'",
    "uuid[]": "'{}'",
}
REFUSED = "refused "
OPEN = {
    "sign_in_salt": "whoever signs in needs the salt; an unknown badge has one too",
    "station": "a kiosk has to know itself",
    "is_enrolled": "a machine asks whether it is a kiosk",
    "attempt": "takes a ticket for a guess",
    "touch": "says that the session is over",
    "sign_out": "of a session that is over nothing is left to end",
    "is_taken": "says no to whoever may make nothing of the kind",
    "lineage": "repeats the number that it was given; the rest it reads as whoever calls it",
}
FUNCTIONS = """
    SELECT p.proname::text, pg_get_function_identity_arguments(p.oid),
           ARRAY(SELECT format_type(t.oid, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a(oid, place)
                   JOIN pg_type t USING (oid) ORDER BY a.place)
      FROM pg_proc p WHERE p.pronamespace = 'api'::regnamespace ORDER BY 1, 2
"""


def calls(books: Books, **values: str) -> Iterator[tuple[str, str]]:
    """Every function with a call of it: arguments that look right, those named in `values` with that value."""
    for name, told, types in books.rows(FUNCTIONS):
        named = [each.split()[0] for each in told.split(", ") if each]
        arguments = [
            values.get(argument, SAMPLES[kind]) for argument, kind in zip(named, types, strict=True)
        ]
        yield name, f"SELECT api.{name}({', '.join(arguments)})"


def outcome(kiosk: Login, call: str, *, keeping: bool = False) -> str:
    """With what words the database refuses a call; else "" for nothing, or what it gives."""
    try:
        with kiosk.transaction(force_rollback=not keeping):
            rows = kiosk.execute(call.encode()).fetchall()
    except psycopg.Error as error:
        return REFUSED + ("" if error.sqlstate == "42501" else str(error.diag.message_primary))
    return "" if all(row[0] in (None, "") for row in rows) else f"gives {rows}"


def test_every_kind_of_argument_has_a_sample(books: Books) -> None:
    kinds = {kind for _, _, types in books.rows(FUNCTIONS) for kind in types}
    assert kinds <= set(SAMPLES)


@pytest.mark.parametrize("token", ["NULL", "''", "'\\x00'", "sha256('guessed')"])
def test_without_a_session_no_function_writes_or_tells_anything_of_the_plant(
    kiosk: Login, books: Books, plant: Plant, token: str
) -> None:
    plant.register(None, "SPICE", "5")
    told = {
        name
        for name, call in calls(books, p_token=token, p_grant=token)
        if outcome(kiosk, call).startswith("gives")
    }
    assert told <= set(OPEN)


def test_without_a_session_nothing_that_is_committed_changes_the_plant(
    kiosk: Login, books: Books, plant: Plant
) -> None:
    plant.register(None, "SPICE", "5")
    with books.unchanged():
        for _, call in calls(books, p_token="NULL", p_grant="NULL"):
            outcome(kiosk, call, keeping=True)


def test_whoever_is_not_signed_in_is_told_so_by_every_function_that_needs_it(
    kiosk: Login, books: Books
) -> None:
    """None fails by chance on a wrong argument; the one that knows what may be asked says so."""
    said = {
        name: outcome(kiosk, call) for name, call in calls(books, p_token="NULL", p_grant="NULL")
    }
    others = {name: words for name, words in said.items() if name not in OPEN}
    assert set(others.values()) <= {
        "",
        *(REFUSED + words for words in ("", "forbidden", "invalid")),
    }, others


def test_a_token_of_bytes_that_nobody_has_is_as_good_as_none(kiosk: Login, books: Books) -> None:
    """A token is 32 bytes by chance: no part, no hash and no twin of one opens anything."""
    token = token_of("B-ADMIN", "K1")
    hashed = books.ask("SELECT token_hash FROM sec.session WHERE token_hash = sha256(%s)", token)
    for wrong in (token[:31], token + b"\0", hashed, token[::-1], token.hex().encode(), bytes(32)):
        for call in ("api.tx(%s)", "api.seal(%s)", "api.take_key(%s, gen_random_uuid())"):
            with pytest.raises(psycopg.Error, match="forbidden"):
                kiosk.execute(f"SELECT {call}".encode(), [wrong])
