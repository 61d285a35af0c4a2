"""The one way from screens and scripts to the plant: submit a command, ask a query, sign in and out."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from core.context import Actor, Clock, Request, Signature, Station, new_id
from core.domain.commands import Command, CommandSpec, spec_of
from core.domain.queries import Query, query_spec
from core.domain.queries.plant import Limits, LimitsQuery
from core.errors import Refused, Unavailable, Violation
from core.rules import check_shape
from kiosk.ports import CorePort
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.health import DatabaseState, HealthBoard
from kiosk.runtime.known import Asked, LastKnown
from kiosk.runtime.limits import PEOPLE, read_limits
from kiosk.runtime.meter import Meter
from kiosk.runtime.outbox import Entry, EntryState, Outbox, is_partly_secret
from kiosk.runtime.people import People
from kiosk.runtime.sender import Sender
from kiosk.runtime.session import IDLE, Session, is_idle, is_over, sign_in

T = TypeVar("T")

DEADLINE = timedelta(seconds=5)
"""A command that does not work offline is not sent after this."""

PATIENCE = 2.0
"""Seconds a person waits for "saved" before the command counts as kept for later."""

MEANT = 120.0
"""Seconds for which a command waits for the PIN of a locked session: later nobody has in mind what they touched."""

_ASK_LIMIT = 6.0  # seconds; the core itself gives a call up after 5
_PROBE_LIMIT = 1.0
_OFFLINE = Violation("unavailable", {"reason": "offline"})
_UNKNOWN = Violation("unavailable", {"state": "unknown"})


class Gateway:
    """Awaited on one event loop; every blocking call runs on its own few threads.

    `kiosk` is this kiosk's code; None: the script's place at the person's site. `people` keeps who
    signed in here. `session` tells who works here now. `meter` counts what they do; None: a new one that counts
    everything. `idles`: sessions wait for the PIN after 10 minutes without a touch; a command that meets such a one
    waits with it, for `meant` seconds. close() ends the threads.
    """

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        core: CorePort,
        clock: Clock,
        session: Session,
        health: HealthBoard,
        *,
        kiosk: str | None,
        people: People | None = None,
        meter: Meter | None = None,
        idles: bool = False,
        patience: float = PATIENCE,
        meant: float = MEANT,
    ) -> None:
        self.session = session
        self._outbox = outbox
        self._sender = sender
        self._core = core
        self._clock = clock
        self._health = health
        self._kiosk = kiosk
        self._people = people
        self._meter = meter or Meter(clock)
        self._idles = idles
        self._patience = patience
        self._meant = meant
        self._pin_due = False
        self._unlocked = asyncio.Event()
        session.on_lock(self._lock_changed)
        self._givers: list[Callable[[], object]] = []
        self._known = LastKnown()
        self._kept = {entry.key for entry in outbox.waiting()}
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="core")

    @property
    def away(self) -> bool:
        """Whether the database is away, as far as this kiosk knows."""
        return self._is_away

    @property
    def waiting(self) -> int:
        """How many commands wait on this kiosk to be sent."""
        return self._health.now.outbox.waiting

    def was_kept(self, key: UUID) -> bool:
        """Whether the person was told that the command of that key is kept for later, by this process or one before."""
        return key in self._kept

    async def sign_in(self, badge: str, pin: str) -> Actor:
        """The person of that badge works here now; raises Refused (sign_failed, locked_out) or Unavailable."""
        actor, station = await self._in_time(
            lambda: sign_in(self._core, self._kiosk, badge, pin, idles=self._idles), _ASK_LIMIT
        )
        if self._people is not None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._disk, self._people.seen, actor)
        self._pin_due, before = False, self.session.actor
        self.session.begin(actor, station)
        await self._end(before)
        await self._read_limits()
        return actor

    async def resume(self, pin: str) -> None:
        """The signed-in person goes on; raises as signing in does. Where their session is over nobody works here."""
        actor, station = self._someone()
        try:
            await self._in_time(lambda: self._core.resume(actor, pin, station), _ASK_LIMIT)
        except Refused as exc:
            self._heed(actor, exc.violation)
            raise
        if self._is_here(actor):
            self._pin_due = False
            self.session.unlock()

    async def touch(self) -> bool:
        """Tell the plant that the signed-in person is at the screen; False where it cannot be told.

        Where their session is over there, it is over here. Where it is idle there, because the plant could not be
        told for so long, they finish what they are at and then give their PIN.
        """
        actor = self.session.actor
        if actor is None or self.session.locked or not self._idles:
            return True
        try:
            heard = await self._in_time(lambda: self._core.touch(actor), _ASK_LIMIT)
            if not heard:
                await self.ask(LimitsQuery(), Limits)
        except Unavailable:
            return False
        except Refused:  # heeded already
            return True
        self._pin_due = self._is_here(actor) and not heard
        return True

    def on_command(self, listener: Callable[[], object]) -> None:
        """Call `listener` whenever somebody gives a command."""
        self._givers.append(listener)

    def people_changed(self) -> None:
        """Read the limits a minute again; blocks."""
        read_limits(self._meter, self._core, self.session)

    async def sign_out(self) -> None:
        """Nobody works here any more; the database hears it now, or the session ends there by itself."""
        actor = self.session.actor
        self.session.end()
        await self._end(actor)

    async def _end(self, actor: Actor | None) -> None:
        if actor is not None:
            with suppress(Unavailable):
                await self._in_time(lambda: self._core.sign_out(actor), _PROBE_LIMIT)

    async def submit(
        self, command: Command, *, key: UUID | None = None, signature: Signature | None = None
    ) -> Delivery:
        """Carry a command out, once only by its key (one is made); never raises for a refusal.

        `signature`: where the command asks for one. Its PIN stays in memory, and the command is not kept for later.
        """
        key = key or new_id()
        spec = spec_of(command)
        for listener in self._givers:
            listener()
        try:
            check_shape(command)
            request = self.session.request(command, key, self._clock.now(), signature)
            self._meter.count(request.actor.user_id, spec.limit)
        except Refused as exc:
            return _refused(key, exc.violation)
        delivery = await self._deliver(request, spec)
        if self._idles and is_idle(delivery.violation) and await self._comes_back(request.actor):
            delivery = await self._deliver(replace(request, device_at=self._clock.now()), spec)
        if self._pin_due:
            self.session.lock()
        return delivery

    async def ask(self, query: Query, kind: type[T]) -> Asked[T]:
        """The answer to a query, of class `kind`; the last known one where the database is away.

        Raises Refused, or Unavailable where nothing is known.
        """
        actor, station = self._someone()
        self._meter.count(actor.user_id, query_spec(query).limit)
        question = (actor.user_id, station.site_id, query)
        known = self._known.get(question)
        if known is not None and self._health.now.database is DatabaseState.AWAY:
            return Asked(_of(kind, known), stale=True)
        try:
            answer = await self._in_time(lambda: self._core.ask(query, actor, station), _ASK_LIMIT)
        except Unavailable:
            if known is None:
                raise
            return Asked(_of(kind, known), stale=True)
        except Refused as exc:
            self._heed(actor, exc.violation)
            raise
        self._known.keep(question, answer)
        return Asked(_of(kind, answer))

    async def on_disk(self, call: Callable[[], T]) -> T:
        """Work on this kiosk's own disk, on the one thread that close() waits for."""
        return await asyncio.get_running_loop().run_in_executor(self._disk, call)

    def close(self) -> None:
        """End the threads; a call under way ends within the core's own deadline."""
        self._disk.shutdown()
        self._workers.shutdown(cancel_futures=True)

    def _someone(self) -> tuple[Actor, Station]:
        """Who works where; refuses `forbidden` while nobody is signed in."""
        actor, station = self.session.actor, self.session.station
        if actor is None or station is None:
            raise Refused("forbidden", reason="not_signed_in")
        return actor, station

    def _is_here(self, actor: Actor) -> bool:
        """Whether it is still that person, in the same session."""
        return self.session.actor is not None and self.session.actor.token == actor.token

    def _heed(self, actor: Actor, violation: Violation | None) -> None:
        """What the plant says of a session holds at the touch kiosk too; a script only tells it."""
        if not self._idles or not self._is_here(actor):
            return
        if is_over(violation):
            self.session.end(violation)
        elif is_idle(violation):
            self.session.lock(waiting=True)

    def _lock_changed(self, session: Session) -> None:
        if session.locked:
            self._unlocked.clear()
        else:
            self._unlocked.set()

    async def _comes_back(self, actor: Actor) -> bool:
        """Whether the person gives their PIN while they still know what they touched."""
        if not self._is_here(actor):
            return False
        try:
            await asyncio.wait_for(self._unlocked.wait(), self._meant)
        except TimeoutError:
            self.session.lock(waiting=False)
            return False
        return self._is_here(actor)

    async def _deliver(self, request: Request, spec: CommandSpec) -> Delivery:
        delivery = await self._carry(request, spec)
        self._heed(request.actor, delivery.violation)
        return delivery

    async def _carry(self, request: Request, spec: CommandSpec) -> Delivery:
        if self.session.locked:
            return _refused(request.key, IDLE)
        if not request.actor.may(spec.permission):
            return await self._refusal(request, spec)
        keeps = spec.offline and not spec.signed and not is_partly_secret(request)
        if not keeps and self._is_away and not await self._is_reachable():
            return _refused(request.key, _OFFLINE)
        delivery = await self._send(request, None if keeps else request.device_at + DEADLINE)
        if delivery.kind is DeliveryKind.QUEUED:
            self._kept.add(request.key)
        elif delivery.kind is DeliveryKind.DONE and PEOPLE in spec.topics:
            await self._read_limits()
        return delivery

    async def _read_limits(self) -> None:
        with suppress(Unavailable):  # it takes too long: the last known ones hold meanwhile
            await self._in_time(self.people_changed, _ASK_LIMIT)

    async def _send(self, request: Request, deadline: datetime | None) -> Delivery:
        loop = asyncio.get_running_loop()
        try:
            entry, answer = await loop.run_in_executor(self._disk, self._post, request, deadline)
        except Refused as exc:  # another command waits under this key
            return _refused(request.key, exc.violation)
        patience = self._patience if deadline is None else DEADLINE.total_seconds()
        try:
            entry = await asyncio.wait_for(asyncio.wrap_future(answer), patience)
        except TimeoutError:
            self._sender.kept(entry)
            return _delivery(entry)
        if entry.state is EntryState.REFUSED:
            await loop.run_in_executor(self._disk, self._tell, entry)
        return _delivery(entry)

    def _post(self, request: Request, deadline: datetime | None) -> tuple[Entry, Future[Entry]]:
        posted = self._sender.post(lambda: self._outbox.put(request, deadline))
        self._health.outbox_holds(self._outbox.depth())
        return posted

    def _tell(self, entry: Entry) -> None:
        self._outbox.tell(entry)
        self._health.outbox_holds(self._outbox.depth())

    async def _refusal(self, request: Request, spec: CommandSpec) -> Delivery:
        """What the core says to a person without the right; such a command is never kept."""
        forbidden = Violation("forbidden", {"permission": spec.permission.value})
        try:
            answer = await self._in_time(lambda: self._core.handle(request), _ASK_LIMIT)
        except Refused as exc:
            return _refused(request.key, exc.violation)
        except Unavailable:
            return _refused(request.key, forbidden)
        return Delivery(kind=DeliveryKind.DONE, key=request.key, result=answer.result)

    @property
    def _is_away(self) -> bool:
        return self._sender.away or self._health.now.database is DatabaseState.AWAY

    async def _is_reachable(self) -> bool:
        try:
            await self._in_time(self._core.health, _PROBE_LIMIT)
        except Unavailable:
            return False
        return True

    async def _in_time(self, call: Callable[[], T], seconds: float) -> T:
        """`call` on a worker thread; Unavailable where it takes longer (the thread ends by itself)."""
        running = asyncio.get_running_loop().run_in_executor(self._workers, call)
        try:
            return await asyncio.wait_for(running, seconds)
        except TimeoutError:
            raise Unavailable("too_slow", seconds=seconds) from None


def _delivery(entry: Entry) -> Delivery:
    match entry.state:
        case EntryState.DONE:
            return Delivery(kind=DeliveryKind.DONE, key=entry.key, result=entry.result or {})
        case EntryState.REFUSED:
            return _refused(entry.key, entry.violation or Violation("unavailable"))
        case EntryState.EXPIRED:
            return _refused(entry.key, _OFFLINE)
        case EntryState.WAITING if entry.deadline is None:
            return Delivery(kind=DeliveryKind.QUEUED, key=entry.key)
    return Delivery(kind=DeliveryKind.UNKNOWN, key=entry.key, violation=_UNKNOWN)


def _refused(key: UUID, violation: Violation) -> Delivery:
    return Delivery(kind=DeliveryKind.REFUSED, key=key, violation=violation)


def _of(kind: type[T], answer: object) -> T:
    if not isinstance(answer, kind):
        raise TypeError(f"asked for {kind.__name__}, answered {type(answer).__name__}")
    return answer
