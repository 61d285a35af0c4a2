"""What is known of a lot when its label is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Name = Mapping[str, str]
"""A translatable name: {"en": ..., "hu": ...}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLabelData:
    """A lot as its label tells it; never its state, which changes after printing.

    `number` is the running number as it stands in the code ("0201"). `produced_at` is aware and
    already in the site's zone. `celsius_range` is the band it is stored in, coldest bound first
    (None: no lower bound). `device` names what weighed it ("S2 · 004217"); `typed`: the weight was
    typed in by hand. `sscc` (18 digits) makes it a logistic unit.
    """

    code: str
    compact_code: str
    type: str
    type_name: Name
    number: str
    weight_kg: Decimal
    produced_at: datetime
    plant_day: date
    site: str
    use_by: date | None = None
    gtin: str | None = None
    product_name: Name | None = None
    parents: tuple[str, ...] = ()
    celsius_range: tuple[Decimal | None, Decimal] | None = None
    device: str | None = None
    typed: bool = False
    sscc: str | None = None
    pieces: int | None = None
    run: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFacts:
    """What a print is decided on. `printed`: the lot's label has been asked for before."""

    lot_id: int
    printed: bool
    data: LotLabelData
