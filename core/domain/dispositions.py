"""The facts that decide what becomes of a lot after it is made."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from core.domain.lots import LotStatus

SHIPPED = frozenset({LotStatus.FINISHED})
"""States of lots that left the plant: they are recalled, never voided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionFacts:
    """A lot that is not void. `children` are the codes of those made from it that are not void either, `used_kg`
    what children, runs and shipments have of it, `awaited` the test whose result is awaited."""

    lot_id: int
    lot_uid: UUID
    code: str
    status: LotStatus
    used_kg: Decimal = Decimal("0.000")
    children: tuple[str, ...] = ()
    awaited: str | None = None
