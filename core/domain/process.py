"""A process: the ordered steps of a plant and the lot types they make, read from one TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from core import resources
from core.domain import codec
from core.errors import Refused

Name = Mapping[str, str]
"""A translatable name: {"en": ..., "hu": ...}."""

MOST_STEPS = 11


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
        return self.limits.get(meat or "", self.limits.get("core"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `creates` are the lot types made here (none at a step that only moves or starts)."""

    index: int
    key: str
    name: Name
    hint: Name
    gate: bool = False
    ccp: Ccp | None = None
    creates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LotType:
    """What a step makes. `inputs` are the types it is made from; stock types have no step and no inputs.

    `one_input_type`: parents of one type only (one size a pallet). `label` names a file of core/labels.
    """

    type: str
    name: Name
    inputs: tuple[str, ...] = ()
    stock: bool = False
    needs_meat: bool = False
    one_input_type: bool = False
    label: str = "lot"
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
    """A plant's process."""

    key: str
    name: Name
    steps: tuple[Step, ...]
    lot_types: tuple[LotType, ...]
    buffer_types: tuple[BufferType, ...]
    meats: tuple[str, ...] = ()
    yield_min: Decimal = Decimal(60)
    yield_max: Decimal = Decimal(115)
    _by_type: Mapping[str, LotType] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_type = {each.type: each for each in self.lot_types}
        object.__setattr__(self, "_by_type", MappingProxyType(by_type))
        if [step.index for step in self.steps] != list(range(len(self.steps))):
            raise ValueError(f"{self.key}: steps are not numbered 0, 1, 2 ...")
        if len(self.steps) > MOST_STEPS:
            raise ValueError(f"{self.key}: more than {MOST_STEPS} steps")
        named = [
            *(name for step in self.steps for name in step.creates),
            *(name for each in self.lot_types for name in each.inputs),
            *(name for each in self.buffer_types for name in each.allowed),
        ]
        if unknown := set(named) - set(by_type):
            raise ValueError(f"{self.key}: unknown lot types {sorted(unknown)}")

    def lot_type(self, name: str) -> LotType | None:
        """The lot type of that name, or None."""
        return self._by_type.get(name)

    def made_at(self, step: int) -> tuple[LotType, ...]:
        """The lot types that a step creates."""
        return tuple(self._by_type[name] for name in self.steps[step].creates)

    def step_of(self, lot_type: str) -> int | None:
        """The index of the step that creates the type; None for stock types."""
        return next((step.index for step in self.steps if lot_type in step.creates), None)

    @property
    def last_step(self) -> int:
        """The index of the step at which a run completes."""
        return self.steps[-1].index


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
