"""Run as a program: a kiosk's backroom that prints, driven over standard input and output.

`print URL FOLDER PORT LOT...`: signs in, asks for a label of each lot and says each new state of a label; its printer
is at PORT. `resume URL FOLDER PORT`: starts over the same folder and says the same; ends at a line on its input.
"""

import asyncio
import sys
from pathlib import Path

from PIL import Image

from core.bootstrap import Core
from core.context import SystemClock
from kiosk.devices.printers.escpos import EscposPrinter
from kiosk.devices.transport.link import ORDINARY_LINE
from kiosk.runtime.backroom import Backroom
from kiosk.runtime.feed import Topics
from kiosk.runtime.health import KioskHealth
from kiosk.runtime.outbox import Entry
from kiosk.runtime.printing import PrintJob


def say(word: str) -> None:
    """One line on standard output."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


class Listener:
    """Says what becomes of labels and of the reports on them."""

    def settled(self, entry: Entry, topics: tuple[str, ...]) -> None:
        say(f"{entry.name} {entry.state}")

    def changed(self, topics: Topics) -> None:
        """The feed is not looked at here."""

    def health(self, health: KioskHealth) -> None:
        """How the kiosk is does not matter here."""

    def label(self, job: PrintJob) -> None:
        say(f"label {job.job} {job.state} {job.reason or ''}".rstrip())


def picture(job: PrintJob, dots: int) -> Image.Image:
    """A black label, and one that a slow printer takes seconds for."""
    return Image.new("1", (dots, 400), 0)


async def ask(room: Backroom, lots: list[str]) -> None:
    await room.gateway.sign_in("B-OPERATOR", "1003")
    for lot in lots:
        await room.labels.print(lot)


def main() -> None:
    """Be the kiosk that the arguments ask for."""
    mode, url, folder, port, *lots = sys.argv[1:]
    room = Backroom(
        Path(folder),
        "K1",
        SystemClock(),
        Listener(),
        render=picture,
        printer=lambda: EscposPrinter(port, ORDINARY_LINE, 576, True),
    )
    room.start(Core(url))
    if mode == "print":
        asyncio.run(ask(room, lots))
        say("asked")
    sys.stdin.readline()
    room.stop()


if __name__ == "__main__":
    main()
