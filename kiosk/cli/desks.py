"""The two ways in which `nyars exec` carries out its lines: as a kiosk does, or straight to the core."""

import asyncio
from contextlib import suppress
from uuid import UUID

from core.context import Actor, Clock, Signature
from core.domain.commands import Command, spec_of
from core.domain.queries import Query, query_spec
from core.domain.queries.system import Health
from core.errors import Refused, Unavailable
from kiosk.ports import CorePort
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.disk import Disk
from kiosk.runtime.gateway import Gateway
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.known import Asked
from kiosk.runtime.limits import PEOPLE, read_limits
from kiosk.runtime.meter import Meter
from kiosk.runtime.outbox import Outbox
from kiosk.runtime.sender import Sender, ring
from kiosk.runtime.session import Session, sign_in

_PATIENCE = 10.0  # seconds; nobody stands before a script, and "done" is the better answer


class DirectDesk:
    """Straight to the core: there is no outbox, so nothing is ever queued."""

    def __init__(self, core: CorePort, clock: Clock, kiosk: str | None) -> None:
        self.session = Session()
        self._core = core
        self._clock = clock
        self._kiosk = kiosk
        self._meter = Meter(clock)

    def sign_in(self, badge: str, pin: str) -> Actor:
        actor, station = sign_in(self._core, self._kiosk, badge, pin)
        self.sign_out()
        self.session.begin(actor, station)
        read_limits(self._meter, self._core, self.session)
        return actor

    def sign_out(self) -> None:
        actor = self.session.actor
        self.session.end()
        if actor is not None:
            self._core.sign_out(actor)

    def submit(self, command: Command, key: UUID, signature: Signature | None) -> Delivery:
        spec = spec_of(command)
        request = self.session.request(command, key, self._clock.now(), signature)
        self._meter.count(request.actor.user_id, spec.limit)
        answer = self._core.handle(request)
        ring(self._core)
        if PEOPLE in spec.topics:
            read_limits(self._meter, self._core, self.session)
        return Delivery(kind=DeliveryKind.DONE, key=key, result=answer.result)

    def ask(self, query: Query) -> Asked[object]:
        actor, station = self.session.actor, self.session.station
        if actor is None or station is None:
            raise Refused("forbidden", reason="not_signed_in")
        self._meter.count(actor.user_id, query_spec(query).limit)
        return Asked(self._core.ask(query, actor, station))

    def health(self) -> Health:
        return self._core.health()

    def close(self) -> None:
        """The session ends with the input; where the database is away, there by itself."""
        with suppress(Unavailable):
            self.sign_out()


class OutboxDesk:
    """As a kiosk does: every command goes through the outbox on `disk`, which close() leaves open."""

    def __init__(self, core: CorePort, disk: Disk, clock: Clock, kiosk: str | None) -> None:
        self.session = Session()
        self._core = core
        outbox, board = Outbox(disk, clock), HealthBoard()
        self._sender = Sender(outbox, core, clock, board)
        self._gateway = Gateway(
            outbox,
            self._sender,
            core,
            clock,
            self.session,
            board,
            kiosk=kiosk,
            patience=_PATIENCE,
        )
        self._runner = asyncio.Runner()
        self._sender.start()

    def sign_in(self, badge: str, pin: str) -> Actor:
        return self._runner.run(self._gateway.sign_in(badge, pin))

    def sign_out(self) -> None:
        self._runner.run(self._gateway.sign_out())

    def submit(self, command: Command, key: UUID, signature: Signature | None) -> Delivery:
        return self._runner.run(self._gateway.submit(command, key=key, signature=signature))

    def ask(self, query: Query) -> Asked[object]:
        return self._runner.run(self._gateway.ask(query, object))

    def health(self) -> Health:
        return self._core.health()

    def close(self) -> None:
        """Finish the command under way; what waits is sent by the next process of this data folder."""
        self._sender.stop()
        self.sign_out()
        self._gateway.close()
        self._runner.close()
