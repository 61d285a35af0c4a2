"""Where a new lot comes from, or goes to: what is said of it beside its weight, and what the plant asks for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from core.domain.commands.lots import RegisterLot
from core.domain.lots import MINCED, RegisterFacts, Species
from core.domain.process import LotType, Process
from core.domain.words import translatable as _
from core.errors import Violation
from core.rules import origin as rules
from kiosk.i18n.arguments import ARGUMENTS
from kiosk.i18n.errors import message
from kiosk.ports import Scan
from kiosk.viewmodels.day_entry import DayEntry
from kiosk.viewmodels.partner_choice import PartnerChoice
from kiosk.viewmodels.partners import Partners, Side
from kiosk.viewmodels.run_words import process_here
from kiosk.viewmodels.scanned import supplier_lot
from kiosk.viewmodels.text_entry import TextEntry
from kiosk.viewmodels.workplace import Workplace


class Entry(StrEnum):
    """What may be said; each is the argument of a registration."""

    SUPPLIER = "supplier"
    SUPPLIER_LOT = "supplier_lot"
    SLAUGHTER_DATE = "slaughter_date"
    USE_BY = "use_by"
    SPECIES = "species"
    CUSTOMER = "customer"
    VEHICLE = "vehicle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person said; partners by their codes."""

    supplier: str | None = None
    supplier_lot: str | None = None
    slaughter_date: date | None = None
    use_by: date | None = None
    species: Species | None = None
    customer: str | None = None
    vehicle: str | None = None


Rule = Callable[[RegisterLot, RegisterFacts], Iterator[Violation]]
RULES: Sequence[Rule] = (
    rules.who_delivers_and_who_is_supplied_is_known,
    rules.nothing_was_slaughtered_tomorrow,
)
FIRST: Mapping[str, str] = {
    Entry.SUPPLIER: _("choose the supplier first"),
    Entry.CUSTOMER: _("choose the customer first"),
}
MISSING: Mapping[str, str] = {
    Entry.SUPPLIER: _("no supplier yet"),
    Entry.CUSTOMER: _("no customer yet"),
}
DAYS: Mapping[Entry, Sequence[str]] = {
    Entry.USE_BY: ("17", "15"),
    Entry.SLAUGHTER_DATE: ("7007",),
}
"""The days of a supplier's label, by the application identifiers that tell them, the best first."""
DEMANDS: Mapping[str, str] = {
    Entry.SUPPLIER: _("Choose the supplier: this plant asks for it at receipt."),
    Entry.CUSTOMER: _("Choose the customer: this plant asks for it at shipment."),
}


class Origin(QObject):
    """`changed` after every choice and when lists were read; `asked` carries a TextEntry, a DayEntry or a
    PartnerChoice for the view to open."""

    changed = Signal()
    asked = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self.partners = Partners(place)
        self.said = Said()
        self.lot_type: LotType | None = None
        self.meat: str | None = None
        self.partners.changed.connect(self.changed)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What may be said of a lot of this type and meat; of one made from others, nothing."""
        chosen, found = self.lot_type, []
        if chosen is None:
            return ()
        if not chosen.inputs:
            found += [Entry.SUPPLIER, Entry.SUPPLIER_LOT]
        if chosen.needs_meat:
            found += [Entry.SLAUGHTER_DATE, Entry.USE_BY]
            if self.meat == MINCED:
                found.append(Entry.SPECIES)
        if chosen.consigned:
            found += [Entry.CUSTOMER, Entry.VEHICLE]
        return tuple(found)

    @property
    def told(self) -> dict[str, Any]:
        """The arguments of the registration."""
        return {entry.value: getattr(self.said, entry) for entry in self.entries}

    @property
    def broken(self) -> Violation | None:
        """The first of the plant's rules that stands against what is said so far."""
        return self._first(RULES, self.told)

    @property
    def obstacle(self) -> str | None:
        """The same in a few words for the button."""
        return self._in_words(FIRST)

    @property
    def missing(self) -> str | None:
        """The same in the fewest words, for the button that leads to it."""
        return self._in_words(MISSING)

    @property
    def demand(self) -> str | None:
        """The same in one sentence."""
        return self._in_words(DEMANDS)

    def clear(self) -> None:
        """Nothing is said any more."""
        self.said = Said()

    def say(self, entry: Entry, value: object) -> None:
        """From now on; None or an empty text takes it back."""
        said: dict[str, Any] = {entry.value: value or None}
        self.said = replace(self.said, **said)
        self.changed.emit()

    def say_species(self, species: str) -> None:
        """Which animal it is of."""
        self.say(Entry.SPECIES, Species(species))

    def ask(self, entry: Entry) -> None:
        """Let the person say it; the species has too few values to be asked here."""
        take = partial(self.say, entry)
        match entry:
            case Entry.SUPPLIER | Entry.CUSTOMER:
                code = getattr(self.said, entry)
                words, side = self._place.speech.words, Side(entry)
                choice = PartnerChoice(words, self.partners, side, code)
                choice.chosen.connect(take)
                self.asked.emit(choice)
            case Entry.SUPPLIER_LOT | Entry.VEHICLE:
                text = TextEntry(
                    title=ARGUMENTS[entry],
                    verb=_("Enter"),
                    text=getattr(self.said, entry) or "",
                    optional=True,
                    reads=supplier_lot if entry is Entry.SUPPLIER_LOT else _nothing,
                )
                text.accepted.connect(take)
                self.asked.emit(text)
            case Entry.SLAUGHTER_DATE | Entry.USE_BY:
                day = self._day_entry(entry)
                day.accepted.connect(take)
                self.asked.emit(day)

    def take_scan(self, scan: Scan) -> bool:
        """A supplier's label says its lot number and days; whether the scan is one, and the lot comes from one."""
        lot = supplier_lot(scan)
        if scan.ais is None or lot is None or Entry.SUPPLIER_LOT not in self.entries:
            return False
        read: dict[Entry, Any] = {Entry.SUPPLIER_LOT: lot}
        for entry, days in DAYS.items():
            if entry in self.entries and (
                found := [scan.dates[ai] for ai in days if ai in scan.dates]
            ):
                read[entry] = found[0]
        self.said = replace(self.said, **{entry.value: value for entry, value in read.items()})
        self.changed.emit()
        return True

    def registered(self) -> None:
        """Whoever was named is offered first the next time."""
        for side in Side:
            if code := self.told.get(side):
                self.partners.named(side, code)

    def _day_entry(self, entry: Entry) -> DayEntry:
        words = self._place.speech.words

        def broken(day: date) -> Violation | None:
            told: dict[str, Any] = {entry.value: day}
            return self._first((rules.nothing_was_slaughtered_tomorrow,), told)

        return DayEntry(
            words,
            title=words.text(ARGUMENTS[entry]),
            day=getattr(self.said, entry),
            today=self._today,
            broken=broken,
        )

    def _first(self, asked: Sequence[Rule], told: Mapping[str, Any]) -> Violation | None:
        chosen, plant = self.lot_type, process_here(self._place.gateway)
        if chosen is None or plant is None:
            return None
        command = RegisterLot(type=chosen.type, weight_kg=Decimal(0), **told)
        facts = self._facts(chosen, plant)
        return next((broken for rule in asked for broken in rule(command, facts)), None)

    def _facts(self, chosen: LotType, plant: Process) -> RegisterFacts:
        """The lot as the plant's rules see it, as far as they look at what is said here."""
        now, site = self._place.clock.now(), self.partners.site
        return RegisterFacts(
            now=now,
            acted_at=now,
            site_id=0,
            site=site.code if site else "",
            process=plant.key,
            plant_day=self._today,
            stock=chosen.stock,
            inputs=chosen.inputs,
            one_input_type=chosen.one_input_type,
            needs_meat=chosen.needs_meat,
            meats=plant.meats,
            parents=(),
            buffer=None,
            supplier_id=None,
            customer_id=None,
            consigned=chosen.consigned,
            needs_supplier=site is not None and site.receipt_needs_supplier,
            needs_customer=site is not None and site.shipment_needs_customer,
        )

    @property
    def _today(self) -> date:
        station = self._place.gateway.session.station
        zone = ZoneInfo(station.time_zone) if station else UTC
        return self._place.clock.now().astimezone(zone).date()

    def _in_words(self, sayings: Mapping[str, str]) -> str | None:
        found, words = self.broken, self._place.speech.words
        if found is None:
            return None
        saying = sayings.get(str(found.details.get("argument")))
        if saying is not None and found.details.get("reason") == "missing_argument":
            return words.text(saying)
        return message(words, found.code, found.details)


def _nothing(_scan: Scan) -> str | None:
    return None
