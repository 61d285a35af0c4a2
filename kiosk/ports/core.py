"""The plant's core as the kiosk sees it."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from core.context import Actor, Answer, Changes, Known, Request, Station
from core.domain.chain import Seal
from core.domain.queries.base import Query
from core.domain.queries.system import Health


class CorePort(Protocol):
    """The plant's core as the kiosk sees it. Every call blocks (executor threads only) and may raise
    core.errors.Refused or Unavailable."""

    def sign_in(
        self, badge: str, pin: str, station: Station | None, *, idles: bool = True
    ) -> Actor:
        """The person of that badge, in a session that (`idles`) waits for the PIN after 10 minutes without a
        touch; `sign_failed` for a wrong badge or PIN, `forbidden` at a kiosk this machine is not enrolled as."""

    def resume(self, actor: Actor, pin: str, station: Station) -> None:
        """Bring the actor's idle session back; `sign_failed` for a wrong PIN, `forbidden` where it is over."""

    def sign_out(self, actor: Actor) -> None:
        """End the actor's session."""

    def touch(self, actor: Actor) -> bool:
        """The actor is at the screen; False where their session is idle or over."""

    def late(self, actor: Actor, station: Station) -> Actor:
        """The actor with a session for what waited on this kiosk longer than their own; `forbidden` without one."""

    def station(self, kiosk: str) -> Station:
        """The kiosk of that code; `not_found` otherwise."""

    def home_station(self, actor: Actor) -> Station:
        """The EXEC kiosk of the actor's (first) site, for scripts."""

    def facts(self, request: Request) -> Known | None:
        """Read ahead what a command that someone waits for will be decided on; None for the others."""

    def handle(self, request: Request, known: Known | None = None) -> Answer:
        """Carry a command out, once only by its key; `known` is what `facts` read for the same things."""

    def ask(self, query: Query, actor: Actor, station: Station) -> object:
        """Answer a query with the dataclass its module in core/domain/queries declares."""

    def seal_by_kiosk(self, station: Station) -> Seal:
        """A seal of the audit, made as this kiosk; `forbidden` where this machine is not enrolled as it."""

    def health(self) -> Health:
        """How the database is; needs no actor."""

    def fate(self, key: UUID, station: Station) -> Mapping[str, object] | None:
        """The result booked from a kiosk under a key, or None where the database never accepted it.

        `forbidden` where this machine is not that kiosk."""

    def changes(self, cursor: str | None) -> Changes:
        """What other kiosks and this one changed since `cursor` (None: only start a cursor)."""

    def ring(self) -> None:
        """Wake the other readers (an empty NOTIFY after the commit, at most every 100 ms)."""

    def wait_for_bell(self, seconds: float) -> bool:
        """Block until a bell or the time is over; own connection, one waiting thread a kiosk."""

    def close(self) -> None:
        """Give every connection back."""
