"""Remembers on the kiosk's disk that what stands on the scale is a lot's already: a restart takes no load off."""

import asyncio
from functools import partial

from PySide6.QtCore import QObject

from core.domain import codec
from core.errors import Refused
from kiosk.runtime.drafts import Drafts
from kiosk.runtime.gateway import Gateway
from kiosk.runtime.tasks import Tasks, action
from kiosk.viewmodels.instruments import SCALE, Instruments, Load

_NAME = f"load {SCALE}"


class LoadMemory(QObject):
    """Tells the instruments at the start what was on the scale, and follows them from then on."""

    def __init__(
        self, instruments: Instruments, drafts: Drafts, gateway: Gateway, tasks: Tasks
    ) -> None:
        super().__init__()
        self.tasks = tasks
        self._instruments = instruments
        self._drafts = drafts
        self._gateway = gateway
        self._turn = asyncio.Lock()
        self._kept = self._found()
        if self._kept is not None:
            instruments.weight_booked(self._kept)
        instruments.load_changed.connect(self._follow)

    async def written(self) -> None:
        """Wait until the disk knows what is on the scale."""
        async with self._turn:
            while self._kept != (load := self._instruments.load):
                await self._gateway.on_disk(partial(self._write, load))
                self._kept = load

    @action
    async def _follow(self) -> None:
        await self.written()

    def _found(self) -> Load | None:
        body = self._drafts.load(_NAME)
        if body is None:
            return None
        try:
            return codec.build(Load, body)
        except Refused:  # written by another version of the kiosk
            return Load()

    def _write(self, load: Load | None) -> None:
        if load is None:
            self._drafts.drop(_NAME)
        else:
            self._drafts.save(_NAME, codec.plain(load))
