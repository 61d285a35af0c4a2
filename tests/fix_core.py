"""The core over a test's own demo plant, and a Plant that speaks to it by public names."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Barrier
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import pytest

from core.bootstrap import Core
from core.context import Actor, Answer, Request, Signature, Station, new_id
from core.db import people
from core.db.connection import connect
from core.domain import codec
from core.domain.commands import COMMANDS, Command
from core.domain.queries import QUERIES
from core.errors import Refused, Violation
from core.ops.demo import USERS
from tests.books import Books
from tests.sessions import token_of

if TYPE_CHECKING:
    from tests.fix_database import Database

T = TypeVar("T")
PINS = {user.badge: user.pin for user in USERS}
OPERATOR = "B-OPERATOR"
WHY = "Written by a test, for a reason"

_actors: dict[str, Actor] = {}  # the same people in every copy of the template; argon2 is slow


@dataclass
class Journey:
    """A run with the lots made on it so far."""

    run: str
    lots: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, lot_type: str) -> str:
        """The code of the first lot of that type."""
        return self.lots[lot_type][0]


@dataclass(frozen=True)
class Plant:
    """What a person does at a kiosk of the demo plant; `core`, `station` and `signing` may be replaced.

    Commands that ask for it are signed with the person's own PIN, unless `signing` is False.
    """

    core: Core
    actor: Actor
    station: Station
    signing: bool = True

    def as_(self, badge: str) -> "Plant":
        """The same kiosk with another person."""
        return replace(self, actor=signed_in(self.core, badge, self.station.kiosk))

    def at(self, kiosk: str) -> "Plant":
        """The same person at another kiosk of the demo."""
        station = self.core.station(kiosk)
        return replace(self, station=station, actor=signed_in(self.core, self.actor.badge, kiosk))

    def at_site(self, site: str) -> "Plant":
        """The same person at the scripts' kiosk of another site they belong to, signed in there anew."""
        station = people.station(self.core._lane(), people.SCRIPTS, site)
        badge = self.actor.badge
        return replace(self, station=station, actor=self.core.sign_in(badge, PINS[badge], station))

    def request(self, name: str, /, *, key: UUID | None = None, **args: Any) -> Request:
        """The command as it is handed in; `from_` is the argument `from`."""
        badge = self.actor.badge
        signed = self.signing and COMMANDS[name].signed
        return Request(
            command=command(name, **args),
            key=key or new_id(),
            actor=self.actor,
            station=self.station,
            device_at=datetime.now(UTC),
            signature=Signature(badge=badge, pin=PINS[badge], meaning=WHY) if signed else None,
        )

    def handle(self, name: str, /, *, key: UUID | None = None, **args: Any) -> Answer:
        """The whole answer of an accepted command."""
        return self.core.handle(self.request(name, key=key, **args))

    def do(self, name: str, /, *, key: UUID | None = None, **args: Any) -> Mapping[str, Any]:
        """The result of an accepted command."""
        return self.handle(name, key=key, **args).result

    def refused(self, name: str, /, *, key: UUID | None = None, **args: Any) -> Violation:
        """Why the command is refused."""
        with pytest.raises(Refused) as refusal:
            self.handle(name, key=key, **args)
        return refusal.value.violation

    def outcome(
        self, name: str, /, *, key: UUID | None = None, **args: Any
    ) -> Mapping[str, Any] | str:
        """The result, or the code it is refused with: for tests in which either may come."""
        try:
            return self.do(name, key=key, **args)
        except Refused as refusal:
            return refusal.violation.code

    def ask(self, name: str, /, **args: Any) -> Any:
        """A query's answer as JSON values."""
        query = codec.build(QUERIES[name], _arguments(args))
        return codec.plain(self.core.ask(query, self.actor, self.station))

    def not_answered(self, name: str, /, **args: Any) -> Violation:
        """Why the query is refused."""
        with pytest.raises(Refused) as refusal:
            self.ask(name, **args)
        return refusal.value.violation

    def version(self) -> str:
        """The id of the published flow version."""
        return str(self.ask("flows")["items"][0]["versions"][0]["version_id"])

    def status(self, lot: str) -> str:
        """The state of a lot."""
        return str(self.ask("lot", lot=lot)["status"])

    def new_run(self) -> str:
        """The code of a run that was started."""
        run = str(self.do("create_run", version_id=self.version())["code"])
        self.do("start_run", run=run)
        return run

    def register(
        self, run: str | None, kind: str, kg: str, *parents: tuple[str, str], **more: Any
    ) -> str:
        """The code of a new lot; a parent is its code and the kilograms it gives."""
        args = {"type": kind, "weight_kg": kg, "parents": made_from(*parents), **more}
        return str(self.do("register_lot", **args, **({"run": run} if run else {}))["code"])

    def passed(self, *lots: str) -> None:
        """PASS for each lot."""
        for lot in lots:
            self.do("inspect_lot", lot=lot, decision="PASS")

    def run_to(self, step: int) -> Journey:
        """A new run brought to a step, at which nothing is made yet."""
        journey = Journey(self.new_run())
        for index in range(step):
            self.work(journey, index)
            self.do("advance_run", run=journey.run)
        return journey

    def work(self, journey: Journey, step: int) -> None:
        """Make and decide the lots of a step as on a plausible day; the run must be there."""
        for kind, kg, parents, more in WORK.get(step, ()):
            named = [(journey.lots[parent][number], taken) for parent, number, taken in parents]
            lot = self.register(journey.run, kind, kg, *named, **more)
            journey.lots.setdefault(kind, []).append(lot)
            if step in GATES:
                self.passed(lot)
        for kind, buffer in MOVES.get(step, ()):
            self.do(
                "move_stock",
                lot=journey[kind],
                kg=self.ask("lot", lot=journey[kind])["remaining_kg"],
                to=buffer,
            )


GATES = {1, 2, 4, 5, 7, 8, 9, 10}
MOVES = {6: (("SKW15", "SKW15-1"), ("SKW30", "SKW30-1"))}
WORK: Mapping[int, Any] = {
    1: [("RAW", "100", [], {"meat": "poultry", "temperature_c": "3.2", "buffer": "LK-1"})],
    2: [("DEB", "92.5", [("RAW", 0, "100")], {"buffer": "LK-1"})],
    3: [("BULK", "92.5", [("DEB", 0, "92.5")], {"buffer": "LK-1"})],
    4: [("MIX", "90", [("BULK", 0, "90")], {"buffer": "MIX-1"})],
    5: [("SKW15", "30.1", [("MIX", 0, "30")], {}), ("SKW30", "59.9", [("MIX", 0, "60")], {})],
    7: [
        ("FRZ15", "29.8", [("SKW15", 0, "30.1")], {"temperature_c": "-19.5", "buffer": "FRZ-1"}),
        ("FRZ30", "59.6", [("SKW30", 0, "59.9")], {"temperature_c": "-18.0", "buffer": "FRZ-1"}),
    ],
    8: [
        ("FG15", "29.8", [("FRZ15", 0, "29.8")], {"buffer": "FRZ-1"}),
        ("FG30", "59.6", [("FRZ30", 0, "59.6")], {"buffer": "FRZ-1"}),
    ],
    9: [
        ("PAL", "29.8", [("FG15", 0, "29.8")], {"buffer": "PAL-1"}),
        ("PAL", "59.6", [("FG30", 0, "59.6")], {"buffer": "PAL-1"}),
    ],
    10: [("SHIP", "89.4", [("PAL", 0, "29.8"), ("PAL", 1, "59.6")], {"temperature_c": "-18.5"})],
}
"""What is made at each step: type, weight, parents (type, which one, kilograms) and more arguments."""


def command(name: str, /, **args: Any) -> Command:
    """A command by its public name out of JSON values."""
    return codec.build(COMMANDS[name].kind, _arguments(args))


def made_from(*parents: tuple[str, str]) -> list[dict[str, str]]:
    """The argument `parents`, of codes and kilograms."""
    return [{"lot": lot, "kg": kg} for lot, kg in parents]


def _arguments(args: Mapping[str, Any]) -> dict[str, Any]:
    return {name.rstrip("_"): value for name, value in args.items()}


def signed_in(core: Core, badge: str, kiosk: str = "K1") -> Actor:
    """The person of a demo badge, in the session that stands open for them at a kiosk of the demo."""
    if badge not in _actors:
        _actors[badge] = core.sign_in(badge, PINS[badge])
    token = token_of(badge, kiosk)
    # the session began before any test gave the person another site
    return replace(_actors[badge], token=token, permit=token, sites=("DUNA",))


def at_once(*calls: Callable[[], T], seconds: float = 60) -> list[T]:
    """What the calls return, each made in its own thread, all begun at the same moment."""
    barrier = Barrier(len(calls), timeout=30)

    def begin(call: Callable[[], T]) -> T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result(seconds) for done in [threads.submit(begin, call) for call in calls]]


@pytest.fixture
def core(database: "Database") -> Iterator[Core]:
    """The core over the test's own demo plant."""
    with Core(database.kiosk_app) as core:
        yield core


@pytest.fixture
def plant(core: Core) -> Plant:
    """The operator at kiosk K1."""
    return Plant(core, signed_in(core, OPERATOR), core.station("K1"))


@pytest.fixture
def books(database: "Database") -> Iterator[Books]:
    """The tables under the core."""
    with connect(database.superuser, autocommit=True) as connection:
        yield Books(connection)
