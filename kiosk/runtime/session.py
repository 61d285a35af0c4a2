"""Who works at this kiosk now, and which kiosk it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from core.context import Actor, Request, Signature, Station
from core.domain.commands import Command, spec_of
from core.errors import Refused
from kiosk.ports import CorePort

Listener = Callable[["Session"], object]


class Session:
    """The signed-in person and the station; either is None while unknown.

    A listener is called after every change, on the thread that made it (the one of the screens).
    """

    def __init__(self) -> None:
        self._actor: Actor | None = None
        self._station: Station | None = None
        self._listeners: list[Listener] = []

    @property
    def actor(self) -> Actor | None:
        """The signed-in person."""
        return self._actor

    @property
    def station(self) -> Station | None:
        """This kiosk; known from the first contact with the database on."""
        return self._station

    def begin(self, actor: Actor, station: Station) -> None:
        """The person works at the station from now on."""
        self._actor, self._station = actor, station
        self._changed()

    def at(self, station: Station) -> None:
        """This kiosk is known; nobody has to be signed in."""
        self._station = station
        self._changed()

    def speak(self, language: str) -> None:
        """The signed-in person is spoken to in another language from now on."""
        if self._actor is not None:
            self._actor = replace(self._actor, language=language)
            self._changed()

    def end(self) -> None:
        """Nobody works here."""
        self._actor = None
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
