"""Commands on their way to the plant: on the kiosk's disk before anybody is told that they are saved."""

import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from sqlite3 import Row
from typing import Any, cast
from uuid import UUID

from core.context import Actor, Clock, Request, Station, new_id
from core.domain import codec
from core.domain.commands import COMMANDS, spec_of
from core.errors import Refused, Violation
from kiosk.runtime.disk import Disk

KEPT = timedelta(days=30)
"""How long a settled entry stays: a restored database may have to be told again."""


class EntryState(StrEnum):
    """WAITING to be sent; UNKNOWN: sent perhaps, never again, its fate is asked; EXPIRED: surely never done."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command with who gave it, where and when. `told`: that person saw the outcome at once.

    `deadline` is set where the command does not work offline: it is not sent after that moment. `held_by` names
    the outbox that has the rest of it in memory: what the disk must not have of it, or the only session it may be
    sent in.
    """

    seq: int
    key: UUID
    name: str
    args: Mapping[str, Any]
    actor: Actor
    station: Station
    device_at: datetime
    deadline: datetime | None
    state: EntryState
    told: bool
    violation: Violation | None
    result: Mapping[str, Any] | None
    at: datetime
    held_by: str | None = None

    def request(self) -> Request:
        """The command as the core takes it; refuses `invalid` where this version does not know it."""
        if self.name not in COMMANDS:
            raise Refused("invalid", command=self.name, reason="unknown_command")
        return Request(
            command=codec.build(COMMANDS[self.name].kind, self.args),
            key=self.key,
            actor=self.actor,
            station=self.station,
            device_at=self.device_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How much is in the outbox; `oldest_at`: when the oldest that waits was given."""

    waiting: int = 0
    oldest_at: datetime | None = None
    unknown: int = 0
    review: int = 0


class Outbox:
    """The entries in the order they were given. Any thread; every change is on the disk when it returns.

    What the disk must not keep of a command, a signature and secret arguments, stays in memory beside its
    entry until that is settled: only this outbox can send it then, and after a restart nobody can. A session's token
    stays in memory too; without it a command is sent by the permit of the session it was given in.
    """

    def __init__(self, disk: Disk, clock: Clock) -> None:
        self._disk = disk
        self._clock = clock
        self._name = str(new_id())
        self._whole: dict[int, Request] = {}
        self._tokens: dict[
            bytes, bytes
        ] = {}  # of the sessions this process has seen, by their permits
        self._prune()

    @property
    def disk(self) -> Disk:
        """The file it lives in."""
        return self._disk

    def put(self, request: Request, deadline: datetime | None = None) -> Entry:
        """Keep a command for sending. The same command under a key that still waits is kept once;
        another one under that key is refused `key_reused`."""
        with self._disk.write() as file:
            waiting = file.execute(
                "SELECT * FROM entry WHERE key = ? AND state = 'waiting'", (str(request.key),)
            ).fetchone()
            if waiting is not None:
                return self._same(_entry(waiting), request)
            file.execute(_PUT, self._values(request, deadline))
            (row,) = file.execute("SELECT * FROM entry WHERE seq = last_insert_rowid()").fetchall()
            entry = _entry(row)
            if is_partly_secret(request):
                self._whole[entry.seq] = request
            if request.actor.token:  # one read back from the disk has none
                self._tokens[request.actor.permit] = request.actor.token
        return entry

    def request(self, entry: Entry) -> Request:
        """The entry's command as the core takes it, whole; refuses `invalid` where this version does not know it."""
        if whole := self._whole.get(entry.seq):
            return whole
        request = entry.request()
        token = self._tokens.get(request.actor.permit, b"")
        return replace(request, actor=replace(request.actor, token=token))

    def first_waiting(self) -> Entry | None:
        """The next one to send; one that another process holds a part of in its memory is left to that one."""
        self._forget_settled()
        mine = "state = 'waiting' AND (held_by IS NULL OR held_by = ?) ORDER BY seq LIMIT 1"
        return next(iter(self._select(mine, self._name)), None)

    def waiting(self) -> tuple[Entry, ...]:
        """All that wait, oldest first."""
        return self._select("state = 'waiting' ORDER BY seq")

    def unknown(self) -> tuple[Entry, ...]:
        """Those whose fate has to be asked."""
        return self._select("state = 'unknown' ORDER BY seq")

    def review(self) -> tuple[Entry, ...]:
        """Those that the plant refused after their person had gone on: for a manager to resolve."""
        return self._select("state = 'refused' AND told = 0 ORDER BY seq")

    def depth(self) -> Depth:
        """What is not settled yet, and what was refused and needs a manager."""
        (row,) = self._disk.read(_DEPTH)
        oldest = datetime.fromisoformat(row["oldest"]) if row["oldest"] else None
        return Depth(
            waiting=row["waiting"], oldest_at=oldest, unknown=row["unknown"], review=row["review"]
        )

    def entries(self) -> tuple[Entry, ...]:
        """Every entry kept, oldest first."""
        return self._select("true ORDER BY seq")

    def entry(self, seq: int) -> Entry:
        """The entry of that number; raises LookupError."""
        return self._select("seq = ?", seq)[0]

    def done(self, entry: Entry, result: Mapping[str, Any]) -> Entry:
        """The plant accepted it."""
        return self._settle(entry, EntryState.DONE, result=result)

    def refuse(self, entry: Entry, violation: Violation) -> Entry:
        """The plant said no."""
        return self._settle(entry, EntryState.REFUSED, violation=violation)

    def doubt(self, entry: Entry) -> Entry:
        """Nobody knows whether it was done; it is not sent again."""
        return self._settle(entry, EntryState.UNKNOWN)

    def expire(self, entry: Entry) -> Entry:
        """It was never done and never will be."""
        return self._settle(entry, EntryState.EXPIRED)

    def overdue(self) -> tuple[Entry, ...]:
        """Those that wait past their deadline."""
        now = self._clock.now()
        late = self._select("state = 'waiting' AND deadline IS NOT NULL ORDER BY seq")
        return tuple(entry for entry in late if entry.deadline and entry.deadline <= now)

    def tell(self, entry: Entry) -> None:
        """The person who gave it saw its outcome."""
        with self._disk.write() as file:
            file.execute("UPDATE entry SET told = 1 WHERE seq = ?", (entry.seq,))

    def _values(self, request: Request, deadline: datetime | None) -> tuple[str | None, ...]:
        return (
            str(request.key),
            spec_of(request.command).name,
            _text(codec.without_secrets(request.command)),
            json.dumps(codec.without_secrets(request.actor), ensure_ascii=False, sort_keys=True),
            _text(request.station),
            request.device_at.isoformat(),
            deadline.isoformat() if deadline else None,
            self._clock.now().isoformat(),
            self._name if deadline or is_partly_secret(request) else None,
            request.actor.permit.hex(),
        )

    def _forget_settled(self) -> None:
        """Another process may have settled what waited here."""
        for seq in tuple(self._whole):
            if not self._select("seq = ? AND state = 'waiting'", seq):
                self._whole.pop(seq, None)

    def _same(self, waiting: Entry, request: Request) -> Entry:
        """`waiting`, where it is the same command of the same person; else refuses `key_reused`."""
        if waiting.held_by not in (
            None,
            self._name,
        ):  # all there is to compare is what the disk has
            same = waiting.args == json.loads(_text(codec.without_secrets(request.command)))
        else:
            same = self.request(waiting).command == request.command
        if not same or waiting.actor.user_id != request.actor.user_id:
            raise Refused("key_reused", key=str(request.key))
        return waiting

    def _settle(
        self,
        entry: Entry,
        state: EntryState,
        *,
        result: Mapping[str, Any] | None = None,
        violation: Violation | None = None,
    ) -> Entry:
        values = (
            state,
            None if result is None else _text(result),
            None if violation is None else _text(violation),
            self._clock.now().isoformat(),
            entry.seq,
        )
        with self._disk.write() as file:
            file.execute(
                "UPDATE entry SET state = ?, result = ?, error = ?, at = ? WHERE seq = ?", values
            )
        self._whole.pop(entry.seq, None)
        return self.entry(entry.seq)

    def _select(self, where: str, *values: str | int | None) -> tuple[Entry, ...]:
        return _entries(self._disk.read(f"SELECT * FROM entry WHERE {where}", *values))

    def _prune(self) -> None:
        with self._disk.write() as file:
            file.execute(
                "DELETE FROM entry WHERE at < ? AND (state IN ('done', 'expired') OR told = 1)",
                ((self._clock.now() - KEPT).isoformat(),),
            )


_PUT = """
INSERT INTO entry (key, command, args, actor, station, device_at, deadline, state, at, held_by, permit)
VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)
"""
_DEPTH = """
SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
       min(device_at) FILTER (WHERE state = 'waiting') AS oldest,
       count(*) FILTER (WHERE state = 'unknown') AS unknown,
       count(*) FILTER (WHERE state = 'refused' AND told = 0) AS review
FROM entry WHERE state IN ('waiting', 'unknown', 'refused')
"""


def is_partly_secret(request: Request) -> bool:
    """Whether there is something about it that must not be written down."""
    kind = cast(Hashable, type(request.command))
    return request.signature is not None or bool(codec.secrets(kind))


def _text(value: object) -> str:
    return json.dumps(codec.plain(value), ensure_ascii=False, sort_keys=True)


def _entries(rows: Iterable[Row]) -> tuple[Entry, ...]:
    return tuple(_entry(row) for row in rows)


def _entry(row: Row) -> Entry:
    return Entry(
        seq=row["seq"],
        key=UUID(row["key"]),
        name=row["command"],
        args=json.loads(row["args"]),
        actor=replace(
            codec.build(Actor, json.loads(row["actor"])), permit=bytes.fromhex(row["permit"])
        ),
        station=codec.build(Station, json.loads(row["station"])),
        device_at=datetime.fromisoformat(row["device_at"]),
        deadline=datetime.fromisoformat(row["deadline"]) if row["deadline"] else None,
        state=EntryState(row["state"]),
        told=bool(row["told"]),
        violation=codec.build(Violation, json.loads(row["error"])) if row["error"] else None,
        result=json.loads(row["result"]) if row["result"] else None,
        at=datetime.fromisoformat(row["at"]),
        held_by=row["held_by"],
    )
