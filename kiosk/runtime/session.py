"""Who works at this kiosk now, and which kiosk it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.context import Actor, Request, Signature, Station
from core.domain.commands import Command, spec_of
from core.errors import Refused, Violation
from kiosk.ports import CorePort

Listener = Callable[["Session"], object]
IDLE = Violation("forbidden", {"reason": "session_idle"})
"""What the plant says to the token of a session that waits for the PIN."""


def is_over(violation: Violation | None) -> bool:
    """Whether it says that the session is over."""
    return violation is not None and violation.details.get("reason") == "session_over"


def is_idle(violation: Violation | None) -> bool:
    """Whether it says that the session waits for the PIN."""
    return violation is not None and violation.details.get("reason") == "session_idle"


@dataclass(frozen=True, slots=True)
class Lost:
    """A session that its person did not end: whose it was, and why it is over."""

    badge: str
    why: Violation


class Session:
    """The signed-in person and the station; either is None while unknown. A locked session waits for the PIN.

    A listener is called after every change, on the thread that made it (the one of the screens); those of
    `on_lock` when it is locked or opened again.
    """

    def __init__(self) -> None:
        self._actor: Actor | None = None
        self._station: Station | None = None
        self._locked = False
        self._waiting = False
        self._lost: Lost | None = None
        self._listeners: list[Listener] = []
        self._guards: list[Listener] = []

    @property
    def actor(self) -> Actor | None:
        """The signed-in person."""
        return self._actor

    @property
    def station(self) -> Station | None:
        """This kiosk; known from the first contact with the database on."""
        return self._station

    @property
    def locked(self) -> bool:
        """Whether the signed-in person has to give their PIN before they go on."""
        return self._locked

    @property
    def waiting(self) -> bool:
        """Whether something that they have given already waits for the PIN."""
        return self._waiting

    @property
    def lost(self) -> Lost | None:
        """The last session, where it is over without its person's doing; until somebody signs in."""
        return self._lost

    def begin(self, actor: Actor, station: Station) -> None:
        """The person works at the station from now on."""
        self._actor, self._station, self._lost = actor, station, None
        self.unlock()
        self._changed()

    def lock(self, *, waiting: bool = False) -> None:
        """Whoever is signed in goes on by their PIN only; `waiting`: and then with what they gave last."""
        if self._actor is not None and (self._locked, self._waiting) != (True, waiting):
            self._locked, self._waiting = True, waiting
            self._guard()

    def unlock(self) -> None:
        """Nothing is in the way any more."""
        if self._locked:
            self._locked = self._waiting = False
            self._guard()

    def at(self, station: Station) -> None:
        """This kiosk is known; nobody has to be signed in."""
        self._station = station
        self._changed()

    def speak(self, language: str) -> None:
        """The signed-in person is spoken to in another language from now on."""
        if self._actor is not None:
            self._actor = replace(self._actor, language=language)
            self._changed()

    def end(self, why: Violation | None = None) -> None:
        """Nobody works here; `why` where the person did not end it themselves."""
        if why is not None and self._actor is not None:
            self._lost = Lost(self._actor.badge, why)
        self._actor = None
        self.unlock()
        self._changed()

    def request(
        self,
        command: Command,
        key: UUID,
        device_at: datetime,
        signature: Signature | None = None,
    ) -> Request:
        """The command as this person gives it here; refuses `forbidden` while nobody is signed in.

        A signature goes with it only where the command asks for one: its PIN is nowhere else then.
        """
        if self._actor is None or self._station is None:
            raise Refused("forbidden", reason="not_signed_in")
        return Request(
            command=command,
            key=key,
            actor=self._actor,
            station=self._station,
            device_at=device_at,
            signature=signature if spec_of(command).signed else None,
        )

    def on_change(self, listener: Listener) -> None:
        """Call `listener` after every change."""
        self._listeners.append(listener)

    def on_lock(self, listener: Listener) -> None:
        """Call `listener` when the session is locked or opened again."""
        self._guards.append(listener)

    def _guard(self) -> None:
        for listener in tuple(self._guards):
            listener(self)

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener(self)


def sign_in(
    core: CorePort, kiosk: str | None, badge: str, pin: str, *, idles: bool = False
) -> tuple[Actor, Station]:
    """The person and where they work: at `kiosk`, or (None) the script's place at their site. `idles`: whether
    the session waits for the PIN after 10 minutes without a touch; that of a script ends with it.

    Raises Refused: not_found for the kiosk, sign_failed, locked_out; or Unavailable.
    """
    station = core.station(kiosk) if kiosk else None
    actor = core.sign_in(badge, pin, station, idles=idles)
    return actor, station or core.home_station(actor)
