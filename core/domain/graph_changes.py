"""What one flow version sets otherwise than another, step by step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.graph import Graph, Node
from core.domain.process import Name

Setting = str | bool | Decimal


class StepChange(StrEnum):
    """What became of a step from the one version to the other."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A setting before and after; None where it is not set. `limit` names which where `field` is "limits"."""

    field: str
    limit: str | None = None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDifference:
    """A step that is not the same; of an added or removed one all its settings."""

    step: int
    step_key: str
    label: Name
    change: StepChange
    fields: tuple[SettingChange, ...]


def differences(a: Graph, b: Graph) -> tuple[StepDifference, ...]:
    """What differs from `a` to `b`, by the steps' order. Where boxes are drawn is no difference."""
    before, after = _by_step(a), _by_step(b)
    return tuple(
        found
        for index in sorted(before.keys() | after.keys())
        if (found := _difference(before.get(index), after.get(index)))
    )


def _by_step(graph: Graph) -> Mapping[int, Node]:
    """The first box of each step."""
    return {node.data.step_index: node for node in reversed(graph.nodes)}


def _difference(before: Node | None, after: Node | None) -> StepDifference | None:
    node = after or before
    fields = tuple(_fields(before, after))
    if node is None or not fields:
        return None
    gone = StepChange.REMOVED if after is None else StepChange.CHANGED
    return StepDifference(
        step=node.data.step_index,
        step_key=node.data.nodeType,
        label=node.data.label,
        change=StepChange.ADDED if before is None else gone,
        fields=fields,
    )


def _fields(before: Node | None, after: Node | None) -> Iterator[SettingChange]:
    old, new = _settings(before), _settings(after)
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            field, limit = key
            yield SettingChange(
                field=field, limit=limit, before=_shown(old.get(key)), after=_shown(new.get(key))
            )


def _settings(node: Node | None) -> dict[tuple[str, str | None], Setting]:
    """Everything a box sets, by field and limit; decimals as such, so that 7 is 7.0."""
    if node is None:
        return {}
    config = node.data.config
    return {
        ("key", None): node.data.nodeType,
        **{(f"label.{language}", None): text for language, text in node.data.label.items()},
        ("optional", None): config.optional,
        ("gate", None): config.gate,
        ("yield_min", None): config.yield_min,
        ("yield_max", None): config.yield_max,
        **{("limits", name): limit for name, limit in sorted(config.limits.items())},
    }


def _shown(setting: Setting | None) -> str | None:
    """As the graph's JSON writes it."""
    if isinstance(setting, bool):
        return "true" if setting else "false"
    return f"{setting:f}" if isinstance(setting, Decimal) else setting
