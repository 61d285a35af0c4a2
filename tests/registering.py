"""Registers lots one after the other, at a kiosk of its own; run as a program, whenever who started it says so.

`python -m tests.registering URL KIOSK` writes "ready", and for each line `SECONDS RUN PARENT BUFFER` that it reads
registers lots for so long and writes how many.
"""

import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from core.bootstrap import Core
from core.context import Actor, Request, Station, new_id
from core.domain.commands.lots import Parent, RegisterLot
from core.ops.demo import USERS
from tests.sessions import token_of

OPERATOR = "B-OPERATOR"
PIN = next(user.pin for user in USERS if user.badge == OPERATOR)
KG = Decimal("1.000")


@dataclass(frozen=True)
class Work:
    """Where lots are made, what of, and where they are put."""

    run: str
    parent: str
    buffer: str


@dataclass(frozen=True)
class Clerk:
    """The operator at a kiosk."""

    core: Core
    actor: Actor
    station: Station

    @classmethod
    def at(cls, core: Core, kiosk: str) -> "Clerk":
        """In the session that stands open there."""
        actor = core.sign_in(OPERATOR, PIN)
        return cls(core, replace(actor, token=token_of(OPERATOR, kiosk)), core.station(kiosk))

    def request(self, work: Work) -> Request:
        """A lot of 1 kg of its parent, measured, and put into a buffer."""
        command = RegisterLot(
            type="DEB",
            weight_kg=KG,
            run=work.run,
            parents=(Parent(lot=work.parent, kg=KG),),
            temperature_c=Decimal("3.2"),
            buffer=work.buffer,
        )
        return Request(
            command=command,
            key=new_id(),
            actor=self.actor,
            station=self.station,
            device_at=datetime.now(UTC),
        )

    def register(self, work: Work, seconds: float) -> int:
        """How many lots are registered meanwhile."""
        until = time.perf_counter() + seconds
        made = 0
        while time.perf_counter() < until:
            self.core.handle(self.request(work))
            made += 1
        return made


def told(word: object) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(url: str, kiosk: str) -> None:
    with Core(url) as core:
        clerk = Clerk.at(core, kiosk)
        told("ready")
        for line in sys.stdin:
            seconds, *work = line.split()
            told(clerk.register(Work(*work), float(seconds)))


if __name__ == "__main__":
    main(*sys.argv[1:])
