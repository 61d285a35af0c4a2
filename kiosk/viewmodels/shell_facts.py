"""Feeds the shell: who is here, how database, outbox and devices are, what is held, what time it is."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer

from core.domain.words import Words
from kiosk.ports import DeviceState, DeviceStatus
from kiosk.runtime.health import DatabaseState, HealthBoard, KioskHealth
from kiosk.runtime.printing import PrintJob, PrintState
from kiosk.runtime.session import Session
from kiosk.viewmodels.held import HeldModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.shell import ShellModel
from kiosk.viewmodels.workplace import NoticeKind, Workplace

_SECOND = 1000
_MARKS: Mapping[DeviceState, Mark] = {
    DeviceState.CONNECTED: Mark.DONE,
    DeviceState.CONNECTING: Mark.WARNING,
    DeviceState.LOST: Mark.OFFLINE,
}


class ShellFacts(QObject):
    """Its slots run on the screens' thread."""

    def __init__(self, place: Workplace, shell: ShellModel, board: HealthBoard) -> None:
        super().__init__()
        self._place = place
        self._shell = shell
        self._board = board
        self._held = HeldModel(place)
        self._held.changed.connect(self._show_held)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._clock.start(_SECOND)
        place.speech.changed.connect(self._say)
        self._say()
        self._tick()

    def stop(self) -> None:
        """No more ticks."""
        self._clock.stop()

    def take_session(self, session: Session) -> None:
        """Another person or station."""
        actor, station = session.actor, session.station
        self._shell.set_user(actor.name if actor else None, actor.role if actor else None)
        if station is not None:
            words = self._words
            place = words.text(
                "{site} plant · kiosk {kiosk}", site=station.site, kiosk=station.kiosk
            )
            self._shell.set_place(place, "" if actor else words.text("Nobody is signed in"))
        self._held.enter({"user": actor.badge} if actor else {})

    def take_health(self, health: KioskHealth) -> None:
        """How this kiosk is."""
        self._shell.set_online(health.database is not DatabaseState.AWAY)
        self._shell.set_waiting(health.outbox.waiting)
        if health.skew is not None:
            self._shell.set_skew(Decimal(health.skew // timedelta(milliseconds=100)) / 10)

    def take_device(self, status: DeviceStatus) -> None:
        """A device came or went."""
        self._board.device(status)
        if status.state is DeviceState.REMOVED:
            self._shell.drop_device(status.role)
            return
        self._shell.set_device(status.role, self._name(status.role), _MARKS[status.state])

    def take_label(self, job: PrintJob) -> None:
        """A label that did not come out, or may not have, is told; nobody is told of one that did."""
        self._place.store.apply({"labels"})
        words = self._words
        if job.state is PrintState.FAILED:
            text = words.text("The label of {lot} did not print. Check the printer.", lot=job.lot)
            self._place.notices.show(NoticeKind.FAULT, text)
        elif job.state is PrintState.SENT and job.reason is not None:
            text = words.text(
                "The printer did not say whether the label of {lot} came out.", lot=job.lot
            )
            self._place.notices.show(NoticeKind.UNKNOWN, text)

    @property
    def _words(self) -> Words:
        return self._place.speech.words

    def _say(self) -> None:
        for status in self._board.now.devices.values():
            self.take_device(status)
        self.take_session(self._place.gateway.session)

    def _show_held(self) -> None:
        self._shell.set_alarms(self._held.held, Mark.ALARM if self._held.held else Mark.DONE)

    def _tick(self) -> None:
        self._shell.set_now(self._place.clock.now())

    def _name(self, role: str) -> str:
        words = self._words
        names = {
            "scale": words.text("Scale"),
            "probe": words.text("Thermometer"),
            "scanner": words.text("Scanner"),
            "printer": words.text("Printer"),
        }
        return names.get(role.split(".", 1)[0], role)
