"""Commands on lots."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from core.domain.commands.base import Command, command
from core.domain.lots import Species
from core.domain.people import Limit, Permission
from core.domain.quality import Source, TemperatureKind
from core.domain.values import Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """A lot that flows into the new one, with its kilograms."""

    lot: str
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Containers:
    """How many crates or dolavs of a kind were weighed with the lot."""

    type: str
    count: int


@command(
    "register_lot",
    Permission.REGISTER,
    topics=("lots", "runs", "stock", "quality"),
    offline=True,
    limit=Limit.REGISTRATIONS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLot(Command):
    """A new lot with its weight, its parents and, at a CCP, its temperature. Stock types need no run.

    `weight_kg` is the net weight; the tare is typed, or what `containers` weigh. `species` is that of raw meat (other
    where nothing is said), or one that the lot made from it is to be judged by as well. `fields` are those that the
    lot type declares. `remeasures` names the reading that the temperature repeats. A consignment carries `customer`,
    `vehicle`, `dispatch_date` (today where nothing is said), `consignor` and `consignee`.

    `scale` names the instrument that weighed the lot, `alibi` its own record of the weighing and `scale_line` what it
    said: where they stand the weight is the scale's, even if `source` is typed because the temperature was.
    """

    type: str
    weight_kg: Decimal
    run: str | None = None
    parents: tuple[Parent, ...] = ()
    meat: str | None = None
    species: Species | None = None
    fields: Mapping[str, Entered] = field(default_factory=dict)
    temperature_c: Decimal | None = None
    temperature_kind: TemperatureKind = TemperatureKind.CORE
    probe: str | None = None
    source: Source = Source.TYPED
    remeasures: UUID | None = None
    buffer: str | None = None
    supplier: str | None = None
    supplier_lot: str | None = None
    slaughter_date: date | None = None
    use_by: date | None = None
    customer: str | None = None
    vehicle: str | None = None
    dispatch_date: date | None = None
    consignor: str | None = None
    consignee: str | None = None
    product: str | None = None
    pieces: int | None = None
    tare_kg: Decimal | None = None
    containers: tuple[Containers, ...] = ()
    scale: str | None = None
    alibi: str | None = None
    scale_line: str | None = None
    occurred_at: datetime | None = None
    notes: str | None = None
    reason_code: str | None = None
