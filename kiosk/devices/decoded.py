"""Readings and scans as plain JSON values: what `nyars device decode` and `watch` print."""

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal

from core.domain import codes
from kiosk.ports import Reading, Scan, ScanKind

Json = dict[str, object]
_ALWAYS = ("kind", "status", "bookable")
_UNTOLD = (
    "below_minimum",
    "division",
    "raw",
    "role",
    "device",
    "monotonic",
    "at",
)  # no line says these
_OPTIONAL = tuple(field.name for field in fields(Reading) if field.name not in (*_ALWAYS, *_UNTOLD))


def reading_as_json(reading: Reading) -> Json:
    """Kind, status and bookable, and of the rest what the line told; decimals as text."""
    told = {name: getattr(reading, name) for name in _OPTIONAL}
    return {
        "kind": reading.kind.value,
        "status": reading.status.value,
        "bookable": reading.bookable,
        **{name: _plain(value) for name, value in told.items() if value is not None},
    }


def scan_as_json(scan: Scan) -> Json:
    """Kind, rejections and element strings, each with its measure or date.

    The lot it names is told only where nothing speaks against using it.
    """
    ais: dict[str, Json] = {ai: {"value": value} for ai, value in (scan.ais or {}).items()}
    for ai, measure in scan.decimals.items():
        ais[ai]["decimal"] = _plain(measure)
    for ai, day in scan.dates.items():
        ais[ai]["date"] = day.isoformat()
    code = codes.parse(scan.reference or "")
    is_run = code is not None and code.prefix == codes.RUN_PREFIX
    own = scan.kind is ScanKind.OWN_CODE and not is_run
    lot = scan.reference if own else (scan.ais or {}).get("10")
    told: Json = {"ais": ais, "reject": list(scan.reject), "kind": scan.kind.value}
    return told if lot is None or scan.reject else told | {"lot": lot}


def decoded(items: Sequence[Reading | Scan], leftover: bytes) -> Json:
    """What a codec made of some bytes."""
    scans = [scan_as_json(item) for item in items if isinstance(item, Scan)]
    readings = [reading_as_json(item) for item in items if isinstance(item, Reading)]
    told: Json = {"readings": readings, "leftover_hex": leftover.hex()}
    return told | {"scans": scans} if scans else told


def _plain(value: object) -> object:
    return format(value, "f") if isinstance(value, Decimal) else value
