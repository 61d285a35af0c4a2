"""An ear at a port while a device is set up: what comes, as long as somebody looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.ports import Heard, PortListening
from kiosk.runtime.tasks import Tasks, action
from kiosk.settings import Option
from kiosk.viewmodels.workplace import Workplace

LOOK_MS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is listened to: a port, for a device of that role, in these protocols."""

    role: str
    port: str
    protocols: Sequence[str]
    options: Mapping[str, Option]
    trial: bool


class PortEar(QObject):
    """Listens to one port at a time; the last one that was asked for counts."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.heard = Heard()
        self._place = place
        self._wanted: Wanted | None = None
        self._listening: PortListening | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)

    @property
    def tasks(self) -> Tasks:
        """The kiosk's tasks, for `@action`."""
        return self._place.tasks

    def listen(self, wanted: Wanted) -> None:
        """Listen to that from now on."""
        self.stop()
        self._wanted = wanted
        self._begin()

    def stop(self) -> None:
        """Let go of the port."""
        self._wanted = None
        self._looking.stop()
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        self.heard = Heard()

    @action
    async def _begin(self) -> None:
        while (wanted := self._wanted) is not None and self._listening is None:
            try:
                listening = await self._place.devices.desk.listen(
                    wanted.role, wanted.port, wanted.protocols, wanted.options, trial=wanted.trial
                )
            except ValueError as problem:
                if wanted is self._wanted:
                    self._hear(Heard(problem=str(problem)))
                    return
                continue
            if wanted is not self._wanted:
                listening.close()
                continue
            self._listening = listening
            self._looking.start()

    def _look(self) -> None:
        if self._listening is not None and (heard := self._listening.heard()) != self.heard:
            self._hear(heard)

    def _hear(self, heard: Heard) -> None:
        self.heard = heard
        self.changed.emit()
