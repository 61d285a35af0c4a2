"""A process: the ordered steps of a plant and the lot types they make, read from one TOML file."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from core import resources
from core.domain import codec
from core.domain.calibration import Calibration
from core.domain.codes import LOT_TYPE, RUN_CODE, RUN_CODES, RUN_PREFIX
from core.errors import Refused

Name = Mapping[str, str]
"""A translatable name: {"en": ..., "hu": ...}."""

MOST_STEPS = 11
CORE = "core"
"""The limit that holds whatever the meat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ccp:
    """A critical control point. `limits` are inclusive upper bounds in degrees Celsius, keyed by meat or `core`.

    Above the limit and up to `tolerated` is a tolerated deviation; `core_only`: only CORE readings pass the gate.
    """

    limits: Mapping[str, Decimal]
    source: str
    tolerated: Decimal | None = None
    core_only: bool = False

    def limit(self, meat: str | None) -> Decimal | None:
        """The bound for this meat, or the one of the core."""
        return self.limits.get(meat or "", self.limits.get(CORE))


class FieldKind(StrEnum):
    """What is entered in a field that a process declares."""

    TEXT = "text"
    NUMBER = "number"
    COLOUR = "colour"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a run, a lot type or a gate's check. A NUMBER may have bounds (inclusive), a CHOICE its values."""

    key: str
    name: Name
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `creates` are the lot types made here (none at a step that only moves or starts).

    `checks` are asked at its gate: a required one needs a value before a lot may pass.
    """

    index: int
    key: str
    name: Name
    hint: Name
    gate: bool = False
    ccp: Ccp | None = None
    creates: tuple[str, ...] = ()
    checks: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Temperatures in degrees Celsius, both bounds inclusive; `low` None: as cold as one likes."""

    high: Decimal
    low: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotType:
    """What a step makes. `inputs` are the types it is made from; stock types have no step and no inputs.

    `one_input_type`: parents of one type only (one size a pallet). `label` names a file of core/labels.
    `fields` are asked when one is registered. `age_days`: how many days after slaughter minced meat in it may be,
    by species. `consigned`: it leaves the plant, so what the law asks of a consignment is kept of it.
    `store_c`: the band in which it is stored, told on its label.
    """

    type: str
    name: Name
    inputs: tuple[str, ...] = ()
    stock: bool = False
    needs_meat: bool = False
    one_input_type: bool = False
    label: str = "lot"
    fields: tuple[Field, ...] = ()
    age_days: Mapping[str, int] = field(default_factory=dict)
    consigned: bool = False
    store_c: Band | None = None
    target_kg: Decimal | None = None
    target_low_kg: Decimal | None = None
    target_high_kg: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferType:
    """The lot types a buffer of this type may allow at most."""

    type: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A plant's process. `run_code`, one of RUN_CODES, is how the codes of its runs read; `calibration` tells how its
    instruments are checked."""

    key: str
    name: Name
    steps: tuple[Step, ...]
    lot_types: tuple[LotType, ...]
    buffer_types: tuple[BufferType, ...] = ()
    meats: tuple[str, ...] = ()
    run_fields: tuple[Field, ...] = ()
    run_code: str = RUN_CODE
    calibration: Calibration = field(default_factory=Calibration)
    yield_min: Decimal = Decimal(60)
    yield_max: Decimal = Decimal(115)
    _by_type: Mapping[str, LotType] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_type = {each.type: each for each in self.lot_types}
        object.__setattr__(self, "_by_type", MappingProxyType(by_type))
        for fault in (*_step_faults(self), *_type_faults(self)):
            raise ValueError(f"{self.key}: {fault}")

    def lot_type(self, name: str) -> LotType | None:
        """The lot type of that name, or None."""
        return self._by_type.get(name)

    def made_at(self, step: int) -> tuple[LotType, ...]:
        """The lot types that a step creates."""
        return tuple(self._by_type[name] for name in self.steps[step].creates)

    def main_inputs(self, lot_type: LotType) -> tuple[str, ...]:
        """The inputs a lot of that type must come from: those that are made, or stock where there is no other."""
        made = tuple(name for name in lot_type.inputs if not self._by_type[name].stock)
        return made or lot_type.inputs

    def step_of(self, lot_type: str) -> int | None:
        """The index of the step that creates the type; None for stock types."""
        return next((step.index for step in self.steps if lot_type in step.creates), None)

    @property
    def last_step(self) -> int:
        """The index of the step at which a run completes."""
        return self.steps[-1].index


def _step_faults(process: Process) -> Iterator[str]:
    """What is wrong with the steps, one sentence each."""
    steps = process.steps
    if not steps or [step.index for step in steps] != list(range(len(steps))):
        yield "steps are not numbered 0, 1, 2 ..."
    if len(steps) > MOST_STEPS:
        yield f"more than {MOST_STEPS} steps"
    if twice := _repeated(step.key for step in steps):
        yield f"two steps are called {twice}"
    if process.yield_min > process.yield_max:
        yield "the yield band is empty"
    if process.run_code not in RUN_CODES:
        yield f"no run is called {process.run_code!r}, but one of {RUN_CODES}"
    for step in steps:
        limits = step.ccp.limits if step.ccp else {}
        if unknown := limits.keys() - {*process.meats, CORE}:
            yield f"step {step.key}: limits for unknown meats {sorted(unknown)}"
        if step.ccp and not limits:
            yield f"step {step.key}: a CCP without a limit"
        if (
            step.ccp
            and step.ccp.tolerated is not None
            and step.ccp.tolerated < max(limits.values())
        ):
            yield f"step {step.key}: less is tolerated than the limit allows"


def _type_faults(process: Process) -> Iterator[str]:
    """What is wrong with the lot types and their places, one sentence each."""
    types = {each.type: each for each in process.lot_types}
    made = [name for step in process.steps for name in step.creates]
    named = [
        *made,
        *(name for each in process.lot_types for name in each.inputs),
        *(name for each in process.buffer_types for name in each.allowed),
    ]
    if twice := _repeated(each.type for each in process.lot_types):
        yield f"two lot types are called {twice}"
    if unknown := set(named) - types.keys():
        yield f"unknown lot types {sorted(unknown)}"
    if twice := _repeated(made):
        yield f"{twice} is created at two steps"
    for name, each in types.items():
        if not re.fullmatch(LOT_TYPE, name) or name == RUN_PREFIX:
            yield f"{name!r} is no name for a lot type: at most 6 capitals and digits, not {RUN_PREFIX}"
        if each.stock and (each.inputs or name in made):
            yield f"{name} is stock, yet it is made"
        if not each.stock and name not in made:
            yield f"{name} is created at no step"


def _repeated(names: Iterable[str]) -> str | None:
    """The first name that comes twice, or None."""
    return next((name for name, count in Counter(names).items() if count > 1), None)


@cache
def load(key: str) -> Process:
    """The process of resources/processes/`key`.toml; ValueError names what is wrong in the file."""
    path = resources.path("processes", f"{key}.toml")
    return parse(tomllib.loads(path.read_text("utf-8"), parse_float=Decimal))


def parse(data: Mapping[str, object]) -> Process:
    """A process out of parsed TOML; ValueError names the fault."""
    try:
        return codec.build(Process, data)
    except Refused as refusal:
        raise ValueError(f"process: {dict(refusal.violation.details)}") from refusal
