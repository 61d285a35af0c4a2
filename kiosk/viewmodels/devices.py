"""The devices screen: each device's live value, raw line and health, and what can be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal

from core.domain.calibration import InstrumentKind
from core.domain.people import Permission
from core.errors import Unavailable
from kiosk.i18n.terms import term
from kiosk.ports import DeviceState, Reading
from kiosk.runtime.tasks import action
from kiosk.settings import DeviceTable
from kiosk.viewmodels import device_words as says
from kiosk.viewmodels.calibration import CheckForm, InstrumentLine, line_of
from kiosk.viewmodels.device_setup import DeviceSetUp
from kiosk.viewmodels.instruments import SCALE, ScaleOrder
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.scan_test import ScanTestModel
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.trial_print import print_outcome
from kiosk.viewmodels.undo import Undo
from kiosk.viewmodels.weight_state import REFUSALS, WeightState
from kiosk.viewmodels.workplace import NoticeKind, Workplace

_LOOK_MS = 500
LONGEST_CODE = 40
"""Letters of a code in big print; the whole of it stands below as it came."""
ORDERS = ("zero", "tare")
KINDS: Mapping[str, InstrumentKind] = {
    "scale": InstrumentKind.SCALE,
    "probe": InstrumentKind.THERMOMETER,
}
"""What is checked against a reference, by the beginning of its role."""


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """One device: its role as a title, how it is, and the value it shows now."""

    role: str
    title: str
    mark: Mark
    state: str
    value: str


@dataclass(frozen=True, slots=True)
class DeviceFact:
    """A name and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What played a role before the last change; None: nothing did."""

    role: str
    device: DeviceTable | None


class DevicesModel(ScreenModel):
    """Entered with the role to look at, or none. Everybody sees; an administrator changes.

    `set_up_asked` carries a DeviceSetUp, `scan_test_asked` a ScanTestModel, `check_asked` a CheckForm.
    """

    set_up_asked = Signal(object)
    scan_test_asked = Signal(object)
    check_asked = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._board = place.devices
        self._chosen = ""
        self._seen = False
        self._ordered = ""
        self.undo: Undo[TakenBack] = Undo(self)
        self.undo.changed.connect(self.changed)
        self._board.changed.connect(self._on_news)
        self._board.refused.connect(self._on_refused)
        place.trust.changed.connect(self.changed)
        self._ageing = QTimer(self)
        self._ageing.setInterval(_LOOK_MS)
        self._ageing.timeout.connect(self.changed)

    def enter(self, subject: Mapping[str, str]) -> None:
        super().enter(subject)
        self._chosen = subject.get("role", "") or self._chosen
        self._seen = True
        self._ageing.start()

    def leave(self) -> None:
        super().leave()
        self._seen = False
        self._ageing.stop()
        self._ordered = ""
        self.undo.forget()

    async def load(self) -> None:
        """What plays which role is known here; only the drivers may not be loaded yet."""
        if not self._board.desk.offers():
            raise Unavailable("starting")

    @property
    def roles(self) -> tuple[str, ...]:
        """Scales first, then thermometers, scanners and printers; those in use at the head of each."""
        ranks = {family: rank for rank, family in enumerate(says.FAMILIES)}

        def place(role: str) -> tuple[int, bool, str]:
            return ranks.get(says.family_of(role), len(ranks)), role not in says.MAIN_ROLES, role

        return tuple(sorted(self._devices, key=place))

    @property
    def entries(self) -> tuple[DeviceEntry, ...]:
        """A line for each device."""
        return tuple(self._entry(role) for role in self.roles)

    @property
    def chosen(self) -> str:
        """The role that is looked at; empty where there is no device."""
        if self._chosen in self._devices:
            return self._chosen
        return next(iter(self.roles), "")

    @property
    def entry(self) -> DeviceEntry | None:
        """The device that is looked at."""
        return self._entry(self.chosen) if self.chosen else None

    @property
    def family(self) -> str:
        """What kind of device that is."""
        return says.family_of(self.chosen)

    @property
    def instrument(self) -> str:
        """The name under which its readings are recorded."""
        reading = self._board.reading(self.chosen)
        if reading is not None and reading.device:
            return reading.device
        device = self._devices.get(self.chosen)
        status = self._board.statuses.get(self.chosen)
        named = device.options.get("instrument") if device is not None else None
        return str(named or (status.identity if status is not None else None) or self.chosen)

    @property
    def raw(self) -> str:
        """The device's last line, control bytes written out; empty where it sends none."""
        return says.visible(self._board.raw(self.chosen))

    @property
    def facts(self) -> tuple[DeviceFact, ...]:
        """What is set and known of the device."""
        words, device = self.words, self._devices.get(self.chosen)
        if device is None:
            return ()
        status = self._board.statuses.get(self.chosen)
        identity = status.identity if status is not None else None
        facts = [
            DeviceFact(words.text("Protocol"), says.protocol_name(words, device.protocol)),
            DeviceFact(words.text("Port"), device.port),
        ]
        if self.family in KINDS:
            facts[:0] = [
                DeviceFact(words.text("Name on the records"), self.instrument),
                DeviceFact(words.text("Serial number"), identity or words.text("not told")),
            ]
        if status is not None and status.reason and status.fault is not None:
            facts.append(DeviceFact(words.text("Technical message"), status.reason))
        if self._check is not None:
            facts.append(DeviceFact(words.text("Last check"), self._check.detail))
            if self._check.good_until:
                facts.append(DeviceFact(words.text("Good until"), self._check.good_until))
        return tuple(facts)

    @property
    def advice(self) -> str:
        """What a person does about a device that is not there; empty where it is."""
        return says.advice(self.words, self._board.statuses.get(self.chosen))

    @property
    def orders(self) -> tuple[str, ...]:
        """What the device can be told: zero, tare."""
        device = self._devices.get(self.chosen)
        known = {offer.name: offer.orders for offer in self._board.desk.offers()}
        return tuple(each for each in ORDERS if device and each in known.get(device.protocol, ()))

    @property
    def cannot_order(self) -> str | None:
        """Why the person may not zero or tare here, or the scale cannot."""
        if shut := self.may_not(Permission.REGISTER):
            return shut
        status = self._board.statuses.get(self.chosen)
        if status is not None and status.state is DeviceState.CONNECTED:
            return None
        return self.words.text("no signal")

    @property
    def cannot_print(self) -> str | None:
        """Why the person may not print here."""
        return self.may_not(Permission.PRINT)

    @property
    def cannot_change(self) -> str | None:
        """Devices are an administrator's."""
        if self.actor is not None and self.actor.may(Permission.ADMINISTER):
            return None
        return self.words.text("an administrator may")

    @property
    def cannot_check(self) -> str | None:
        """Why the person may not check the instrument against a reference."""
        return self.may_not(Permission.CALIBRATE)

    @property
    def standing(self) -> tuple[Mark, str] | None:
        """What the last check of the instrument says of it; None for what is not checked."""
        words, line = self.words, self._check
        if self.family not in KINDS:
            return None
        if line is None:
            return Mark.AHEAD, words.text("never checked here")
        return line.mark, words.text("check: {state}", state=line.state)

    @property
    def _check(self) -> InstrumentLine | None:
        kind = KINDS.get(self.family)
        known = self.place.trust.find(kind, self.instrument) if kind is not None else None
        return line_of(self.words, known, self.place.trust.state(known)) if known else None

    def choose(self, role: str) -> None:
        """Look at another device."""
        self._chosen = role
        self.changed.emit()

    @action
    async def order(self, name: str) -> None:
        """Have the scale zeroed or tared; it says itself when it has done so, or would not."""
        if self.chosen == SCALE and self.place.instruments.hides_load(ScaleOrder(name)):
            text = self.words.text(REFUSALS[WeightState.REMOVE_LOAD])
            self.place.notices.show(NoticeKind.REFUSED, text)
            return
        self._ordered = self.chosen
        self._board.desk.order(self.chosen, name)

    @action
    async def test_print(self) -> None:
        """Print a test label, and claim nothing that the printer did not say."""
        condition = await self._board.desk.test_print(self.chosen)
        self.place.notices.show(*print_outcome(self.words, condition))

    def test_scan(self) -> None:
        """Have the test page scanned."""
        self.scan_test_asked.emit(ScanTestModel(self.place))

    def check(self) -> None:
        """Check a scale or thermometer against a reference."""
        role, kind = self.chosen, KINDS.get(self.family)
        if kind is not None:
            name = self.instrument
            self.check_asked.emit(
                CheckForm(self.place, kind, name, lambda: self._board.reading(role))
            )

    def add(self) -> None:
        """Set another device up."""
        self._set_up(DeviceSetUp(self.place))

    def change(self) -> None:
        """Set the device up otherwise."""
        self._set_up(DeviceSetUp(self.place, self.chosen))

    @action
    async def remove(self) -> None:
        """Nothing plays the role any more."""
        role = self.chosen
        was = self._devices.get(role)
        await self._board.desk.remove(role)
        text = self.words.text("Removed: {device}.", device=says.role_name(self.words, role))
        self.place.notices.show(NoticeKind.SAVED, text)
        self.undo.offer(TakenBack(role, was))

    @property
    def undo_texts(self) -> tuple[str, str]:
        """What the button of the undo says."""
        return self.words.text("Undo"), self.words.text("{count} s left", count=self.undo.seconds)

    @action
    async def take_back(self) -> None:
        """Have the role played as it was before the last change."""
        back, desk = self.undo.command, self._board.desk
        if back is None:
            return
        self.undo.forget()
        if back.device is None:
            await desk.remove(back.role)
        else:
            await desk.assign(back.role, back.device)
        device = says.role_name(self.words, back.role)
        text = self.words.text("As it was before: {device}.", device=device)
        self.place.notices.show(NoticeKind.SAVED, text)
        self.choose(back.role)

    @property
    def _devices(self) -> Mapping[str, DeviceTable]:
        return self._board.desk.devices

    def _set_up(self, model: DeviceSetUp) -> None:
        was = dict(self._devices)

        def saved(role: str) -> None:
            self.choose(role)
            self.undo.offer(TakenBack(role, was.get(role)))

        self.undo.forget()
        model.saved.connect(saved)
        self.set_up_asked.emit(model)

    def _on_refused(self, role: str) -> None:
        """Only what was ordered here is told here."""
        if role == self._ordered:
            self._ordered = ""
            text = self.words.text("The scale did not do it. Let the load rest, then try again.")
            self.place.notices.show(NoticeKind.REFUSED, text)

    def _entry(self, role: str) -> DeviceEntry:
        words = self.words
        family, status = says.family_of(role), self._board.statuses.get(role)
        mark, state = says.connection(words, status)
        value = says.NO_VALUE
        if family == "printer" and status is not None and status.condition is not None:
            value, state = state, term(words, status.state)
        elif family == "scanner" and (scan := self._board.scan(role)) is not None:
            text = says.visible(scan.text.encode())
            value = text if len(text) <= LONGEST_CODE else f"{text[:LONGEST_CODE]}…"
        elif (reading := self._fresh(role)) is not None:
            mark, state = says.reading_state(words, reading)
            value = says.value_text(words, reading)
        return DeviceEntry(role, says.role_name(words, role), mark, state, value)

    def _fresh(self, role: str) -> Reading | None:
        reading = self._board.reading(role)
        if reading is None or not self.place.instruments.is_present(reading):
            return None
        return reading

    def _on_news(self, role: str) -> None:
        if self._seen:
            self.changed.emit()
