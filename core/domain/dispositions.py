"""The facts that decide what becomes of a lot after it is made."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from core.domain.facts import LOCKED, immutable
from core.domain.lots import LotStatus

SHIPPED = frozenset({LotStatus.FINISHED})
"""States of lots that left the plant: they are recalled, never voided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionFacts:
    """A lot that is not void. `children` are the codes of those made from it that are not void either, `used_kg`
    what children, runs and shipments have of it, `awaited` the test whose result is awaited."""

    lot_id: Annotated[int, immutable("lot.id")]
    uid: Annotated[UUID, immutable("lot.uid")]
    code: Annotated[str, immutable("lot.code")]
    status: Annotated[LotStatus, LOCKED]
    version: Annotated[int, LOCKED]
    used_kg: Annotated[Decimal, LOCKED] = Decimal("0.000")
    children: Annotated[tuple[str, ...], LOCKED] = ()
    awaited: Annotated[str | None, LOCKED] = None
