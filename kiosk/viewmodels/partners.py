"""Who delivers to the plant and whom it supplies, and which of them it asks for at a registration."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from core.domain.queries.base import Query
from core.domain.queries.masterdata import (
    CustomerLine,
    Customers,
    CustomersQuery,
    SupplierLine,
    Suppliers,
    SuppliersQuery,
)
from core.domain.queries.plant import SiteLine, Sites, SitesQuery
from core.errors import Refused, Unavailable
from kiosk.runtime.tasks import Tasks, action
from kiosk.viewmodels.workplace import Workplace

TOPIC = "master_data"
PAGE = 200
REMEMBERED = 6
DRAFT = "partners"

Line = SupplierLine | CustomerLine
P = TypeVar("P", Suppliers, Customers, Sites)


class Side(StrEnum):
    """On which side of the plant somebody stands."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A supplier or customer; `detail` is where they are."""

    code: str
    name: str
    detail: str


class Partners(QObject):
    """Read while a screen watches; the last known lists stay where the plant cannot be asked.

    `known` is False until they were read once, `site` None with it. `changed` when they were read anew.
    """

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.known = False
        self.site: SiteLine | None = None
        self._place = place
        self._lists: Mapping[Side, tuple[Partner, ...]] = {}
        self._recent: dict[str, list[str]] = {}
        self._remembered = False
        self._wanted = False
        self._interest = place.store.subscribe({TOPIC}, self._refresh)

    @property
    def tasks(self) -> Tasks:
        """The kiosk's tasks, which `@action` starts methods on."""
        return self._place.tasks

    def watch(self) -> None:
        """A screen is seen that may name them."""
        self._interest.show()

    def rest(self) -> None:
        """Nobody sees it."""
        self._interest.hide()

    def offered(self, side: Side) -> tuple[Partner, ...]:
        """Those named last on this kiosk first, then the others by name."""
        recent = self._recent.get(side, [])

        def order(partner: Partner) -> tuple[int, str]:
            last = recent.index(partner.code) if partner.code in recent else len(recent)
            return last, partner.name.casefold()

        return tuple(sorted(self._lists.get(side, ()), key=order))

    def name(self, side: Side, code: str) -> str:
        """What the one of that code is called; the code where nobody here knows."""
        named = (each.name for each in self._lists.get(side, ()) if each.code == code)
        return next(named, code)

    def named(self, side: Side, code: str) -> None:
        """A registration named that one: it is offered first from now on, after a restart too."""
        before = self._recent.get(side, [])
        recent = [code, *(each for each in before if each != code)][:REMEMBERED]
        if recent != before:
            self._recent[side] = recent
            self._place.tasks.start(("partners", id(self)), self._remember)

    def _refresh(self) -> None:
        self._wanted = True
        self._read()

    @action
    async def _read(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await self._recall()
                stale = await self._ask()
            except (Refused, Unavailable):  # what the screen itself asks for tells the person
                self._interest.spoil()
                return
            if stale:
                self._interest.spoil()
            self.known = True
            self.changed.emit()

    async def _ask(self) -> bool:
        """Read everything anew; whether one of the answers is only the last known."""
        sites, old = await self._pages(Sites, lambda after: SitesQuery(limit=PAGE, after=after))
        suppliers, older = await self._pages(
            Suppliers, lambda after: SuppliersQuery(limit=PAGE, after=after)
        )
        customers, oldest = await self._pages(
            Customers, lambda after: CustomersQuery(limit=PAGE, after=after)
        )
        station = self._place.gateway.session.station
        self.site = next((each for each in sites if station and each.code == station.site), None)
        self._lists = {Side.SUPPLIER: _partners(suppliers), Side.CUSTOMER: _partners(customers)}
        return old or older or oldest

    async def _pages(
        self, kind: type[P], query: Callable[[str | None], Query]
    ) -> tuple[list[Any], bool]:
        found: list[Any] = []
        stale, after = False, None
        while True:
            asked = await self._place.gateway.ask(query(after), kind)
            found += asked.answer.items
            stale, after = stale or asked.stale, asked.answer.next
            if after is None:
                return found, stale

    async def _recall(self) -> None:
        """Whom registrations named before this kiosk was started anew."""
        if not self._remembered:
            drafts = self._place.drafts
            body = await self._place.gateway.on_disk(lambda: drafts.load(DRAFT)) or {}
            for side in Side:
                codes = (str(code) for code in body.get(side, ()))
                self._recent.setdefault(side, list(codes))
            self._remembered = True

    async def _remember(self) -> None:
        body = {side: tuple(codes) for side, codes in self._recent.items()}
        await self._place.gateway.on_disk(lambda: self._place.drafts.save(DRAFT, body))


def _partners(lines: Iterable[Line]) -> tuple[Partner, ...]:
    return tuple(
        Partner(code=line.code, name=line.name, detail=line.address or "") for line in lines
    )
