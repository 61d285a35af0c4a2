"""Stands for the core while it is still being loaded: the first window does not wait for it."""

from collections.abc import Mapping
from uuid import UUID

from core.context import Actor, Answer, Changes, Known, Request, Station
from core.domain.chain import Seal
from core.domain.queries import Query
from core.domain.queries.system import Health
from core.errors import Unavailable
from kiosk.ports import CorePort


class ArrivingCore:
    """A CorePort that is Unavailable ("starting") until arrive(), and from then on the core itself."""

    def __init__(self) -> None:
        self._core: CorePort | None = None

    def arrive(self, core: CorePort) -> None:
        """The core is there; close() closes it too."""
        self._core = core

    @property
    def _arrived(self) -> CorePort:
        if self._core is None:
            raise Unavailable("starting")
        return self._core

    def sign_in(
        self, badge: str, pin: str, station: Station | None, *, idles: bool = True
    ) -> Actor:
        return self._arrived.sign_in(badge, pin, station, idles=idles)

    def resume(self, actor: Actor, pin: str, station: Station) -> None:
        self._arrived.resume(actor, pin, station)

    def sign_out(self, actor: Actor) -> None:
        self._arrived.sign_out(actor)

    def touch(self, actor: Actor) -> bool:
        return self._arrived.touch(actor)

    def late(self, actor: Actor, station: Station) -> Actor:
        return self._arrived.late(actor, station)

    def station(self, kiosk: str) -> Station:
        return self._arrived.station(kiosk)

    def home_station(self, actor: Actor) -> Station:
        return self._arrived.home_station(actor)

    def facts(self, request: Request) -> Known | None:
        return self._arrived.facts(request)

    def handle(self, request: Request, known: Known | None = None) -> Answer:
        return self._arrived.handle(request, known)

    def ask(self, query: Query, actor: Actor, station: Station) -> object:
        return self._arrived.ask(query, actor, station)

    def seal_by_kiosk(self, station: Station) -> Seal:
        return self._arrived.seal_by_kiosk(station)

    def health(self) -> Health:
        return self._arrived.health()

    def fate(self, key: UUID, station: Station) -> Mapping[str, object] | None:
        return self._arrived.fate(key, station)

    def changes(self, cursor: str | None) -> Changes:
        return self._arrived.changes(cursor)

    def ring(self) -> None:
        self._arrived.ring()

    def wait_for_bell(self, seconds: float) -> bool:
        return self._arrived.wait_for_bell(seconds)

    def close(self) -> None:
        if self._core is not None:
            self._core.close()
