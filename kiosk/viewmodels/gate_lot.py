"""A lot before its gate: how the rules of decisions see it, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.domain.commands.quality import InspectLot, RecordTemperature
from core.domain.lots import LotStatus
from core.domain.process import Ccp, LotType
from core.domain.quality import Decision, TemperatureKind
from core.domain.queries.lots import Lot
from core.domain.queries.runs import RunStep
from core.domain.words import Words
from core.errors import Violation
from core.rules import first_violation
from kiosk.viewmodels.checks import Check, checks, inspect_facts, limit_of, with_reading


@dataclass(frozen=True, slots=True)
class GateLot:
    """The lot with the step that made it; `ccp` is None where that is no critical control point."""

    lot: Lot
    gate: bool
    ccp: Ccp | None
    lot_type: LotType | None

    @property
    def held(self) -> bool:
        return self.lot.status is LotStatus.HOLD

    @property
    def kind_may_change(self) -> bool:
        """Whether a surface temperature counts here as well."""
        return self.ccp is None or not self.ccp.core_only

    @property
    def limit(self) -> Decimal | None:
        return limit_of(self.lot, self.ccp)

    def checks(self, words: Words) -> tuple[Check, ...]:
        """What is known of it."""
        return checks(words, self.lot, self.lot_type, self.ccp)

    def broken(self, decision: Decision) -> Violation | None:
        """The first rule that stands against the decision, as the core would answer it."""
        facts = inspect_facts(self.lot, gate=self.gate, ccp=self.ccp)
        return first_violation(InspectLot(lot=self.lot.code, decision=decision), facts)

    def first_reading(self, kind: TemperatureKind) -> UUID | None:
        """The first reading of this kind, which the next one measures again."""
        first = next((each for each in self.lot.temperatures if each.kind is kind), None)
        return UUID(first.temperature_id) if first and first.temperature_id else None


def gate_lot(
    lot: Lot,
    step: RunStep | None,
    ccp: Ccp | None,
    lot_type: LotType | None,
    kept: Sequence[RecordTemperature],
    now: datetime,
) -> GateLot:
    """The lot at its step, with the readings that this kiosk keeps and has not sent yet."""
    if step is None or not step.ccp:
        ccp = None
    for command in kept:
        if command.lot == lot.code:
            lot = with_reading(lot, ccp, command, now)
    return GateLot(
        lot=lot,
        gate=step is not None and step.gate,
        ccp=ccp,
        lot_type=lot_type,
    )
