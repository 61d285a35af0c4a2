"""Batch genealogy in the database: ancestors and descendants of a lot with the links between them.

Void lots stand in nobody's family but their own: what is void has no child that is not, so they can be
left out after the walk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Lineage:
    """Lots with their distance from the first one, and the links (parent id, child id, kilograms)."""

    depth: dict[int, int]
    links: tuple[tuple[int, int, Decimal], ...]


_REACHED = text("""
    SELECT w.lot_id, w.depth FROM api.lineage(:lot, :back, :depth) w JOIN app.lot l ON l.id = w.lot_id
     WHERE NOT l.void OR l.id = :lot
""")
_LINKS = {
    True: text("SELECT parent_id, child_id, kg FROM app.lot_link WHERE child_id = ANY(:lots)"),
    False: text("SELECT parent_id, child_id, kg FROM app.lot_link WHERE parent_id = ANY(:lots)"),
}


def reached(
    session: Session, lot_id: int, *, back: bool, depth: int | None = None
) -> dict[int, int]:
    """The ids of a lot, of its ancestors or of all that was made of it, each with its shortest distance."""
    asked = {"lot": lot_id, "back": back, "depth": depth}
    return {row.lot_id: row.depth for row in session.execute(_REACHED, asked)}


def links_among(
    session: Session, found: Mapping[int, int], *, back: bool, depth: int | None = None
) -> tuple[tuple[int, int, Decimal], ...]:
    """The links met on the walk that found these lots: parent id, child id, kilograms."""
    walked = [each for each, distance in found.items() if depth is None or distance < depth]
    return tuple(
        (parent, child, kg)
        for parent, child, kg in session.execute(_LINKS[back], {"lots": walked})
        if parent in found and child in found
    )


def walk(session: Session, lot_id: int, *, back: bool, depth: int | None = None) -> Lineage:
    """From one lot back to its ancestors or forward to what was made of it.

    A lot reached on several ways stands at its shortest distance; each link is met once.
    """
    found = reached(session, lot_id, back=back, depth=depth)
    return Lineage(found, links_among(session, found, back=back, depth=depth))
