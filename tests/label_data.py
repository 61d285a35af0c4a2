"""Lots for tests of labels."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.labels import LotLabelData

BUDAPEST = ZoneInfo("Europe/Budapest")


def lot(**changes: Any) -> LotLabelData:
    """A skewer of 15 kg with everything known, but for `changes`."""
    fields: dict[str, Any] = {
        "code": "SKW15-20261120-DUNA-0201",
        "compact_code": "SKW15261120DUNA0201",
        "type": "SKW15",
        "type_name": {"en": "Skewer 15 kg", "hu": "Nyárs 15 kg"},
        "number": "0201",
        "weight_kg": Decimal("15.042"),
        "produced_at": datetime(2026, 11, 20, 14, 32, tzinfo=BUDAPEST),
        "plant_day": date(2026, 11, 20),
        "site": "DUNA",
        "use_by": date(2027, 5, 17),
        "gtin": "05991234567894",
        "product_name": {"en": "Chicken döner skewer", "hu": "Csirke döner nyárs"},
        "parents": ("MIX-20261120-DUNA-0031",),
        "celsius_range": (Decimal("0.0"), Decimal("4.0")),
        "device": "S2 · 004217",
    }
    return LotLabelData(**(fields | changes))


def pallet(**changes: Any) -> LotLabelData:
    """A pallet of eight skewers with its SSCC, but for `changes`."""
    fields: dict[str, Any] = {
        "code": "PAL-20261119-DUNA-0007",
        "compact_code": "PAL261119DUNA0007",
        "type": "PAL",
        "number": "0007",
        "weight_kg": Decimal("120.140"),
        "parents": tuple(f"FG15-20261119-DUNA-{number:04}" for number in range(31, 39)),
        "celsius_range": (None, Decimal("-18.0")),
        "sscc": "059912345600000079",
        "pieces": 8,
        "holds_gtin": "05991234567894",
        "run": "RUN-20261118-DUNA-0002",
        "customer": "Vár Gasztro Kft.",
    }
    return lot(**(fields | changes))
