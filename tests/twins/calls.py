"""The hot functions as whoever speaks SQL calls them: right but for what a test changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fix_core import OPERATOR, WHY

LOT = "(SELECT id FROM app.lot WHERE code = %({})s)".format
BUFFER = "(SELECT id FROM app.buffer WHERE code = %({})s)".format


@dataclass(frozen=True)
class Signed:
    """The command and the record (`name` in a column of its table) that are signed before a call."""

    command: str
    table: str
    column: str
    name: str


@dataclass(frozen=True)
class Call:
    """A statement of somebody of the demo; %(token)s in it is what opens their session."""

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)
    by: str = OPERATOR
    signed: Signed | None = None


_REGISTER = f"""
    SELECT api.register_lot(%(token)s, gen_random_uuid(), 'sha', r.id, coalesce(%(seen)s::bigint, r.version), %(type)s,
        %(kg)s::numeric,
        ARRAY(SELECT l.id FROM unnest(%(parents)s::text[]) WITH ORDINALITY p(code, place)
                JOIN app.lot l ON l.code = p.code ORDER BY p.place),
        %(kgs)s::numeric[], %(celsius)s::numeric, %(kind)s, %(probe)s, %(source)s, {BUFFER("buffer")},
        %(more)s::jsonb, '{{}}', now())
      FROM (SELECT) one LEFT JOIN app.production_run r ON r.code = %(run)s
"""
_MEASURE = f"""
    SELECT api.record_temperature(%(token)s, gen_random_uuid(), 'sha', {LOT("lot")}, {BUFFER("buffer")},
      %(celsius)s::numeric, %(kind)s, %(probe)s, 'typed',
      (SELECT id FROM app.temperature_log WHERE uid = %(again)s::uuid), %(notes)s, NULL,
      %(occurred_at)s::timestamptz, '{{}}', now())
"""
_INSPECT = f"""
    SELECT api.inspect_lot(%(token)s, gen_random_uuid(), 'sha', {LOT("lot")}, %(seen)s, %(decision)s, %(notes)s, NULL,
      %(entered)s::jsonb, '{{}}', now())
"""
_MOVE = f"""
    SELECT api.move_stock(%(token)s, gen_random_uuid(), 'sha', {LOT("lot")}, %(kg)s::numeric, {BUFFER("source")},
      {BUFFER("target")}, '{{}}', now())
"""


def register(
    run: str | None, lot_type: str, kg: str, *parents: tuple[str, str], **changes: Any
) -> Call:
    """A registration; changes that are no arguments of their own are `more`: what else is said of the lot."""
    own = {
        "seen": None,
        "celsius": None,
        "kind": "CORE",
        "probe": None,
        "source": "typed",
        "buffer": None,
    }
    more = {name: value for name, value in changes.items() if name not in own}
    values = {
        **own,
        **{name: value for name, value in changes.items() if name in own},
        "run": run,
        "type": lot_type,
        "kg": kg,
        "parents": [lot for lot, _ in parents],
        "kgs": [taken for _, taken in parents],
        "more": json.dumps(more),
    }
    return Call(_REGISTER, values)


def measure(lot: str | None, celsius: str, **changes: Any) -> Call:
    """A reading in the core of a lot, or, as `changes` say, another one."""
    own = {"buffer": None, "kind": "CORE", "probe": None, "again": None}
    told = {**own, "notes": None, "occurred_at": None, "lot": lot, "celsius": celsius}
    return Call(_MEASURE, {**told, **changes})


def inspect(lot: str, decision: str, seen: str = "QUARANTINE", **changes: Any) -> Call:
    """A decision on a lot in QUARANTINE, with notes."""
    told = {"lot": lot, "decision": decision, "seen": seen, "notes": WHY, "entered": "{}"}
    return Call(_INSPECT, {**told, **changes})


def move(
    lot: str, kg: str, source: str | None = None, target: str | None = None, by: str = OPERATOR
) -> Call:
    """A move between places; no place is outside every buffer."""
    return Call(_MOVE, {"lot": lot, "kg": kg, "source": source, "target": target}, by)
