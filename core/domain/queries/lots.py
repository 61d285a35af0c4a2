"""Lots: the list, and one lot with all that is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from core.domain.labels import PrintTrouble
from core.domain.lots import LotStatus, Species
from core.domain.people import Limit
from core.domain.process import Name
from core.domain.quality import Decision, InspectionType, Source, TemperatureKind
from core.domain.queries.base import Query, query
from core.domain.values import ZERO_KG


@query("lots", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class LotsQuery(Query):
    """Lots of the site, newest first, keyset-paged by `after` (a lot id). Void lots are left out."""

    run: str | None = None
    type: str | None = None
    status: LotStatus | None = None
    step: int | None = None
    search: str | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """A lot in a list. `celsius` is its last reading."""

    lot_id: str
    code: str
    type: str
    status: LotStatus
    step: int | None
    run: str | None
    weight_kg: Decimal
    remaining_kg: Decimal
    celsius: Decimal | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """A page of lots; `next` continues it."""

    items: tuple[LotRow, ...]
    next: str | None


@query("lot")
@dataclass(frozen=True, slots=True, kw_only=True)
class LotQuery(Query):
    """One lot by code, compact code, id or the SSCC on its pallet label."""

    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPlace:
    """Kilograms of the lot in a buffer."""

    buffer: str
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LotReading:
    """One temperature of a lot or of a buffer's air. `limit_c` is the bound it was judged by, `reason` an entry of the
    catalogue; `late`: entered over 15 minutes after; `probe_due_at`: until when the probe's last good check held."""

    temperature_id: str
    lot: str | None
    celsius: Decimal
    kind: TemperatureKind
    probe: str | None
    source: Source
    remeasures: str | None
    violation: bool
    deviation: bool
    limit_c: Decimal | None
    at: datetime
    user: str
    late: bool = False
    buffer: str | None = None
    notes: str | None = None
    reason: Name | None = None
    probe_due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRow:
    """A decision on a lot, or (decision None) a lot that waits for one since `at`. `celsius` is the reading it relied
    on or would be judged by, `reason` an entry of the catalogue."""

    inspection_id: str | None
    lot: str
    run: str | None
    step: int | None
    ccp: bool
    decision: Decision | None
    notes: str | None
    values: Mapping[str, str]
    user: str | None
    at: datetime
    celsius: Decimal | None = None
    limit_c: Decimal | None = None
    type: InspectionType | None = None
    reason: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLink:
    """A parent or child with the kilograms that flowed."""

    lot: str
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLabel:
    """One print of the lot's label. `reason`, `reason_text`: why it was voided, else why it was printed again, in words
    and by the catalogue; `trouble`: what the kiosk that printed it said last."""

    label_id: str
    state: str
    at: datetime
    reason: str | None
    reason_text: Name | None
    payload: str
    sscc: str | None
    trouble: PrintTrouble | None = None
    copies: int = 1
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotContainers:
    """Crates or dolavs of one kind that were weighed with the lot."""

    type: str
    name: Name
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotConsignment:
    """What is kept of a lot that left the plant: the 8 data items of Regulation (EU) 931/2011 Art. 3."""

    description: Name
    quantity_kg: Decimal
    sender: str
    sender_address: str | None
    consignor: str | None
    receiver: str | None
    receiver_address: str | None
    consignee: str | None
    reference: str
    dispatch_date: date
    vehicle: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLabMark:
    """A test of the laboratory on the lot; `result` is None while it is awaited."""

    test: str
    result: str | None
    marked_at: datetime
    marked_by: str
    resulted_at: datetime | None
    resulted_by: str | None
    notes: str | None
    reason: Name | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot, whole; `late`: entered over 15 minutes after it was made.

    `consumed_kg` is what was registered and adjusted and does not remain, `gross_kg` the weight with the tare.
    `product` is the one named, or the only one of the lot's type; `reason` an entry of the catalogue beside the notes.
    `scale` names what weighed it, `alibi` that scale's own record and `scale_line` what it said, where it was a scale.
    Children that are void are left out.
    """

    lot_id: str
    code: str
    compact_code: str
    type: str
    type_name: Name
    status: LotStatus
    void: bool
    step: int | None
    run: str | None
    weight_kg: Decimal
    consumed_kg: Decimal
    remaining_kg: Decimal
    tare_kg: Decimal | None
    pieces: int | None
    meat: str | None
    source: Source
    supplier: str | None
    supplier_lot: str | None
    customer: str | None
    slaughter_date: date | None
    use_by: date | None
    plant_day: date
    created_at: datetime
    occurred_at: datetime
    user: str
    notes: str | None
    gtin: str | None
    product: Name | None
    places: tuple[LotPlace, ...]
    temperatures: tuple[LotReading, ...]
    inspections: tuple[InspectionRow, ...]
    parents: tuple[LotLink, ...]
    children: tuple[LotLink, ...]
    labels: tuple[LotLabel, ...]
    late: bool = False
    adjusted_kg: Decimal = ZERO_KG
    gross_kg: Decimal | None = None
    scale: str | None = None
    alibi: str | None = None
    scale_line: str | None = None
    species: Species | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    containers: tuple[LotContainers, ...] = ()
    sku: str | None = None
    reason: Name | None = None
    consignment: LotConsignment | None = None
    laboratory: tuple[LotLabMark, ...] = ()
