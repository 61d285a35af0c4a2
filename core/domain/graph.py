"""A flow's graph: the steps of a process as boxes in their order, each with what the version sets at it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from core.domain.flows import FlowStep
from core.domain.process import Name, Process, Step

STEP = "step"
"""The one type of node there is."""

TOLERATED = "tolerated"
"""Among the limits of a node: up to where a deviation is tolerated."""

_COLUMNS, _WIDE, _HIGH = 4, 217, 164
"""How the boxes of a new flow are laid out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a box is drawn."""

    x: Decimal | int = 0
    y: Decimal | int = 0

    def __post_init__(self) -> None:
        _keep_whole(self, "x", "y")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewport:
    """What of the drawing is looked at."""

    x: Decimal | int = 0
    y: Decimal | int = 0
    zoom: Decimal | int = 1

    def __post_init__(self) -> None:
        _keep_whole(self, "x", "y", "zoom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a version sets at a step. Yields are per cent, inclusive; limits upper bounds in degrees Celsius by
    meat or `core`, beside them `tolerated`."""

    optional: bool
    gate: bool
    yield_min: Decimal
    yield_max: Decimal
    limits: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeData:
    """The step that a box stands for: its index and, as `nodeType`, its key in the process."""

    step_index: int
    label: Name
    nodeType: str  # noqa: N815  # the graph's public name, as drawing libraries write it
    config: Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box. Runs keep its id at each of their steps."""

    id: str
    type: str
    data: NodeData
    position: Position = field(default_factory=Position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """From one box to the next, by their ids."""

    id: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A version's boxes and how they are joined."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    viewport: Viewport = field(default_factory=Viewport)


def of_process(plant: Process) -> Graph:
    """The process as it stands: its steps in order, each joined to the next, nothing optional."""
    return Graph(
        nodes=tuple(_node(plant, step) for step in plant.steps),
        edges=tuple(
            Edge(id=f"{here.key}-{there.key}", source=here.key, target=there.key)
            for here, there in pairwise(plant.steps)
        ),
    )


def step_of(plant: Process, node: Node) -> Step | None:
    """The step that a box stands for, or None where the process has none of that index and key."""
    data = node.data
    return next(
        (
            each
            for each in plant.steps
            if (each.index, each.key) == (data.step_index, data.nodeType)
        ),
        None,
    )


def steps(graph: Graph, plant: Process) -> tuple[FlowStep, ...]:
    """What the graph sets at each step of the process, by index; of an unfinished draft what it has."""
    return tuple(sorted(_steps(graph, plant), key=lambda step: step.step))


def _steps(graph: Graph, plant: Process) -> Iterator[FlowStep]:
    taken: set[int] = set()
    for node in graph.nodes:
        step, config = step_of(plant, node), node.data.config
        if step is None or step.index in taken:
            continue
        taken.add(step.index)
        yield FlowStep(
            step=step.index,
            key=step.key,
            node_id=node.id,
            gate=config.gate,
            optional=config.optional,
            limits={name: limit for name, limit in config.limits.items() if name != TOLERATED},
            tolerated=config.limits.get(TOLERATED),
            core_only=step.ccp is not None and step.ccp.core_only,
            yield_min=config.yield_min,
            yield_max=config.yield_max,
        )


def law(step: Step) -> Mapping[str, Decimal]:
    """The bounds of a step that no version may loosen; none where it is no CCP."""
    if step.ccp is None:
        return {}
    tolerated = {} if step.ccp.tolerated is None else {TOLERATED: step.ccp.tolerated}
    return {**step.ccp.limits, **tolerated}


def _node(plant: Process, step: Step) -> Node:
    row, column = divmod(step.index, _COLUMNS)
    return Node(
        id=step.key,
        type=STEP,
        position=Position(x=column * _WIDE, y=row * _HIGH),
        data=NodeData(
            step_index=step.index,
            label=dict(step.name),
            nodeType=step.key,
            config=Config(
                optional=False,
                gate=step.gate,
                yield_min=plant.yield_min,
                yield_max=plant.yield_max,
                limits=law(step),
            ),
        ),
    )


def _keep_whole(value: object, *names: str) -> None:
    """A whole number stays one: as JSON a decimal would be text."""
    for name in names:
        number = getattr(value, name)
        if number == int(number):
            object.__setattr__(value, name, int(number))
