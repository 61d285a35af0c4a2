"""The lock over the screens: who is signed in, their PIN to go on, or somebody else signs in."""

from PySide6.QtCore import QTimer, Signal

from core.domain.queries.plant import Limits, LimitsQuery
from kiosk.i18n.terms import term
from kiosk.ports import Scan, ScanKind
from kiosk.runtime.session import Session
from kiosk.runtime.tasks import action
from kiosk.viewmodels.connection import Connection
from kiosk.viewmodels.pin import PinModel
from kiosk.viewmodels.workplace import Workplace

FOLD_MS = 30_000
"""For so long the pad stands over the screen without a touch."""


class LockModel(PinModel):
    """While `locked` nothing under it can be touched. It is folded to a band, so that the screen can be read,
    until somebody comes: then it is `open` and shows its keys.

    It is always on duty: where people changed it looks whether the session still stands.
    """

    TOPICS = frozenset({"people"})

    let_through = Signal(object)  # the Scan that waited for the PIN

    def __init__(self, place: Workplace, *, fold_ms: int = FOLD_MS) -> None:
        super().__init__(place)
        self.open = False
        self._scanned: Scan | None = None
        self._connection = Connection(place)
        self._connection.changed.connect(self.changed)
        self._alone = QTimer(self)
        self._alone.setSingleShot(True)
        self._alone.setInterval(fold_ms)
        self._alone.timeout.connect(self.fold)
        session = place.gateway.session
        session.on_lock(self._lock_changed)
        session.on_change(self._person_changed)

    @property
    def locked(self) -> bool:
        """Whether it is shown at all."""
        return self.place.gateway.session.locked

    @property
    def who_text(self) -> str:
        """Name and role as the button that goes on repeats them."""
        if self.actor is None:
            return ""
        role = term(self.words, self.actor.role)
        return self.words.text("{name} · {role}", name=self.actor.name, role=role)

    @property
    def title(self) -> str:
        """Whose session it is."""
        name = self.actor.name if self.actor else ""
        return self.words.text("{name} is signed in", name=name)

    @property
    def refused(self) -> bool:
        """Whether `sentence` tells what is in the way."""
        return bool(self.refusal) or self._connection.away

    @property
    def sentence(self) -> str:
        """Why the last PIN was refused, else what to do, or why nothing can be done."""
        if self.refusal:
            return self.refusal
        if self._connection.away:
            return self.words.text(
                "The database cannot be reached now, so no PIN can be checked. What was kept here is sent by itself."
            )
        if self.place.gateway.session.waiting:
            return self.words.text("Enter your PIN once more: what you touched last is done then.")
        if self._scanned is not None:
            return self.words.text("Enter your PIN to go on. What you scanned comes then.")
        return self.words.text("Enter your PIN to go on. Everything is as you left it.")

    @property
    def obstacle(self) -> str | None:
        """Why nobody can go on yet, in a few words; None where they can."""
        return self.pin_obstacle

    def take_scan(self, scan: Scan) -> bool:
        """Whatever is scanned wakes it; what is no badge waits for the PIN of who is signed in."""
        if scan.kind is not ScanKind.BADGE:
            self._scanned = scan
        self.wake()
        return True

    def lock(self) -> None:
        """The person leaves, or has not been here for so long."""
        self.place.gateway.session.lock()

    def wake(self) -> None:
        """Somebody is here: show the keys."""
        if self.locked:
            self.open = True
            self._alone.start()
            self.changed.emit()

    def fold(self) -> None:
        """Nobody is here any more: let the screen be read; what was typed of a PIN is forgotten."""
        if self.busy:
            self._alone.start()
        else:
            self._close()

    def count_digits(self, digits: int) -> None:
        if digits:
            self._alone.start()
        super().count_digits(digits)

    @action
    async def resume(self, pin: str) -> None:
        """Go on where the person was, with what waits for their PIN."""
        if self.obstacle is None:
            await self.prove(lambda: self.place.gateway.resume(pin))

    @action
    async def sign_out(self) -> None:
        """Somebody else wants to work here: the session ends."""
        await self.place.gateway.sign_out()

    async def load(self) -> None:
        """Any question finds out whether the session still stands."""
        if self.actor is not None:
            await self.place.gateway.ask(LimitsQuery(), Limits)

    def _lock_changed(self, session: Session) -> None:
        if not session.locked:
            scanned = self._scanned if session.actor is not None else None
            self._connection.rest()
            self._close()
            if scanned is not None:
                self.let_through.emit(scanned)
        elif session.waiting:
            self._connection.watch()
            self.wake()
        else:
            self._connection.watch()
            self.changed.emit()

    def _close(self) -> None:
        self._alone.stop()
        self.open = False
        self._scanned = None
        self.refusal = ""
        self.pin_spent.emit()
        self.changed.emit()

    def _person_changed(self, session: Session) -> None:
        self.enter({"user": session.actor.badge} if session.actor else {})
