"""The audit as the verifier reads it: ends, seals and events row by row, never all in memory."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import Connection

from core.db.lane import Lane
from core.db.wire import answer, bind
from core.domain.chain import End, Seal, seal_from

_PAGE = 5000

# Tables only: what proves them may not be a function of the same database.
_ENDS = """
    WITH RECURSIVE chain AS (
      SELECT min(kiosk_id) AS id FROM app.audit_event
      UNION ALL SELECT (SELECT min(e.kiosk_id) FROM app.audit_event e WHERE e.kiosk_id > chain.id)
                  FROM chain WHERE chain.id IS NOT NULL
    ), known AS (SELECT id FROM chain WHERE id IS NOT NULL UNION SELECT kiosk_id FROM sec.audit_head)
    SELECT known.id, coalesce(k.code, known.id::text), coalesce(s.code, ''), h.seq, h.hash,
           (SELECT max(e.seq) FROM app.audit_event e WHERE e.kiosk_id = known.id)
      FROM known LEFT JOIN app.kiosk k ON k.id = known.id LEFT JOIN app.site s ON s.id = k.site_id
      LEFT JOIN sec.audit_head h ON h.kiosk_id = known.id
     ORDER BY known.id
"""
_SEALS = """
    SELECT json_build_object('site', site, 'number', number, 'at', {instant}, 'events', events,
             'root', encode(root, 'hex'), 'previous', encode(previous, 'hex'), 'user_id', user_id,
             'kiosk_id', kiosk_id, 'hash', encode(hash, 'hex'), 'heads', heads)
      FROM app.audit_seal s WHERE site_id = %(site)s OR %(site)s::bigint IS NULL ORDER BY s.site_id, s.number
"""
_EVENTS = """
    SELECT hash, id::text, seq::text, {at}, {device_at}, user_id::text, role, kiosk_id::text, site_id::text,
           key::text, command, entity, entity_uid::text, before::text, after::text, signature::text
      FROM app.audit_event e WHERE kiosk_id = %(kiosk)s AND seq <= %(last)s ORDER BY e.seq
"""
_SEAL = "SELECT api.seal($1)::text"
_SEAL_BY_KIOSK = "SELECT api.seal_by_kiosk($1,$2)::text"
_INSTANT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_TIMES = {name: _INSTANT.format(name) for name in ("at", "device_at")}


def ends(connection: "Connection[Any]") -> list[End]:
    """Where every chain ends, of all sites; as app_owner."""
    return [End(*row) for row in connection.execute(_ENDS.encode())]


def ends_of_site(connection: "Connection[Any]") -> list[End]:
    """Those of the site of whoever asks."""
    return [End(*row) for row in connection.execute(b"SELECT * FROM api.audit_ends()")]


def seal(lane: Lane, token: bytes) -> Seal:
    """Seal the site of whoever acts; the last seal where nothing was booked since."""
    return seal_from(answer(lane.ask(_SEAL, token)))


def seal_by_kiosk(lane: Lane, kiosk_id: int, device: bytes) -> Seal:
    """Seal the site of a kiosk that proves itself; the last seal where that one is younger than four minutes."""
    return seal_from(answer(lane.ask(_SEAL_BY_KIOSK, *bind(kiosk_id, device))))


def seals(connection: "Connection[Any]", site_id: int | None = None) -> Iterator[Seal]:
    """The seals of a site, or of all, by number; within a transaction."""
    query = _SEALS.format(instant=_TIMES["at"])
    for row in _rows(connection, query, {"site": site_id}):
        yield seal_from(row[0])


def events(
    connection: "Connection[Any]", chains: Iterable[End]
) -> Iterator[tuple[bytes, Sequence[str | None]]]:
    """Every event up to the ends read before, with its stored hash, by kiosk and number; within a transaction.

    Of a chain without an end on record all there are.
    """
    query = _EVENTS.format(**_TIMES)
    for end in chains:
        last = end.last if end.seq is None else end.seq
        for row in _rows(connection, query, {"kiosk": end.kiosk_id, "last": last}):
            yield row[0], row[1:]


def _rows(
    connection: "Connection[Any]", query: str, values: dict[str, object]
) -> Iterator[tuple[Any, ...]]:
    with connection.cursor(name="audit") as cursor:
        cursor.itersize = _PAGE
        yield from cursor.execute(query.encode(), values)
