"""Recall: everything made from a lot, where it lies, who got it, and whether the kilograms close."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.lots import LotStatus
from core.domain.people import Limit, Permission
from core.domain.queries.base import Query, query
from core.domain.queries.runs import Balance


@query("recall", Permission.RECALL, limit=Limit.TRACES)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecallQuery(Query):
    """A lot and everything made from it, to the last customer; void lots left out."""

    lot: str


@query("recall_preview", Permission.RECALL, limit=Limit.TRACES)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecallPreviewQuery(Query):
    """What holding the recall of a lot would stop now, and what it comes too late for."""

    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallLot:
    """A lot of a recall; `depth` is how many links it is away from the one recalled."""

    code: str
    type: str
    status: LotStatus
    run: str | None
    weight_kg: Decimal
    remaining_kg: Decimal
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """A lot that goes to a customer; `gone`: it has left, its run is completed.

    `customer` is the code, `receiver` and `address` stand as they were when it left. `dispatch_date` is a plant day.
    """

    code: str
    status: LotStatus
    gone: bool
    kg: Decimal
    customer: str | None
    receiver: str | None
    address: str | None
    dispatch_date: date | None
    vehicle: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallCustomer:
    """A customer who has to be told, with all that is meant for them; `code` None: only the papers name them."""

    code: str | None
    name: str
    address: str | None
    kg: Decimal
    shipments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallStock:
    """Kilograms that are still here; `buffer` None: they lie in no buffer."""

    lot: str
    buffer: str | None
    kg: Decimal
    status: LotStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallPallet:
    """A pallet by its code and, once labelled, its SSCC; `kg` is what remains of it."""

    code: str
    sscc: str | None
    status: LotStatus
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """The recall of a lot. The stock adds up to the balance's `in_stock_kg`; `seconds`: how long it took."""

    lots: tuple[RecallLot, ...]
    shipments: tuple[Shipment, ...]
    customers: tuple[RecallCustomer, ...]
    stock: tuple[RecallStock, ...]
    pallets: tuple[RecallPallet, ...]
    balance: Balance
    seconds: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedLot:
    """A lot that a hold would stop."""

    code: str
    type: str
    status: LotStatus
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallPreview:
    """What a hold would stop: lots in QUARANTINE or RELEASED with their kilograms, the pallets among them;
    `shipments` are those already gone."""

    lots: tuple[StoppedLot, ...]
    kg: Decimal
    pallets: tuple[RecallPallet, ...]
    shipments: tuple[Shipment, ...]
