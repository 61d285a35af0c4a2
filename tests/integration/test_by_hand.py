"""The api functions called by hand, with what the rules would never let through."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from core.db.connection import connect
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_database import Database


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


# The arguments of the functions between who, key and sha at the beginning and after, device_at at the end.
REGISTER = "run seen type kg parents kgs celsius kind probe source buffer more"
MEASURE = "lot buffer celsius kind probe source remeasures notes reason occurred_at"
INSPECT = "lot seen decision notes reason values"
MOVE = "lot kg from to"


def named(names: str, values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(names.split(), values, strict=True))


class ByHand:
    """Calls api functions as kiosk_app with arguments that are right but for `changes`."""

    def __init__(self, kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books) -> None:
        self._kiosk = kiosk
        self.journey = plant.run_to(2)
        self.lot = books.ask("SELECT id FROM app.lot WHERE code = %s", self.journey["RAW"])
        run, seen = books.rows(
            "SELECT id, version FROM app.production_run WHERE code = %s", self.journey.run
        )[0]
        buffer = books.ask("SELECT id FROM app.buffer WHERE code = 'LK-1'")
        made = (
            run,
            seen,
            "DEB",
            "90",
            [self.lot],
            ["100"],
            None,
            "CORE",
            None,
            "typed",
            None,
            "{}",
        )
        self._calls = {
            "register_lot": named(REGISTER, made),
            "record_temperature": named(
                MEASURE, (self.lot, None, "3", "CORE", None, "typed", None, None, None, None)
            ),
            "inspect_lot": named(
                INSPECT, (self.lot, "RELEASED", "HOLD", "A reason, long enough", None, "{}")
            ),
            "move_stock": named(MOVE, (self.lot, "10", buffer, None)),
        }
        self._who = {"token": plant.actor.token}

    def call(self, function: str, **changes: Any) -> Any:
        begin = {**self._who, "key": uuid4(), "sha": b"sha"}
        end = {"after": "{}", "device_at": "2026-01-24 12:00:00+00"}
        arguments = {**begin, **self._calls[function], **end, **changes}
        casts = {
            "parents": "::bigint[]",
            "kgs": "::numeric[]",
            "more": "::jsonb",
            "after": "::jsonb",
            "values": "::jsonb",
            "kg": "::numeric",
            "celsius": "::numeric",
        }
        places = ",".join(f"%s{casts.get(name, '')}" for name in arguments)
        query = f"SELECT api.{function}({places})"
        row = self._kiosk.execute(query.encode(), list(arguments.values())).fetchone()
        return row and row[0]


@pytest.fixture
def by_hand(kiosk: "psycopg.Connection[Any]", plant: Plant, books: Books) -> ByHand:
    """The functions, and a run at deboning with 100 kg of RAW in LK-1."""
    return ByHand(kiosk, plant, books)


FUNCTIONS = ("record_temperature", "move_stock", "register_lot", "inspect_lot")


def test_right_calls_by_hand_are_carried_out(by_hand: ByHand) -> None:
    for function in FUNCTIONS:
        changes = {"kgs": ["90"]} if function == "register_lot" else {}
        assert by_hand.call(function, **changes), function


LIES = {
    "register_lot": {
        "type": "FG15",
        "weight_kg": "1",
        "temperature_c": "-40",
        "probe": "T1",
        "source": "device",
        "scale": "S1",
        "alibi": "1",
        "scale_line": "1 kg",
        "notes": "all is well",
    },
    "record_temperature": {
        "celsius": "-40",
        "kind": "AMBIENT",
        "probe": "T1",
        "source": "device",
        "notes": "all is well",
    },
    "inspect_lot": {"decision": "PASS", "notes": "all is well", "values": {"seal": "whole"}},
    "move_stock": {"kg": "1000"},
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_audit_has_what_was_written_whatever_is_told(
    by_hand: ByHand, books: Books, function: str
) -> None:
    changes = {"kgs": ["90"]} if function == "register_lot" else {}
    by_hand.call(function, after=json.dumps(LIES[function]), **changes)
    told = books.ask("SELECT after FROM app.audit_event ORDER BY id DESC LIMIT 1")
    assert [name for name, lie in LIES[function].items() if told[name] == lie] == []


STALE, NY, CHECK = "40001", "NY001", "23514"
WRONG: list[tuple[str, dict[str, Any], set[str]]] = [
    ("register_lot", {"kgs": [None]}, {STALE}),
    ("register_lot", {"kgs": None}, {NY}),
    ("register_lot", {"kgs": []}, {NY}),
    ("register_lot", {"kgs": ["50", "50"]}, {NY}),
    ("register_lot", {"parents": None}, {NY}),
    ("register_lot", {"parents": [None]}, {STALE}),
    ("register_lot", {"parents": [], "kgs": []}, {NY}),
    ("register_lot", {"parents": [-1]}, {STALE}),
    ("register_lot", {"kg": None}, {NY}),
    ("register_lot", {"type": None}, {STALE}),
    ("register_lot", {"run": None}, {STALE}),
    ("register_lot", {"celsius": "3", "kind": "WARM"}, {CHECK}),
    ("register_lot", {"buffer": -1}, {STALE, "23503"}),
    ("register_lot", {"token": b""}, {NY}),
    ("register_lot", {"token": None}, {NY}),
    ("record_temperature", {"celsius": None}, {NY}),
    ("record_temperature", {"lot": -1}, {STALE}),
    ("record_temperature", {"lot": None, "buffer": -1}, {NY}),
    ("record_temperature", {"lot": None, "buffer": -1, "kind": "AMBIENT"}, {CHECK}),
    ("record_temperature", {"remeasures": -1}, {NY}),
    ("inspect_lot", {"decision": None}, {STALE}),
    ("inspect_lot", {"lot": None}, {STALE}),
    ("move_stock", {"kg": None}, {NY}),
    ("move_stock", {"lot": None}, {STALE}),
    ("move_stock", {"to": -1}, {STALE, "23503"}),
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_wrong_calls_by_hand_are_refused_and_write_nothing(
    by_hand: ByHand, books: Books, function: str
) -> None:
    with books.unchanged():
        for name, changes, states in WRONG:
            if name == function:
                with pytest.raises(psycopg.Error) as error:
                    by_hand.call(function, **changes)
                assert error.value.sqlstate in states, changes


@pytest.mark.parametrize("badge", ["B-VIEWER", "B-AUDITOR"])
def test_the_functions_know_the_rights_of_the_person(
    by_hand: ByHand, books: Books, plant: Plant, badge: str
) -> None:
    token = plant.as_(badge).actor.token
    refused_to = {
        "B-VIEWER": ("register_lot", "record_temperature", "inspect_lot", "move_stock"),
        "B-AUDITOR": ("register_lot", "move_stock"),
    }[badge]
    for function in refused_to:
        with books.unchanged(), pytest.raises(psycopg.Error, match="forbidden"):
            by_hand.call(function, token=token)
