"""Commands on lots."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.domain.commands.base import Command, command
from core.domain.people import Limit, Permission
from core.domain.quality import Source, TemperatureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """A lot that flows into the new one, with its kilograms."""

    lot: str
    kg: Decimal


@command(
    "register_lot",
    Permission.REGISTER,
    topics=("lots", "runs", "stock", "quality"),
    offline=True,
    limit=Limit.REGISTRATIONS,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLot(Command):
    """A new lot with its weight, its parents and, at a CCP, its temperature. Stock types need no run."""

    type: str
    weight_kg: Decimal
    run: str | None = None
    parents: tuple[Parent, ...] = ()
    meat: str | None = None
    temperature_c: Decimal | None = None
    temperature_kind: TemperatureKind = TemperatureKind.CORE
    probe: str | None = None
    source: Source = Source.TYPED
    buffer: str | None = None
    supplier: str | None = None
    supplier_lot: str | None = None
    slaughter_date: date | None = None
    use_by: date | None = None
    customer: str | None = None
    pieces: int | None = None
    tare_kg: Decimal | None = None
    occurred_at: datetime | None = None
    notes: str | None = None
