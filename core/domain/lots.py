"""Lots: states, and the facts that decide a registration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from core.domain.calibration import InstrumentFact
from core.domain.facts import GUARDED, TOLD, VERSIONED, immutable, of_process
from core.domain.process import Field
from core.domain.values import ZERO_KG

MINCED = "minced"
"""The meat that grows too old to be used further."""


class Species(StrEnum):
    """What animal meat is of, as far as it decides how old it may be.

    BEEF_VACUUM is boned beef or veal, vacuum-packed.
    """

    POULTRY = "poultry"
    OTHER = "other"
    BEEF_VACUUM = "beef_vacuum"


class LotStatus(StrEnum):
    """Where a lot stands; CREATED exists only inside the registering transaction."""

    CREATED = "CREATED"
    QUARANTINE = "QUARANTINE"
    RELEASED = "RELEASED"
    HOLD = "HOLD"
    REJECTED = "REJECTED"
    CONSUMED = "CONSUMED"
    FINISHED = "FINISHED"


FINAL = frozenset({LotStatus.REJECTED, LotStatus.FINISHED})
GONE = FINAL | {LotStatus.CONSUMED}


class LotAction(StrEnum):
    """What happens to a lot. AWAIT: made at a gate; ACCEPT: made at a step without one."""

    AWAIT = "await"
    ACCEPT = "accept"
    PASS = "pass"
    HOLD = "hold"
    FAIL = "fail"
    RELEASE = "release"
    CONSUME = "consume"
    FINISH = "finish"
    GIVE_BACK = "give_back"


LOT: Mapping[tuple[LotStatus, LotAction], LotStatus] = {
    (LotStatus.CREATED, LotAction.AWAIT): LotStatus.QUARANTINE,
    (LotStatus.CREATED, LotAction.ACCEPT): LotStatus.RELEASED,
    (LotStatus.CREATED, LotAction.HOLD): LotStatus.HOLD,
    (LotStatus.QUARANTINE, LotAction.PASS): LotStatus.RELEASED,
    (LotStatus.QUARANTINE, LotAction.HOLD): LotStatus.HOLD,
    (LotStatus.QUARANTINE, LotAction.FAIL): LotStatus.REJECTED,
    (LotStatus.RELEASED, LotAction.HOLD): LotStatus.HOLD,
    (LotStatus.RELEASED, LotAction.CONSUME): LotStatus.CONSUMED,
    (LotStatus.RELEASED, LotAction.FINISH): LotStatus.FINISHED,
    (LotStatus.HOLD, LotAction.RELEASE): LotStatus.RELEASED,
    (LotStatus.HOLD, LotAction.FAIL): LotStatus.REJECTED,
    (LotStatus.CONSUMED, LotAction.GIVE_BACK): LotStatus.RELEASED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentFact:
    """A lot named as a parent, as it is now.

    `awaits`: the lot whose laboratory result is awaited, itself or one it is made from (known for consignments only).
    `here_kg` lies in the buffer that the new lot is to go into, `first_kg` is taken before that.
    """

    lot_id: Annotated[int, immutable("lot.id")]
    code: Annotated[str, immutable("lot.code")]
    type: Annotated[str, immutable("lot.type")]
    status: Annotated[LotStatus, GUARDED]
    void: Annotated[bool, GUARDED]
    remaining_kg: Annotated[Decimal, GUARDED]
    use_by: Annotated[date | None, immutable("lot.use_by")] = None
    slaughter_date: Annotated[date | None, immutable("lot.slaughter_date")] = None
    awaits: Annotated[str | None, GUARDED] = None
    here_kg: Annotated[Decimal, GUARDED] = Decimal(0)
    first_kg: Annotated[Decimal, GUARDED] = Decimal(0)

    def frees_kg(self, kg: Decimal) -> Decimal:
        """What leaves that buffer when `kg` are consumed: what lies in no buffer goes first, then by entry."""
        return min(max(kg - self.first_kg, Decimal(0)), self.here_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class MincedFact:
    """Minced meat that a new lot would be made from, directly or not."""

    code: Annotated[str, immutable("lot.code")]
    slaughter_date: Annotated[date, immutable("lot.slaughter_date")]
    species: Annotated[Species, immutable("lot.species")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerFact:
    """Crates or dolavs of one kind under a weighed lot."""

    type: Annotated[str, immutable("container.type")]
    tare_kg: Annotated[Decimal, immutable("container.tare_kg")]
    count: Annotated[int, TOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferFact:
    """A buffer as it is now. `celsius` is its own last AMBIENT reading."""

    buffer_id: Annotated[int, immutable("buffer.id")]
    code: Annotated[str, immutable("buffer.code")]
    allowed: Annotated[tuple[str, ...], GUARDED]
    capacity_kg: Annotated[Decimal, GUARDED]
    used_kg: Annotated[Decimal, GUARDED]
    min_c: Annotated[Decimal, GUARDED]
    max_c: Annotated[Decimal, GUARDED]
    celsius: Annotated[Decimal | None, GUARDED]
    open: Annotated[bool, GUARDED]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFacts:
    """All that a registration is decided on. Without a run only the lot type's own data is filled.

    `now` is the server's time, `acted_at` the kiosk's when the person acted. `minced` is looked for where the type
    says how old such meat may be (`age_days`, by species). `probe` and `scale`: the instruments that are named, where
    they were ever checked.
    """

    now: Annotated[datetime, GUARDED]
    acted_at: Annotated[datetime, TOLD]
    site_id: Annotated[int, immutable("kiosk.site_id")]
    site: Annotated[str, immutable("site.code")]
    process: Annotated[str, immutable("site.process")]
    plant_day: Annotated[date, GUARDED]
    stock: Annotated[bool, GUARDED]
    inputs: Annotated[tuple[str, ...], GUARDED]
    one_input_type: Annotated[bool, GUARDED]
    needs_meat: Annotated[bool, GUARDED]
    meats: Annotated[tuple[str, ...], of_process("lot_type.meats")]
    parents: Annotated[tuple[ParentFact, ...], TOLD]
    buffer: Annotated[BufferFact | None, TOLD]
    supplier_id: Annotated[int | None, immutable("supplier.code")]
    customer_id: Annotated[int | None, immutable("customer.code")]
    run_id: Annotated[int | None, immutable("production_run.id")] = None
    run_code: Annotated[str | None, immutable("production_run.code")] = None
    run_status: Annotated[str | None, GUARDED] = None
    run_version: Annotated[int | None, VERSIONED] = None
    run_step: Annotated[int | None, VERSIONED] = None
    creates: Annotated[tuple[str, ...], GUARDED] = ()
    gate: Annotated[bool, immutable("flow_step.gate")] = False
    limit_c: Annotated[Decimal | None, immutable("flow_step.limits")] = None
    tolerated_c: Annotated[Decimal | None, immutable("flow_step.tolerated")] = None
    yield_min: Annotated[Decimal, immutable("flow_step.yield_min")] = Decimal(60)
    yield_max: Annotated[Decimal, immutable("flow_step.yield_max")] = Decimal(115)
    main_inputs: Annotated[tuple[str, ...], GUARDED] = ()
    fields: Annotated[tuple[Field, ...], of_process("lot_type.fields")] = ()
    consigned: Annotated[bool, GUARDED] = False
    age_days: Annotated[Mapping[str, int], GUARDED] = field(default_factory=dict)
    minced: Annotated[tuple[MincedFact, ...], GUARDED] = ()
    needs_supplier: Annotated[bool, GUARDED] = False
    needs_customer: Annotated[bool, GUARDED] = False
    product_id: Annotated[int | None, immutable("product.sku")] = None
    product_type: Annotated[str | None, GUARDED] = None
    containers: Annotated[tuple[ContainerFact, ...], TOLD] = ()
    remeasures_id: Annotated[int | None, immutable("temperature_log.uid")] = None
    probe: Annotated[InstrumentFact | None, GUARDED] = None
    scale: Annotated[InstrumentFact | None, GUARDED] = None

    @property
    def containers_kg(self) -> Decimal:
        """What all the crates and dolavs weigh."""
        return sum((each.tare_kg * each.count for each in self.containers), ZERO_KG)

    @property
    def violation_above(self) -> Decimal | None:
        """The bound above which a reading holds the lot."""
        return self.limit_c if self.tolerated_c is None else self.tolerated_c
