"""What surrounds every screen: who works here, alarms, devices, connection, outbox and clock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from core.domain.people import Role
from core.domain.words import Words
from kiosk.i18n.terms import term
from kiosk.viewmodels.marks import Mark

LABELS = "labels"  # the key of the labels' item
SKEW_LIMIT = Decimal(2)  # seconds; beyond that times on this kiosk are doubtful


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """One item of the status bar."""

    key: str
    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A header button's content: state, words and the role of its colours."""

    mark: Mark
    text: str
    urgent: bool = False


class ShellModel(QObject):
    """Facts arrive by the set_... methods; what is shown is asked for after its ..._changed signal.

    `place` is the plant with the station, `shift` the line under it; a screen may show its own titles.
    """

    titles_changed = Signal()
    alarm_changed = Signal()
    user_changed = Signal()
    devices_changed = Signal()
    links_changed = Signal()
    clock_changed = Signal()
    language_changed = Signal()

    menu_asked = Signal()
    alarms_asked = Signal()
    user_asked = Signal()
    labels_asked = Signal()
    device_asked = Signal(str)  # a role, or empty for all devices
    language_asked = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.place = ""
        self.shift = ""
        self.user_name: str | None = None
        self._role: Role | None = None
        self._alarms = 0
        self._worst = Mark.DONE
        self._devices: dict[str, tuple[str, Mark]] = {}
        self._needs: dict[str, str] = {}
        self._online = True
        self._waiting = 0
        self._labels, self._unsure = 0, False
        self._skew: Decimal | None = None
        self._now: datetime | None = None

    @property
    def language(self) -> str:
        """The two letters on the language button."""
        return self.words.language[:2].upper()

    @property
    def signed_in(self) -> bool:
        return self.user_name is not None

    @property
    def user_role(self) -> str:
        return term(self.words, self._role) if self._role else ""

    @property
    def alarm(self) -> Badge:
        """Alarms go before a missing connection: they are about food."""
        if self._alarms:
            text = self.words.plural("{count} alarm", "{count} alarms", self._alarms)
            return Badge(self._worst, text, urgent=self._worst is Mark.ALARM)
        if not self._online:
            return Badge(Mark.OFFLINE, self.words.text("No connection"))
        return Badge(Mark.DONE, self.words.text("No alarm"))

    @property
    def devices(self) -> tuple[StatusEntry, ...]:
        return tuple(
            StatusEntry(role, mark, self._device_text(name, mark, self._needs[role]))
            for role, (name, mark) in self._devices.items()
        )

    def ask_device(self, key: str) -> None:
        """A device of the status bar was touched; before somebody is signed in that does nothing."""
        if self.signed_in:
            self.device_asked.emit(key if key in self._devices else "")

    @property
    def links(self) -> tuple[StatusEntry, ...]:
        """Labels where some wait, outbox, clock and database, in this order."""
        return (
            *self._label_entries(),
            self._outbox_entry(),
            self._clock_entry(),
            self._database_entry(),
        )

    @property
    def online(self) -> bool:
        return self._online

    @property
    def time_text(self) -> str:
        return self.words.time(self._now) if self._now else ""

    @property
    def date_text(self) -> str:
        return self.words.day(self._now.date()) if self._now else ""

    def set_words(self, words: Words) -> None:
        self.words = words
        for signal in (
            self.titles_changed,
            self.alarm_changed,
            self.user_changed,
            self.devices_changed,
            self.links_changed,
            self.clock_changed,
            self.language_changed,
        ):
            signal.emit()

    def set_place(self, place: str, shift: str = "") -> None:
        self.place, self.shift = place, shift
        self.titles_changed.emit()

    def set_user(self, name: str | None, role: Role | None = None) -> None:
        """Who is signed in; None when nobody is."""
        self.user_name, self._role = name, role
        self.user_changed.emit()
        self.titles_changed.emit()

    def set_alarms(self, count: int, worst: Mark = Mark.DONE) -> None:
        self._alarms, self._worst = count, worst
        self.alarm_changed.emit()

    def set_device(self, role: str, name: str, mark: Mark, needs: str = "") -> None:
        """DONE is a device that answers, WARNING one that is sought, OFFLINE one that is lost; `needs`: what it says
        that it lacks."""
        self._devices[role] = (name, mark)
        self._needs[role] = needs
        self.devices_changed.emit()

    def drop_device(self, role: str) -> None:
        """Nothing plays that role any more."""
        self._devices.pop(role, None)
        self.devices_changed.emit()

    def set_online(self, online: bool) -> None:
        self._online = online
        self.alarm_changed.emit()
        self.links_changed.emit()

    def set_waiting(self, count: int) -> None:
        """How many entries of the outbox are not sent yet."""
        self._waiting = count
        self.links_changed.emit()

    def set_labels(self, count: int, unsure: bool = False) -> None:
        """How many labels have not come out; `unsure`: somebody has to see to one of them."""
        if (count, unsure) != (self._labels, self._unsure):
            self._labels, self._unsure = count, unsure
            self.links_changed.emit()

    def ask_labels(self) -> None:
        """The labels of the status bar were touched."""
        if self.signed_in:
            self.labels_asked.emit()

    def set_skew(self, seconds: Decimal | None) -> None:
        """This kiosk's clock against the database's; None while it is not known."""
        self._skew = seconds
        self.links_changed.emit()

    def set_now(self, now: datetime) -> None:
        """The plant's time, aware and in the site's zone."""
        self._now = now
        self.clock_changed.emit()

    def _device_text(self, name: str, mark: Mark, needs: str) -> str:
        if needs:
            return self.words.text("{device}: {needs}", device=name, needs=needs)
        if mark is Mark.OFFLINE:
            return self.words.text("{device}: no signal", device=name)
        if mark is Mark.WARNING:
            return self.words.text("{device}: searching", device=name)
        return name

    def _label_entries(self) -> tuple[StatusEntry, ...]:
        if not self._labels:
            return ()
        text = self.words.plural("{count} label waits", "{count} labels wait", self._labels)
        return (StatusEntry(LABELS, Mark.WARNING if self._unsure else Mark.AHEAD, text),)

    def _outbox_entry(self) -> StatusEntry:
        if not self._waiting:
            return StatusEntry("outbox", Mark.DONE, self.words.text("All sent"))
        text = self.words.plural("{count} entry to send", "{count} entries to send", self._waiting)
        return StatusEntry("outbox", Mark.WARNING if self._online else Mark.OFFLINE, text)

    def _clock_entry(self) -> StatusEntry:
        if self._skew is None:
            return StatusEntry("clock", Mark.WARNING, self.words.text("Clock: not checked"))
        skew = self.words.number(self._skew, 1, signed=True)
        mark = Mark.DONE if abs(self._skew) <= SKEW_LIMIT else Mark.WARNING
        return StatusEntry("clock", mark, self.words.text("Clock {skew} s", skew=skew))

    def _database_entry(self) -> StatusEntry:
        if self._online:
            return StatusEntry("database", Mark.DONE, self.words.text("Database"))
        return StatusEntry("database", Mark.OFFLINE, self.words.text("Database"))
