"""Run as a program: a kiosk's backroom without its window, driven over standard input and output.

`keep URL FOLDER RUN`: signs in, says "ready", and at the next line registers a lot under the key of that line
and says what the person is shown. `send URL FOLDER`: starts over the same folder and says
"sent" when an entry is settled.
"""

import asyncio
import sys
import threading
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from core.bootstrap import Core
from core.context import SystemClock
from core.domain.commands.lots import RegisterLot
from kiosk.runtime.backroom import Backroom
from kiosk.runtime.feed import Topics
from kiosk.runtime.health import KioskHealth
from kiosk.runtime.outbox import Entry
from kiosk.runtime.printing import PrintJob


class Listener:
    """Hears when an entry is settled."""

    def __init__(self) -> None:
        self.settled_one = threading.Event()

    def settled(self, entry: Entry, topics: tuple[str, ...]) -> None:
        self.settled_one.set()

    def changed(self, topics: Topics) -> None:
        """The feed is not looked at here."""

    def health(self, health: KioskHealth) -> None:
        """How the kiosk is does not matter here."""

    def label(self, job: PrintJob) -> None:
        raise AssertionError("nothing is printed here")


def backroom(url: str, folder: str, listener: Listener) -> Backroom:
    """The kiosk K1 with its data in `folder`, started."""
    room = Backroom(
        Path(folder), "K1", SystemClock(), listener, render=_no_render, printer=lambda: None
    )
    room.start(Core(url))
    return room


def _no_render(job: PrintJob, dots: int) -> None:
    raise AssertionError("nothing is printed here")


def say(word: str) -> None:
    """One line on standard output."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


async def keep(room: Backroom, run: str) -> None:
    """Register one lot when told to, and live on."""
    await room.gateway.sign_in("B-OPERATOR", "1003")
    say("ready")
    key = await asyncio.to_thread(sys.stdin.readline)
    command = RegisterLot(
        run=run, type="RAW", weight_kg=Decimal("12.345"), meat="poultry", temperature_c=Decimal(3)
    )
    delivery = await room.gateway.submit(command, key=UUID(key.strip()))
    say(delivery.kind)
    await asyncio.to_thread(sys.stdin.readline)


def main() -> None:
    """Be the kiosk that the arguments ask for."""
    mode, url, folder, *rest = sys.argv[1:]
    listener = Listener()
    room = backroom(url, folder, listener)
    if mode == "keep":
        asyncio.run(keep(room, rest[0]))
    elif listener.settled_one.wait(30):
        say("sent")
    room.stop()


if __name__ == "__main__":
    main()
