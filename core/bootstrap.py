"""Builds the core from a database URL: the only place that chooses its parts."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from sqlalchemy import LargeBinary, func, literal, select
from sqlalchemy.orm import Session

from core.bus import Bus
from core.context import Actor, Answer, Changes, Known, Request, Station
from core.db import audit, changes, people
from core.db.embedded import EmbeddedServer
from core.db.engine import make_engine, translated
from core.db.enrolment import NOWHERE, Enrolments
from core.db.lane import Lane
from core.db.roles import KIOSK
from core.db.wire import answer, bind
from core.domain.chain import Seal
from core.domain.queries import Query, query_spec
from core.domain.queries.system import Health, HealthQuery
from core.errors import Refused
from core.queries import ANSWERERS, Reader

HEALTH = """
    SELECT json_build_object('revision', (SELECT version_num FROM app.alembic_version), 'now', now())::text
"""
FATE = "SELECT api.fate($1,$2,$3)::text"


class Core:
    """The plant behind one database. Safe for several threads: each gets its own hot connection."""

    def __init__(self, conninfo: str, enrolments: Enrolments = NOWHERE) -> None:
        self._conninfo = conninfo
        self.enrolments = enrolments
        self._engine = make_engine(conninfo)
        self._bell = changes.Bell(conninfo)
        self._mine = threading.local()
        self._lanes: list[Lane] = []
        self._bus = Bus(self._engine, self._lane, enrolments.secret)

    def sign_in(
        self, badge: str, pin: str, station: Station | None = None, *, idles: bool = True
    ) -> Actor:
        """The person of that badge; `sign_failed` for a wrong badge or PIN, `locked_out` or `rate_limited`
        after too many, `forbidden` at another site's kiosk or one this machine is not enrolled as.

        Without a station they work at the scripts' own kiosk of their first site. A session that `idles` waits for
        the PIN (`resume`) after 10 minutes without a touch."""
        return people.sign_in(self._lane(), badge, pin, self._place(station), idles=idles)

    def resume(self, actor: Actor, pin: str, station: Station) -> None:
        """Bring the actor's idle session back by their PIN; refuses as `sign_in` does."""
        people.resume(self._lane(), actor, pin, self._place(station))

    def sign_out(self, actor: Actor) -> None:
        """End the actor's session."""
        people.sign_out(self._lane(), actor)

    def touch(self, actor: Actor) -> bool:
        """The actor is at the screen; False where their session is idle or over."""
        return people.touch(self._lane(), actor)

    def late(self, actor: Actor, station: Station) -> Actor:
        """The actor with a short session for a command that waited on this kiosk longer than their own session;
        refuses `forbidden` where the permit is not good any more."""
        device = self.enrolments.secret(station.kiosk)
        return replace(actor, token=people.late_session(self._lane(), actor.permit, device))

    def is_enrolled(self, station: Station) -> bool:
        """Whether this machine is the kiosk of that station, or it is the scripts' own, which anyone is."""
        return people.is_enrolled(self._lane(), self._place(station))

    def station(self, kiosk: str) -> Station:
        """The kiosk of that code; refuses `not_found`."""
        return people.station(self._lane(), kiosk)

    def home_station(self, actor: Actor) -> Station:
        """The scripts' own kiosk at the actor's first site; `forbidden` to whoever belongs to none."""
        if not actor.sites:
            raise Refused("forbidden")
        return self.station_of_scripts(actor.sites[0])

    def station_of_scripts(self, site: str) -> Station:
        """The scripts' own kiosk at a site; refuses `not_found` for a site that is not there."""
        try:
            return people.station(self._lane(), people.SCRIPTS, site)
        except Refused:
            raise Refused("not_found", what="site", reference=site) from None

    def facts(self, request: Request) -> Known | None:
        """Read ahead what a hot command will be decided on: `handle` then needs one round trip and not two.

        None for other commands; raises Refused for whoever may not act, or Unavailable.
        """
        return self._bus.known(request)

    def handle(self, request: Request, known: Known | None = None) -> Answer:
        """Carry a command out, once only by its key; raises Refused or Unavailable. `known` is what `facts` read."""
        return self._bus.handle(request, known)

    def ask(self, query: Query, actor: Actor, station: Station) -> object:
        """Answer a query with the dataclass its module declares; raises Refused or Unavailable."""
        needed = query_spec(query).permission
        if not actor.may(needed):
            raise Refused("forbidden", permission=needed.value, role=actor.role.value)
        if station.site not in actor.sites:
            raise Refused("forbidden", site=station.site)
        if isinstance(query, HealthQuery):
            return self.health()
        with translated(), Session(self._engine) as session, session.begin():
            session.execute(select(func.api.tx(literal(actor.token, LargeBinary))))
            return ANSWERERS[type(query)](Reader(session, actor, station), query)

    def seal(self, actor: Actor) -> Seal:
        """Seal the audit of the actor's site, to be kept outside too; refuses `forbidden`."""
        return audit.seal(self._lane(), actor.token)

    def seal_by_kiosk(self, station: Station) -> Seal:
        """Seal the audit of a kiosk's site, as that kiosk; the last seal serves for four minutes. Refuses
        `forbidden` where this machine is not enrolled as it."""
        device = self.enrolments.secret(station.kiosk)
        return audit.seal_by_kiosk(self._lane(), station.kiosk_id, device)

    def health(self) -> Health:
        """How the database is; raises Unavailable where it is away."""
        found = answer(self._lane().ask(HEALTH))
        return Health(
            database="up",
            revision=found["revision"],
            server_time=datetime.fromisoformat(found["now"]).astimezone(UTC),
        )

    def fate(self, key: UUID, station: Station) -> Mapping[str, object] | None:
        """The result booked from a kiosk under a key, or None where it was never accepted; whoever is signed in.

        Refuses `forbidden` where this machine is not that kiosk."""
        place = self._place(station)
        found = self._lane().ask(FATE, *bind(place.kiosk_id, place.device, key))
        return None if found is None else answer(found)

    def changes(self, cursor: str | None) -> Changes:
        """What changed since `cursor` (None: start one)."""
        return changes.look(self._lane(), cursor)

    def ring(self) -> None:
        """Wake the other readers, at most every 100 ms."""
        self._bell.ring(self._lane())

    def wait_for_bell(self, seconds: float) -> bool:
        """Whether a bell came within `seconds`; one waiting thread only."""
        return self._bell.wait(seconds)

    def close(self) -> None:
        """Give every connection back; no thread may be in a call."""
        self._bell.close()
        for lane in self._lanes:
            lane.close()
        self._engine.dispose()

    def _place(self, station: Station | None) -> people.Place:
        if station is None:
            return people.Place()
        return people.Place(station.kiosk_id, self.enrolments.secret(station.kiosk))

    def _lane(self) -> Lane:
        lane: Lane | None = getattr(self._mine, "lane", None)
        if lane is None:
            lane = self._mine.lane = Lane(self._conninfo)
            self._lanes.append(lane)
        return lane

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Database:
    """Where the plant's records are: a PostgreSQL of one's own, or the embedded one of a data folder."""

    def __init__(
        self, url: str | None, server: EmbeddedServer | None, enrolments: Enrolments
    ) -> None:
        self._url = url
        self._server = server
        self.enrolments = enrolments

    @classmethod
    def open(cls, data_dir: Path, url: str | None = None) -> Self:
        """The database at `url`, else the embedded one in `data_dir`, started where it is not up."""
        if url is not None:
            return cls(url, None, Enrolments(data_dir))
        server = EmbeddedServer(data_dir)
        server.start()
        return cls(None, server, Enrolments(data_dir))

    @property
    def embedded(self) -> bool:
        """Whether it is the embedded one."""
        return self._server is not None

    def url(self, role: str = KIOSK) -> str:
        """The libpq URL a role signs in with; one's own PostgreSQL has the one URL it was given."""
        if self._server is not None:
            return self._server.url(role)
        assert self._url is not None
        return self._url

    def core(self) -> Core:
        """The plant's core over it."""
        return Core(self.url(), self.enrolments)

    def close(self) -> None:
        """Leave it; the last process to leave stops the embedded server."""
        if self._server is not None:
            self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
