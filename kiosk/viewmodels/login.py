"""Signing in: the badge first, from the scanner, a tile or typed; then the PIN."""

import asyncio
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

from kiosk.i18n.errors import message
from kiosk.i18n.terms import term
from kiosk.ports import Scan
from kiosk.runtime.people import KnownPerson
from kiosk.runtime.tasks import action
from kiosk.viewmodels.pin import PinModel
from kiosk.viewmodels.scanned import badge as badge_of
from kiosk.viewmodels.when import last_time
from kiosk.viewmodels.workplace import Workplace

PAGE = 6


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A tile: who, what they are and when they were last here."""

    badge: str
    name: str
    detail: str
    chosen: bool


class LoginModel(PinModel):
    """Whose session has ended without their doing is chosen already, and is told why."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._people: tuple[KnownPerson, ...] = ()
        self.badge = ""

    @property
    def people(self) -> tuple[PersonLine, ...]:
        """Everybody who signed in here lately, the latest first."""
        now = self.place.clock.now()
        station = self.place.gateway.session.station
        zone = ZoneInfo(station.time_zone) if station else UTC
        return tuple(
            PersonLine(
                badge=person.badge,
                name=person.name,
                detail=self.words.text(
                    "{role} · {time}",
                    role=term(self.words, person.role),
                    time=last_time(self.words, person.last_at, now, zone),
                ),
                chosen=person.badge == self.badge,
            )
            for person in self._people
        )

    @property
    def first_of_page(self) -> int:
        """The index of the first tile on the page with the chosen person; 0 where nobody is chosen."""
        for place, person in enumerate(self._people):
            if person.badge == self.badge:
                return place // PAGE * PAGE
        return 0

    @property
    def who(self) -> str:
        """The name of the person chosen, the badge where this kiosk does not know them, or empty."""
        person = self._person
        return person.name if person else self.badge

    @property
    def pin_title(self) -> str:
        """What stands over the PIN: why it was refused, else whose PIN is asked for."""
        if self.refusal:
            return self.refusal
        if not self.badge:
            return self.words.text("PIN")
        return self.words.text("PIN · {name}", name=self.who)

    @property
    def who_text(self) -> str:
        """Name and role as the Enter button repeats them."""
        person = self._person
        if person is None:
            return self.badge
        role = term(self.words, person.role)
        return self.words.text("{name} · {role}", name=person.name, role=role)

    @property
    def obstacle(self) -> str | None:
        """Why nobody can be signed in yet, in a few words; None when everything is there."""
        if self.busy:
            return self.words.text("one moment")
        if not self.badge:
            return self.words.text("first badge or name")
        return self.pin_obstacle

    def enter(self, subject: object) -> None:
        """Whoever was here before is forgotten, unless they were sent here; the tiles are read anew."""
        lost = self.place.gateway.session.lost
        self.choose(lost.badge if lost else "")
        if lost:
            self.refusal = message(self.words, lost.why.code, lost.why.details)
        self._interest.spoil()
        super().enter({})

    async def load(self) -> None:
        """Read who was here; the disk may be busy for a moment."""
        loop = asyncio.get_running_loop()
        self._people = await loop.run_in_executor(None, self.place.people.recent)

    def take_scan(self, scan: Scan) -> bool:
        """A badge chooses its person."""
        badge = badge_of(scan)
        if badge is not None:
            self.choose(badge)
        return badge is not None

    def choose(self, badge: str) -> None:
        """This person wants to sign in; what was typed for another is forgotten."""
        if self.busy:
            return
        self.badge = badge.strip()
        self.refusal = ""
        self.pin_spent.emit()
        self.changed.emit()

    @action
    async def sign_in(self, pin: str) -> None:
        """Sign the person in and go to work."""
        if self.obstacle:
            return
        await self.prove(lambda: self.place.gateway.sign_in(self.badge, pin))
        if self.actor is not None:
            self.go_to.emit("home", {})

    @property
    def _person(self) -> KnownPerson | None:
        return next((each for each in self._people if each.badge == self.badge), None)
