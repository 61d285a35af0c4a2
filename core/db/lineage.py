"""Batch genealogy in the database: ancestors and descendants of a lot with the links between them."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Lineage:
    """Lots with their distance from the first one, and the links (parent id, child id, kilograms)."""

    depth: dict[int, int]
    links: tuple[tuple[int, int, Decimal], ...]


_LEVEL = {
    True: "SELECT parent_id, child_id, kg FROM app.lot_link WHERE child_id = ANY(:level)",
    False: "SELECT parent_id, child_id, kg FROM app.lot_link WHERE parent_id = ANY(:level)",
}


def walk(session: Session, lot_id: int, *, back: bool, depth: int | None = None) -> Lineage:
    """Level by level from one lot: back to its ancestors or forward to what was made of it.

    A lot reached on several ways stands at its shortest distance; each link is met once.
    """
    found = {lot_id: 0}
    links: list[tuple[int, int, Decimal]] = []
    level, distance = [lot_id], 0
    while level and (depth is None or distance < depth):
        distance += 1
        rows = session.execute(text(_LEVEL[back]), {"level": level}).all()
        links.extend((parent, child, kg) for parent, child, kg in rows)
        level = sorted({(parent if back else child) for parent, child, _ in rows} - found.keys())
        found.update(dict.fromkeys(level, distance))
    return Lineage(found, tuple(links))
