"""A kiosk without screens, devices and database."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

from kiosk.runtime.disk import Disk
from kiosk.runtime.gateway import Gateway
from kiosk.runtime.health import HealthBoard
from kiosk.runtime.meter import Meter
from kiosk.runtime.outbox import Outbox
from kiosk.runtime.sender import Sender
from kiosk.runtime.session import Session
from tests.scripted_core import FixedClock, ScriptedCore

T = TypeVar("T")


class Kiosk:
    """A gateway with all below it over a core in memory, driven from plain tests; close() it."""

    def __init__(self, folder: Path, **options: float) -> None:
        self.clock = FixedClock()
        self.core = ScriptedCore(self.clock)
        self.disk = Disk(folder)
        self.outbox = Outbox(self.disk, self.clock)
        self.health = HealthBoard()
        self.sender = Sender(self.outbox, self.core, self.clock, self.health, pauses=(0.01,))
        self.meter = Meter(self.clock)
        self.gateway = Gateway(
            self.outbox,
            self.sender,
            self.core,
            self.clock,
            Session(),
            self.health,
            kiosk="K1",
            meter=self.meter,
            **options,
        )
        self._runner = asyncio.Runner()
        self.sender.start()

    def do(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self._runner.run(awaited())

    def sign_in(self, badge: str = "B-OPERATOR", pin: str = "1003") -> None:
        self.do(self.gateway.sign_in(badge, pin))

    def close(self) -> None:
        self.core.close()
        self.sender.stop()
        self.gateway.close()
        self._runner.close()
        self.disk.close()
