"""Readings and quality decisions, and the facts that decide them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from core.domain.calibration import InstrumentFact
from core.domain.facts import GUARDED, TOLD, immutable, of_process
from core.domain.lots import LotStatus
from core.domain.process import Field


class Decision(StrEnum):
    """A quality decision at a gate."""

    PASS = "PASS"
    HOLD = "HOLD"
    FAIL = "FAIL"


class InspectionType(StrEnum):
    """What a decision rests on: at a CCP the temperature, else what is seen."""

    VISUAL = "visual"
    WEIGHT = "weight"
    TEMPERATURE = "temperature"
    LABORATORY = "laboratory"
    OTHER = "other"


class TemperatureKind(StrEnum):
    """Where a temperature was taken."""

    SURFACE = "SURFACE"
    CORE = "CORE"
    AMBIENT = "AMBIENT"


class Source(StrEnum):
    """Whether a figure came from the instrument or was typed by a person."""

    DEVICE = "device"
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFacts:
    """The lot or buffer a temperature was taken of. Limits are those of the CCP that made the lot, else None.

    `now` is the server's time, `acted_at` the kiosk's when the person acted. `remeasures_here`: the reading that
    is measured again was of the same lot or buffer. `probe`: the instrument, where it was ever checked.
    """

    now: Annotated[datetime, GUARDED]
    acted_at: Annotated[datetime, TOLD]
    lot_id: Annotated[int | None, immutable("lot.id")] = None
    code: Annotated[str, immutable("lot.code")] = ""
    status: Annotated[LotStatus | None, TOLD] = None
    limit_c: Annotated[Decimal | None, immutable("flow_step.limits", "lot.meat")] = None
    tolerated_c: Annotated[Decimal | None, immutable("flow_step.tolerated")] = None
    probe: Annotated[InstrumentFact | None, GUARDED] = None
    buffer_id: Annotated[int | None, immutable("buffer.code")] = None
    remeasures_id: Annotated[int | None, immutable("temperature_log.uid")] = None
    remeasures_here: Annotated[
        bool, immutable("temperature_log.lot_id", "temperature_log.buffer_id")
    ] = True

    @property
    def violation_above(self) -> Decimal | None:
        """The bound above which a reading holds the lot."""
        return self.limit_c if self.tolerated_c is None else self.tolerated_c


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectFacts:
    """The lot at its gate. `celsius` is the last reading of a kind that passes this gate.

    `checks` are what the process asks at the step that made it.
    """

    lot_id: Annotated[int, immutable("lot.id")]
    code: Annotated[str, immutable("lot.code")]
    status: Annotated[LotStatus, GUARDED]
    gate: Annotated[bool, immutable("flow_step.gate")]
    ccp: Annotated[bool, immutable("flow_step.limits")]
    limit_c: Annotated[Decimal | None, immutable("flow_step.limits", "lot.meat")] = None
    tolerated_c: Annotated[Decimal | None, immutable("flow_step.tolerated")] = None
    celsius: Annotated[Decimal | None, GUARDED] = None
    reading_id: Annotated[int | None, TOLD] = None
    run_id: Annotated[int | None, immutable("lot.run_id")] = None
    step: Annotated[int | None, immutable("lot.step")] = None
    checks: Annotated[tuple[Field, ...], of_process("process_step.checks")] = ()

    @property
    def bound(self) -> Decimal | None:
        """The warmest reading that passes here."""
        return self.limit_c if self.tolerated_c is None else self.tolerated_c

    @property
    def deviates(self) -> bool:
        """Whether the reading is above the limit and still within what is tolerated."""
        if self.celsius is None or self.limit_c is None or self.bound is None:
            return False
        return self.limit_c < self.celsius <= self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """A lot that something is written about."""

    lot_id: Annotated[int, immutable("lot.id")]
    code: Annotated[str, immutable("lot.code")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts(LotFacts):
    """A lot whose record is reviewed: the last reading at its CCP, and whether the reviewer took one of them."""

    reading_id: Annotated[int | None, immutable("temperature_log.id")]
    own: Annotated[bool, GUARDED]
