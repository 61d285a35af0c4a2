"""A core that a test leads by the hand: it answers, refuses, is away or stands still when told to."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from core.context import Actor, Answer, Changes, Known, Request, Station
from core.domain.chain import Seal
from core.domain.commands import spec_of
from core.domain.people import Role
from core.domain.queries import Query
from core.domain.queries.system import Health
from core.errors import Refused, Unavailable

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
OPERATOR = Actor(
    user_id=3,
    uid="01935f3a-0000-7000-8000-000000000003",
    badge="B-OPERATOR",
    name="Olga Operator",
    role=Role.OPERATOR,
    sites=("DUNA",),
    language="en",
)
VIEWER = Actor(
    user_id=5,
    uid="01935f3a-0000-7000-8000-000000000005",
    badge="B-VIEWER",
    name="Vera Viewer",
    role=Role.VIEWER,
    sites=("DUNA",),
    language="hu",
)
MANAGER = Actor(
    user_id=2,
    uid="01935f3a-0000-7000-8000-000000000002",
    badge="B-MANAGER",
    name="Mária Manager",
    role=Role.MANAGER,
    sites=("DUNA",),
    language="en",
)
ADMIN = Actor(
    user_id=1,
    uid="01935f3a-0000-7000-8000-000000000001",
    badge="B-ADMIN",
    name="Anna Admin",
    role=Role.ADMIN,
    sites=("DUNA",),
    language="en",
)
STATION = Station(
    kiosk_id=1,
    kiosk="K1",
    site_id=1,
    site="DUNA",
    time_zone="Europe/Budapest",
    process="doner",
)
PEOPLE = {
    ("B-OPERATOR", "1003"): OPERATOR,
    ("B-VIEWER", "1005"): VIEWER,
    ("B-MANAGER", "1002"): MANAGER,
    ("B-ADMIN", "1001"): ADMIN,
}


def in_session(actor: Actor) -> Actor:
    """The person with a session's token and permit."""
    return replace(actor, token=b"token " + actor.badge.encode(), permit=actor.badge.encode())


class FixedClock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def forward(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class ScriptedCore:
    """A CorePort in memory. It books each key once, as the real one does, and checks rights.

    `away` and `busy`: every call raises Unavailable. freeze(): calls wait until thaw(). `mute`: the
    bell cannot be rung. `loses_answers`: the command is booked, and then the connection is gone.
    `refusals`, `faults`: what a key or a command's name meets. `answers`: the answer to each query.
    `over`, `idle`: tokens of sessions that are over, or wait for the PIN; `barred`: permits that are not good any more.
    """

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self.away = False
        self.busy = False
        self.mute = False
        self.loses_answers = False
        self.refusals: dict[str, Refused] = {}
        self.faults: dict[str, Exception] = {}
        self.answers: dict[Query, object] = {}
        self.booked: dict[UUID, Mapping[str, Any]] = {}
        self.order: list[Request] = []
        self.tries: list[UUID] = []
        self.bells = 0
        self.seals: list[Seal] = []
        self.over: set[bytes] = set()
        self.idle: set[bytes] = set()
        self.barred: set[bytes] = set()
        self.touches: list[bytes] = []
        self.changed: list[Changes] = []
        self.bell = threading.Event()
        self.called = threading.Event()
        self._thawed = threading.Event()
        self._thawed.set()

    def freeze(self) -> None:
        self._thawed.clear()

    def thaw(self) -> None:
        self._thawed.set()

    def _reach(self) -> None:
        self.called.set()
        if not self._thawed.wait(30):
            raise AssertionError("nobody thawed the core")
        if self.away:
            raise Unavailable("database")
        if self.busy:
            raise Unavailable("busy")

    def _expect(self, actor: Actor) -> None:
        if actor.token in self.over:
            raise Refused("forbidden", reason="session_over")

    def sign_in(
        self, badge: str, pin: str, station: Station | None, *, idles: bool = True
    ) -> Actor:
        self._reach()
        if (badge, pin) not in PEOPLE:
            raise Refused("sign_failed")
        actor = in_session(PEOPLE[badge, pin])
        self.over.discard(actor.token)
        return actor

    def resume(self, actor: Actor, pin: str, station: Station) -> None:
        self._reach()
        self._expect(actor)
        if (actor.badge, pin) not in PEOPLE:
            raise Refused("sign_failed")
        self.idle.discard(actor.token)

    def sign_out(self, actor: Actor) -> None:
        self._reach()
        self.over.add(actor.token)

    def touch(self, actor: Actor) -> bool:
        self._reach()
        self.touches.append(actor.token)
        return actor.token not in self.over | self.idle

    def late(self, actor: Actor, station: Station) -> Actor:
        self._reach()
        if not actor.permit or actor.permit in self.barred:
            raise Refused("forbidden", reason="session_over")
        return replace(actor, token=b"late " + actor.permit)

    def station(self, kiosk: str) -> Station:
        self._reach()
        if kiosk != STATION.kiosk:
            raise Refused("not_found", what="kiosk", name=kiosk)
        return STATION

    def home_station(self, actor: Actor) -> Station:
        self._reach()
        return STATION

    def facts(self, request: Request) -> Known | None:
        self._reach()
        return None

    def handle(self, request: Request, known: Known | None = None) -> Answer:
        self.tries.append(request.key)
        self._reach()
        self._expect(request.actor)
        if request.actor.token in self.idle:
            raise Refused("forbidden", reason="session_idle")
        spec = spec_of(request.command)
        if request.key in self.booked:
            return Answer(result=self.booked[request.key], topics=(), repeated=True)
        for name in (str(request.key), spec.name):
            if name in self.faults:
                raise self.faults[name]
            if name in self.refusals:
                raise self.refusals[name]
        if not request.actor.may(spec.permission):
            raise Refused("forbidden", permission=spec.permission)
        self.order.append(request)
        self.booked[request.key] = {"number": len(self.order)}
        if self.loses_answers:
            raise Unavailable("database")
        return Answer(result=self.booked[request.key], topics=spec.topics)

    def ask(self, query: Query, actor: Actor, station: Station) -> object:
        self._reach()
        self._expect(actor)
        if query not in self.answers:
            raise Refused("not_found", what="lot", name="?")
        return self.answers[query]

    def seal_by_kiosk(self, station: Station) -> Seal:
        self._reach()
        if self.seals:
            return self.seals[-1]
        raise Refused("forbidden", reason="not_enrolled", kiosk=station.kiosk)

    def health(self) -> Health:
        self._reach()
        return Health(database="up", revision="0001", server_time=self._clock.now())

    def fate(self, key: UUID, station: Station) -> Mapping[str, object] | None:
        self._reach()
        if (refusal := self.refusals.get("fate")) is not None:
            raise refusal
        return self.booked.get(key)

    def changes(self, cursor: str | None) -> Changes:
        self._reach()
        if cursor is None:
            return Changes("0", frozenset())
        if self.changed:
            return self.changed.pop(0)
        return Changes(cursor, frozenset())

    def ring(self) -> None:
        self._reach()
        if self.mute:
            raise Unavailable("database")
        self.bells += 1

    def wait_for_bell(self, seconds: float) -> bool:
        self._reach()
        rung = self.bell.wait(seconds)
        self.bell.clear()
        return rung

    def close(self) -> None:
        self.thaw()


def within(seconds: float, event: threading.Event, what: str) -> None:
    """Wait for `event`, or fail naming `what` did not come."""
    assert event.wait(seconds), f"{what} did not come within {seconds} s"


def noted(calls: list[Any], event: threading.Event) -> Callable[..., None]:
    """A callback that keeps its arguments and sets `event`."""

    def note(*args: Any) -> None:
        calls.append(args)
        event.set()

    return note
