"""Lots: states, and the facts that decide a registration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.process import Field, Name
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

    lot_id: int
    code: str
    type: str
    status: LotStatus
    void: bool
    remaining_kg: Decimal
    use_by: date | None = None
    slaughter_date: date | None = None
    awaits: str | None = None
    here_kg: Decimal = Decimal(0)
    first_kg: Decimal = Decimal(0)

    def frees_kg(self, kg: Decimal) -> Decimal:
        """What leaves that buffer when `kg` are consumed: what lies in no buffer goes first, then by entry."""
        return min(max(kg - self.first_kg, Decimal(0)), self.here_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class MincedFact:
    """Minced meat that a new lot would be made from, directly or not."""

    code: str
    slaughter_date: date
    species: Species


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerFact:
    """Crates or dolavs of one kind under a weighed lot."""

    type: str
    tare_kg: Decimal
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferFact:
    """A buffer as it is now. `celsius` is its own last AMBIENT reading."""

    buffer_id: int
    code: str
    allowed: tuple[str, ...]
    capacity_kg: Decimal
    used_kg: Decimal
    min_c: Decimal
    max_c: Decimal
    celsius: Decimal | None
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFacts:
    """All that a registration is decided on. Without a run only the lot type's own data is filled.

    `now` is the server's time, `acted_at` the kiosk's when the person acted. `minced` is looked for where the type
    says how old such meat may be (`age_days`, by species).
    """

    now: datetime
    acted_at: datetime
    site_id: int
    site: str
    process: str
    plant_day: date
    stock: bool
    inputs: tuple[str, ...]
    one_input_type: bool
    needs_meat: bool
    meats: tuple[str, ...]
    parents: tuple[ParentFact, ...]
    buffer: BufferFact | None
    supplier_id: int | None
    customer_id: int | None
    run_id: int | None = None
    run_code: str | None = None
    run_status: str | None = None
    run_version: int | None = None
    run_step: int | None = None
    creates: tuple[str, ...] = ()
    gate: bool = False
    limit_c: Decimal | None = None
    tolerated_c: Decimal | None = None
    yield_min: Decimal = Decimal(60)
    yield_max: Decimal = Decimal(115)
    main_inputs: tuple[str, ...] = ()
    type_name: Name = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    consigned: bool = False
    age_days: Mapping[str, int] = field(default_factory=dict)
    minced: tuple[MincedFact, ...] = ()
    needs_supplier: bool = False
    needs_customer: bool = False
    product_id: int | None = None
    product_type: str | None = None
    containers: tuple[ContainerFact, ...] = ()
    remeasures_id: int | None = None

    @property
    def containers_kg(self) -> Decimal:
        """What all the crates and dolavs weigh."""
        return sum((each.tare_kg * each.count for each in self.containers), ZERO_KG)

    @property
    def violation_above(self) -> Decimal | None:
        """The bound above which a reading holds the lot."""
        return self.limit_c if self.tolerated_c is None else self.tolerated_c
