"""Setting a device up: which role, which protocol, which port by its live lines, how; tried, then saved."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.ports import Heard, PrinterCondition, ProtocolOffer, SerialPort
from kiosk.runtime.tasks import Tasks, action
from kiosk.settings import DeviceTable, Option
from kiosk.viewmodels import device_options as asks
from kiosk.viewmodels import device_words as says
from kiosk.viewmodels.device_options import Asked, OptionLine
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.port_ear import PortEar, Wanted
from kiosk.viewmodels.register_words import Choice
from kiosk.viewmodels.text_entry import MOST, TextEntry
from kiosk.viewmodels.trial_print import print_outcome
from kiosk.viewmodels.typed_port import SOCKET, lacks_tcp_port, port_of
from kiosk.viewmodels.workplace import NoticeKind, Workplace

ANY = "any"
"""The protocol of who does not know it: all of the family are tried."""

LONGEST_TEXT = 100
"""Names of ports by their adapter have 60 letters and more."""


class Page(StrEnum):
    """Where the set-up stands."""

    ROLE = "role"
    PROTOCOL = "protocol"
    PORT = "port"
    OPTIONS = "options"
    TRIAL = "trial"


_PAGES = tuple(Page)


class DeviceSetUp(QObject):
    """One device on its way to a role. `changed`: look again; `heard_changed`: at what the port says.

    `number_asked`, `text_asked` and `choice_asked` want an answer by a sheet of their own; `saved`
    carries the role, and `closed` comes after it or when it is given up.
    """

    changed = Signal()
    heard_changed = Signal()
    number_asked = Signal(object)  # a TypedNumberModel
    text_asked = Signal(object)  # a TextEntry
    choice_asked = Signal(str, str, object)  # an option, a title, the choices
    saved = Signal(str)
    closed = Signal()

    def __init__(self, place: Workplace, role: str = "") -> None:
        super().__init__()
        self._place = place
        self._desk = place.devices.desk
        present = self._desk.devices.get(role)
        self.role = role
        self.protocol = present.protocol if present else ""
        self.port = present.port if present else ""
        self.options: dict[str, Option] = dict(present.options) if present else {}
        self.page = Page.PROTOCOL if role else Page.ROLE
        self._first = self.page
        self.ports: Sequence[SerialPort] = ()
        self.printed: PrinterCondition | None = None
        self._over = False
        self._named = ""
        self._ear = PortEar(place)
        self._ear.changed.connect(self._on_heard)
        place.speech.changed.connect(self.changed)

    @property
    def tasks(self) -> Tasks:
        """The kiosk's tasks, for `@action`."""
        return self._place.tasks

    @property
    def words(self) -> Words:
        """The language spoken now."""
        return self._place.speech.words

    @property
    def heard(self) -> Heard:
        """What the port said so far."""
        return self._ear.heard

    @property
    def family(self) -> str:
        """What kind of device it is going to be."""
        return says.family_of(self.role)

    @property
    def taken(self) -> Mapping[str, DeviceTable]:
        """The roles that have a device already."""
        return self._desk.devices

    @property
    def file(self) -> str:
        """Where it will be kept."""
        return self._desk.file

    @property
    def option_lines(self) -> tuple[OptionLine, ...]:
        """Every option that makes a difference."""
        offer = self.offer
        if offer is None:
            return ()
        return tuple(
            asks.line_of(self.words, offer, key, self.options.get(key))
            for key in asks.keys_of(offer, self.port)
        )

    @property
    def chosen_options(self) -> tuple[OptionLine, ...]:
        """What is set, and nothing else."""
        offer = self.offer
        if offer is None:
            return ()
        return tuple(
            asks.line_of(self.words, offer, key, value) for key, value in self.options.items()
        )

    @property
    def can_go_back(self) -> bool:
        return self.page is not self._first

    @property
    def next_blocked(self) -> str | None:
        """Why it does not go on yet, in a few words."""
        words = self.words
        if self.page is Page.ROLE and not self.role:
            return words.text("choose a role")
        if self.page is Page.PROTOCOL and not self.protocol:
            return words.text("choose a protocol")
        if self.page is Page.PORT and not self.port:
            return words.text("choose a port")
        if self.page is Page.PORT and self.protocol == ANY:
            return words.text("no protocol found yet")
        return None

    def choose_role(self, role: str) -> None:
        """It is going to play that role."""
        if role != self.role:
            self.role, self.protocol, self.options = role, "", {}
        self.next()

    def choose_protocol(self, name: str) -> None:
        """It speaks that, or ANY."""
        if name != self.protocol:
            self.options = {
                key: value for key, value in self.options.items() if key == "instrument"
            }
        self.protocol = name
        if name == says.WEDGE:
            self.port = says.KEYBOARD
        self.next()

    def choose_port(self, port: str) -> None:
        """Listen to what comes from there."""
        self.port, self._named = port, ""
        self._begin_listening()
        self.changed.emit()

    def ask_address(self) -> None:
        """A device in the network, or a port that is not in the list, is typed."""
        printer = self.family == "printer"
        entry = TextEntry(
            title=_("Network address, or the port's name"),
            verb=_("Take this one"),
            text=self.port.removeprefix(SOCKET),
            most=LONGEST_TEXT,
            signs="1234567890:/",
            example="192.168.1.50   usb:/dev/usb/lp0   cups:LABELS"
            if printer
            else "192.168.1.50:4001   /dev/ttyS0   COM4",
        )
        entry.accepted.connect(self._take_address)
        self.text_asked.emit(entry)

    def ask_option(self, key: str) -> None:
        """Have an option typed or chosen; a yes or no turns at once."""
        offer = self.offer
        if offer is None:
            return
        match asks.asked_as(offer, key):
            case Asked.SWITCH:
                self.options[key] = asks.switched(key, self.options.get(key))
                self.changed.emit()
            case Asked.CHOICE:
                present = str(self.options.get(key, ""))
                values = asks.choices_of(offer, key)
                unset = Choice(key="", text=self.words.text("not set"), chosen=not present)
                choices = [
                    Choice(
                        key=v, text=asks.value_text(self.words, offer, key, v), chosen=v == present
                    )
                    for v in values
                ]
                title = says.option_name(self.words, key, offer.family)
                self.choice_asked.emit(key, title, [unset, *choices])
            case Asked.TEXT:
                self.text_asked.emit(self._text_entry(key))
            case asked:
                self.number_asked.emit(self._number_entry(key, asked))

    def set_option(self, key: str, text: str) -> None:
        """Take an option as it was typed or chosen; nothing takes it away."""
        offer = self.offer
        value = asks.option_of(asks.asked_as(offer, key), text) if offer else None
        self.options.pop(key, None)
        if value is not None:
            self.options[key] = value
        self.changed.emit()

    def next(self) -> None:
        """One page on, where nothing stands in the way."""
        if self.next_blocked is None and self.page is not Page.TRIAL:
            self._go(_PAGES[_PAGES.index(self.page) + 1], 1)

    def back(self) -> None:
        """One page back."""
        if self.can_go_back:
            self._go(_PAGES[_PAGES.index(self.page) - 1], -1)

    def cancel(self) -> None:
        """Give it up; nothing was changed."""
        self._end()

    @action
    async def find_ports(self) -> None:
        """Look anew for the ports of this computer."""
        self.ports = await self._desk.ports()
        self.changed.emit()

    @action
    async def test_print(self) -> None:
        """Print a test label on the printer as it is set up here."""
        try:
            condition = await self._desk.test_print(self.role, self._table)
        except ValueError as problem:
            self._tell_misfit(problem)
        else:
            self.printed = condition
            self._place.notices.show(*print_outcome(self.words, condition))
            self.changed.emit()

    @action
    async def save(self) -> None:
        """Have it play the role from now on."""
        self._ear.stop()
        try:
            await self._desk.assign(self.role, self._table)
        except ValueError as problem:
            self._tell_misfit(problem)
            return
        device = says.role_name(self.words, self.role)
        text = self.words.text("Saved: {device}.", device=device)
        self._place.notices.show(NoticeKind.SAVED, text)
        self.saved.emit(self.role)
        self._end()

    @property
    def _table(self) -> DeviceTable:
        return DeviceTable(self.protocol, self.port, dict(self.options))

    @property
    def offers(self) -> tuple[ProtocolOffer, ...]:
        return tuple(each for each in self._desk.offers() if each.family == self.family)

    @property
    def offer(self) -> ProtocolOffer | None:
        return next((each for each in self.offers if each.name == self.protocol), None)

    def _go(self, page: Page, way: int) -> None:
        if page is Page.PORT and self.protocol == says.WEDGE:
            page = _PAGES[_PAGES.index(page) + way]  # a keyboard is no port to choose
        self._ear.stop()
        self.page, self.printed = page, None
        if page is Page.PORT:
            self.find_ports()
        if page in (Page.PORT, Page.TRIAL) and self.port:
            self._begin_listening()
        self.changed.emit()

    def _take_address(self, text: str) -> None:
        port = port_of(text, self.family)
        if lacks_tcp_port(port):
            told = self.words.text("Type the TCP port behind it: {address}:4001.", address=text)
            self._place.notices.show(NoticeKind.REFUSED, told)
            return
        self.choose_port(port)

    def _text_entry(self, key: str) -> TextEntry:
        entry = TextEntry(
            title=says.option_title(key, self.family),
            verb=_("Take this"),
            text=str(self.options.get(key, self._named if key == "serial_number" else "")),
            most=LONGEST_TEXT if key == "in_store" else MOST,
            optional=True,
        )
        entry.accepted.connect(lambda text: self.set_option(key, text))
        return entry

    def _number_entry(self, key: str, asked: Asked) -> TypedNumberModel:
        coldest = key == "minimum" and self.family == "probe"
        weight = key == "minimum" and not coldest
        low, high = asks.bounds_of(key)
        model = TypedNumberModel(
            self.words,
            title=says.option_name(self.words, key, self.family),
            unit="°C" if coldest else str(self.options.get("unit", "kg")) if weight else "",
            places=1 if coldest else asks.places_of(asked),
            low=low,
            high=high,
            signed=coldest,
            bound=True,
        )
        model.accepted.connect(lambda value: self._take_number(key, value))
        return model

    def _take_number(self, key: str, value: Decimal) -> None:
        self.set_option(key, str(value))

    def _begin_listening(self) -> None:
        if self.family == "printer" or self.port == says.KEYBOARD:
            return
        searched = [each.name for each in self.offers if each.name != says.WEDGE]
        self._ear.listen(
            Wanted(
                role=self.role,
                port=self.port,
                protocols=searched if self.protocol == ANY else [self.protocol],
                options=dict(self.options),
                trial=self.page is Page.TRIAL,
            )
        )

    def _on_heard(self) -> None:
        self._named = self.heard.identity or self._named
        if self.heard.found and self.page is Page.PORT:
            self._take_found(self.heard)
        self.heard_changed.emit()

    def _take_found(self, heard: Heard) -> None:
        """What was found by searching is what is set up."""
        was = self.protocol
        self.protocol = heard.protocol
        offer = self.offer
        if offer is None:
            return
        found: Mapping[str, Option] = {
            "baud": heard.baud,
            "framing": heard.framing,
            **heard.options,
        }
        usual: Mapping[str, Option] = {"baud": offer.baud, "framing": offer.framing}
        self.options.update({key: value for key, value in found.items() if usual.get(key) != value})
        if was != self.protocol:
            self.changed.emit()

    def _tell_misfit(self, problem: ValueError) -> None:
        text = self.words.text("The device cannot be set up so ({why}).", why=str(problem))
        self._place.notices.show(NoticeKind.REFUSED, text)

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._ear.stop()
            self.closed.emit()
