"""What one kiosk books, every other one hears of."""

import asyncio
import queue
from decimal import Decimal
from pathlib import Path

from core.bootstrap import Core
from core.context import SystemClock
from core.domain.commands.lots import RegisterLot
from kiosk.runtime.backroom import Backroom
from kiosk.runtime.delivery import DeliveryKind
from kiosk.runtime.feed import Topics
from tests.fix_core import Plant
from tests.fix_database import Database


class Ears:
    """Keeps what the feed tells; a listener of a Backroom."""

    def __init__(self) -> None:
        self.topics: queue.Queue[Topics] = queue.Queue()

    def changed(self, topics: Topics) -> None:
        self.topics.put(topics)

    def settled(self, *_: object) -> None:
        """What this kiosk sent is not what this test is about."""

    health = label = settled


def room(database: Database, folder: Path, kiosk: str, ears: Ears) -> Backroom:
    """A kiosk without its window, started."""
    made = Backroom(folder, kiosk, SystemClock(), ears, render=_no_picture, printer=lambda: None)
    made.start(Core(database.kiosk_app))
    return made


def test_a_second_kiosk_hears_of_a_registration(
    plant: Plant, database: Database, tmp_path: Path
) -> None:
    run = plant.run_to(1).run
    first_ears, second_ears = Ears(), Ears()
    first = room(database, tmp_path / "K1", "K1", first_ears)
    second = room(database, tmp_path / "K2", "K2", second_ears)
    try:
        assert second_ears.topics.get(timeout=10) is None  # the first look: refresh everything

        async def register() -> DeliveryKind:
            await first.gateway.sign_in("B-OPERATOR", "1003")
            command = RegisterLot(
                run=run,
                type="RAW",
                weight_kg=Decimal("20.000"),
                meat="poultry",
                temperature_c=Decimal("3.0"),
            )
            return (await first.gateway.submit(command)).kind

        assert asyncio.run(register()) is DeliveryKind.DONE
        heard = second_ears.topics.get(timeout=10)
        assert heard is not None
        assert "lots" in heard
    finally:
        first.stop()
        second.stop()


def _no_picture(*_: object) -> None:
    raise AssertionError("nothing is printed here")
