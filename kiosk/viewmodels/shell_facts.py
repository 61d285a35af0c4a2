"""Feeds the shell: who is here, how database, outbox and devices are, what is held, what time it is."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer

from core.domain.labels import LabelStatus
from core.domain.words import Words
from kiosk.i18n.terms import term
from kiosk.ports import DeviceState, DeviceStatus
from kiosk.runtime.health import DatabaseState, HealthBoard, KioskHealth
from kiosk.runtime.printing import PrintJob, PrintState
from kiosk.runtime.session import Session
from kiosk.viewmodels.device_words import MAIN_ROLES, family_name, family_of, role_name
from kiosk.viewmodels.held import HeldModel
from kiosk.viewmodels.label_words import advice
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.shell import ShellModel
from kiosk.viewmodels.workplace import NoticeKind, Workplace

_SECOND = 1000
_MARKS: Mapping[DeviceState, Mark] = {
    DeviceState.CONNECTED: Mark.DONE,
    DeviceState.CONNECTING: Mark.WARNING,
    DeviceState.LOST: Mark.OFFLINE,
}
_TOLD: Mapping[PrintState, tuple[LabelStatus, NoticeKind]] = {
    PrintState.FAILED: (LabelStatus.FAILED, NoticeKind.FAULT),
    PrintState.SENT: (LabelStatus.SENT, NoticeKind.UNKNOWN),
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
        self._place.tasks.start("labels that wait", self._count_labels)

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
        mark, needs = _MARKS[status.state], ""
        if mark is Mark.DONE and status.condition is not None and not status.condition.fine:
            mark, needs = Mark.WARNING, term(self._words, status.condition)
        self._shell.set_device(status.role, self._name(status.role), mark, needs)

    def take_label(self, job: PrintJob) -> None:
        """A label that did not come out, or may not have, is told; nobody is told of one that did."""
        self._place.store.apply({"labels"})
        self._place.tasks.start("labels that wait", self._count_labels)
        words, told = self._words, _TOLD.get(job.state)
        if told is None or job.reason is None:
            return
        status, kind = told
        why = advice(words, status, job.reason)
        text = words.text("Label of {lot}: {why}", lot=job.lot, why=why)
        self._place.notices.show(kind, text, ("lot", {"lot": job.lot, "labels": "last"}))

    async def _count_labels(self) -> None:
        jobs = await self._place.gateway.on_disk(self._place.labels.unfinished)
        self._shell.set_labels(len(jobs), any(job.reason is not None for job in jobs))

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
        """Short for what the screens work with; others are told apart."""
        if role in MAIN_ROLES:
            return family_name(self._words, family_of(role))
        return role_name(self._words, role)
