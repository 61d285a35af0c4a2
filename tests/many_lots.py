"""A plant with more lots than any test registers: written by one statement a table, past every guard."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import psycopg

LAYERS = ("RAW", "DEB", "BULK", "MIX", "SKW15", "FRZ15", "FG15", "PAL", "SHIP")
OFFSETS = (0, 3, 11)
"""A lot of a layer is made of those lots of the layer before, counted round: lots merge and split."""
PINCH = Decimal("0.001")
"""Kilograms of the spice in each mix that has it."""
SPICED = 2000
"""How many mixes at most: the lot with the largest family."""

_LOTS = """
    INSERT INTO app.lot (id, uid, site_id, code, compact_code, type, plant_day, step, status, void, registered_kg,
        remaining_kg, source, created_by, kiosk_id, occurred_at, late, version, customer_id)
      OVERRIDING SYSTEM VALUE
    SELECT n, gen_random_uuid(), s.id, t.type || '-20260101-DUNA-' || n, t.type || '260101DUNA' || n, t.type,
           '2026-01-01', t.step, t.status, false, t.kg, t.remaining_kg, 'device', u.id, k.id, now(), false, 1,
           CASE t.status WHEN 'FINISHED' THEN c.id END
      FROM app.site s, app.user_account u, app.kiosk k, app.customer c,
           (VALUES (%(type)s, %(step)s::bigint, %(status)s, %(kg)s::numeric, %(remaining)s::numeric))
             t(type, step, status, kg, remaining_kg),
           generate_series(%(first)s::bigint, %(last)s::bigint) n
     WHERE s.code = 'DUNA' AND u.badge = 'B-OPERATOR' AND k.code = 'K1' AND c.code = 'C-GRILL'
"""
_LINKS = """
    INSERT INTO app.lot_link (parent_id, child_id, site_id, kg)
    SELECT DISTINCT %(before)s + (n - %(first)s + o) %% %(wide)s, n, s.id, 10
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) n, unnest(%(offsets)s::bigint[]) o, app.site s
     WHERE s.code = 'DUNA'
"""
_SPICE_LINKS = """
    INSERT INTO app.lot_link (parent_id, child_id, site_id, kg)
    SELECT %(spice)s, n, s.id, %(pinch)s
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) n, app.site s WHERE s.code = 'DUNA'
"""


def written(connection: "psycopg.Connection[object]", lots: int) -> dict[str, str]:
    """About so many lots, each layer made of the one before, and a spice in many a mix; a code of each type."""
    wide = lots // len(LAYERS)
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        spice = next(_ids(connection))
        kg = {"kg": 1000, "remaining": 1000 - min(wide, SPICED) * PINCH}
        _layer(connection, "SPICE", None, "RELEASED", spice, spice, kg)
        for index, kind in enumerate(LAYERS):
            first = spice + 1 + index * wide
            last = first + wide - 1
            status = "FINISHED" if kind == LAYERS[-1] else "CONSUMED"
            kg = {"kg": 30, "remaining": 30 if status == "FINISHED" else 0}
            _layer(connection, kind, index + 1, status, first, last, kg)
            if index:
                places = {"before": first - wide, "first": first, "last": last, "wide": wide}
                connection.execute(_LINKS, {**places, "offsets": list(OFFSETS)})
            if kind == "MIX":
                some = first + min(wide, SPICED) - 1
                pinches = {"spice": spice, "pinch": PINCH, "first": first, "last": some}
                connection.execute(_SPICE_LINKS, pinches)
    connection.execute("ANALYZE app.lot, app.lot_link")
    made = {kind: spice + 1 + index * wide + wide // 2 for index, kind in enumerate(LAYERS)}
    return {kind: f"{kind}-20260101-DUNA-{n}" for kind, n in {"SPICE": spice, **made}.items()}


def _ids(connection: "psycopg.Connection[object]") -> Iterator[int]:
    """The first number that no lot has."""
    yield from (
        int(str(number))
        for (number,) in connection.execute("SELECT coalesce(max(id), 0) + 1 FROM app.lot")
    )


def _layer(
    connection: "psycopg.Connection[object]",
    kind: str,
    step: int | None,
    status: str,
    first: int,
    last: int,
    kg: Mapping[str, object],
) -> None:
    values = {"type": kind, "step": step, "status": status, "first": first, "last": last}
    connection.execute(_LOTS, {**values, **kg})
