"""The whole audit of a database: sealed, verified and written out by its owner."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import psycopg
from psycopg import IsolationLevel, sql
from psycopg.rows import TupleRow

from core.db import audit
from core.db.connection import DeadlineConnection, connect
from core.db.roles import OWNER
from core.domain.chain import End, Seal, Verifier, end_json, event_json, seal_from, seal_json
from core.errors import Refused

Event = tuple[bytes, Sequence[str | None]]
Watch = Callable[[Iterator[Event], int], Iterator[Event]]
"""Lets the events through while they are read; it is told how many there should be."""
_SEAL_ALL = "SELECT sec.shown(sec.seal(id, NULL, NULL)) FROM app.site ORDER BY code"


def seal_all(migrator_url: str) -> list[Seal]:
    """Seal every site; refuses `forbidden` to whoever is not the migrator."""
    with _as_owner(migrator_url) as connection, connection.transaction():
        return [seal_from(row[0]) for row in connection.execute(_SEAL_ALL)]


def verify(
    migrator_url: str,
    kept: Iterable[Seal] = (),
    *,
    watch: Watch = lambda events, _: events,
    export: Path | None = None,
) -> Verifier:
    """A verifier that has taken every event of the database, as it stands at one moment.

    `kept` are the seals outside. `export`: a folder to which events, ends and seals are written meanwhile.
    """
    with _as_owner(migrator_url) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            connection.execute(
                "SET LOCAL row_security = off"
            )  # an error, should a policy hide rows
            ends = audit.ends(connection)
            if export is not None:
                _write(export, ends, audit.seals(connection))
            verifier = Verifier(ends, audit.seals(connection), kept)
            events = watch(audit.events(connection, ends), sum(end.seq or 0 for end in ends))
            for sha, fields in events if export is None else _written(export, events):
                verifier.take(sha, fields)
    return verifier


def _write(folder: Path, ends: Iterable[End], seals: Iterable[Seal]) -> None:
    with _file(folder, "ends.jsonl") as file:
        file.writelines(f"{end_json(end)}\n" for end in ends)
    with _file(folder, "seals.jsonl") as file:
        file.writelines(f"{seal_json(seal)}\n" for seal in seals)


def _written(folder: Path, events: Iterable[Event]) -> Iterator[Event]:
    with _file(folder, "events.jsonl") as file:
        for event in events:
            file.write(f"{event_json(*event)}\n")
            yield event


def _file(folder: Path, name: str) -> TextIO:
    return (folder / name).open("w", encoding="utf-8", newline="\n")


@contextmanager
def _as_owner(migrator_url: str) -> Iterator[DeadlineConnection[TupleRow]]:
    """The migrator's connection as app_owner. Refuses `forbidden` to whoever may not be that."""
    with connect(migrator_url, deadline=None, autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        except psycopg.errors.InsufficientPrivilege as exc:
            raise Refused("forbidden", reason="not_the_migrator") from exc
        yield connection
