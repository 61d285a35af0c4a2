"""Whoever speaks SQL with the kiosk's own login keeps the rules too: the database refuses what breaks them."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from tests.books import Books
from tests.by_hand import speaking_as
from tests.fix_core import Plant
from tests.fix_database import Database
from tests.sessions import token_of
from tests.signing import sign
from tests.twins import BREAKS, DONE, Call
from tests.twins.calls import Signed


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


def answer(kiosk: "psycopg.Connection[Any]", call: Call) -> str:
    """What the database says to it; nothing of what it does stays."""
    try:
        with speaking_as(kiosk, call.by):
            kiosk.execute(call.sql.encode(), {**call.values, "token": token_of(call.by, "K1")})
    except psycopg.errors.InsufficientPrivilege:
        return "denied"
    except psycopg.Error as error:
        return error.diag.constraint_name or str(error.diag.message_primary)
    return DONE


def sign_first(plant: Plant, books: Books, by: str, signed: Signed) -> None:
    """Leave whoever calls then the signature that the call uses up."""
    find = f"SELECT uid, version FROM app.{signed.table} WHERE {signed.column}::text = %s"
    record, version = books.rows(find, signed.name)[0]
    sign(plant.as_(by), signed.command, record, version)


@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_a_rule_is_refused_and_what_keeps_it_is_done(
    plant: Plant, books: Books, kiosk: "psycopg.Connection[Any]", name: str
) -> None:
    said = set()
    for call, expected in BREAKS[name].story(plant, books):
        if call.signed:
            sign_first(plant, books, call.by, call.signed)
        with nullcontext() if expected == DONE else books.unchanged():
            assert answer(kiosk, call) == expected, call
        said.add(expected == DONE)
    assert said == {True, False}, "a story has what breaks the rule and what keeps it"
