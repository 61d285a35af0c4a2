"""What may be wrong with a flow's graph: by itself, against the law's bounds, and as a whole process."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from core.domain import names
from core.domain.graph import STEP, TOLERATED, Graph, Node, law, step_of
from core.domain.process import Process, Step
from core.domain.values import MAX_CELSIUS
from core.errors import Violation

MOST_NODES = 50
MOST_EDGES = 200
LONGEST_ID = 64
FINEST_LIMIT = Decimal("0.01")
"""Limits are set to a hundredth of a degree: finer than any thermometer of the floor."""


def malformed(graph: Graph) -> Iterator[Violation]:
    """What no graph may be, whatever the process."""
    if len(graph.nodes) > MOST_NODES or len(graph.edges) > MOST_EDGES:
        yield Violation("invalid", {"argument": "graph", "reason": "too_many_nodes"})
        return
    for of_kind in (Counter(n.id for n in graph.nodes), Counter(e.id for e in graph.edges)):
        for each, count in of_kind.items():
            yield from names.unusable_text(each, "graph", LONGEST_ID)
            if count > 1:
                yield Violation("invalid", {"argument": "graph", "reason": "same_id", "id": each})
    ids = {node.id for node in graph.nodes}
    for edge in graph.edges:
        if not {edge.source, edge.target} <= ids:
            yield Violation("invalid", {"argument": "graph", "reason": "loose_edge", "id": edge.id})
    for node in graph.nodes:
        yield from _malformed(node)


def _malformed(node: Node) -> Iterator[Violation]:
    named = {"step": node.data.step_index, "name": dict(node.data.label)}
    if node.type != STEP:
        yield Violation("invalid", {"argument": "graph", "reason": "unknown_value", "id": node.id})
    yield from names.unusable(node.data.label)
    config = node.data.config
    if not 0 < config.yield_min <= config.yield_max:
        yield Violation("invalid", {"argument": "yield_min", "reason": "yield_band", **named})
    for name, limit in config.limits.items():
        if abs(limit) >= MAX_CELSIUS:
            yield Violation("invalid", {"argument": "limits", "reason": "out_of_range", **named})
        elif limit != limit.quantize(FINEST_LIMIT):
            yield Violation(
                "invalid", {"argument": "limits", "reason": "limit_places", "limit": name, **named}
            )


def out_of_bounds(graph: Graph, plant: Process) -> Iterator[Violation]:
    """Each box is a step of the process, and no limit of it is looser than the law's."""
    for node in graph.nodes:
        step = step_of(plant, node)
        if step is None:
            yield Violation(
                "invalid",
                {
                    "argument": "graph",
                    "reason": "unknown_step",
                    "step": node.data.step_index,
                    "key": node.data.nodeType,
                },
            )
        else:
            yield from _loose(node, step)


def _loose(node: Node, step: Step) -> Iterator[Violation]:
    """A bound is inclusive: a limit equal to the law's is as strict as the law."""
    bounds, limits = law(step), node.data.config.limits
    for name, limit in limits.items():
        if name not in bounds:
            yield Violation(
                "invalid",
                {"argument": "limits", "reason": "unknown_limit", "limit": name, **_named(step)},
            )
        elif limit > bounds[name]:
            yield Violation(
                "invalid",
                {
                    "argument": "limits",
                    "reason": "looser_than_law",
                    "limit": name,
                    "bound_c": f"{bounds[name]:f}",
                    "given_c": f"{limit:f}",
                    **_named(step),
                },
            )
    tolerated = limits.get(TOLERATED)
    if tolerated is not None and any(limit > tolerated for limit in limits.values()):
        yield Violation(
            "invalid", {"argument": "limits", "reason": "tolerated_below_limit", **_named(step)}
        )


def incomplete(graph: Graph, plant: Process) -> Iterator[Violation]:
    """What keeps a graph within bounds from being the process whole: a step, a gate or a limit is missing, or the
    way is not one."""
    nodes: dict[int, Node] = {}
    places: dict[str, int] = {}
    for node in graph.nodes:
        if (step := step_of(plant, node)) is None:
            continue
        if step.index in nodes:
            twice = _named(step)
            yield Violation("invalid", {"argument": "graph", "reason": "step_twice", **twice})
        nodes[step.index] = node
        places[node.id] = step.index
    for step in plant.steps:
        if step.index not in nodes:
            gone = _named(step)
            yield Violation("invalid", {"argument": "graph", "reason": "missing_step", **gone})
        else:
            yield from _weakened(nodes[step.index], step, plant)
    yield from _disordered(graph, plant, places)


def may_be_optional(step: Step, plant: Process) -> bool:
    """Any step but the first, the last and a CCP: what the law watches is never left out."""
    return step.ccp is None and 0 < step.index < plant.last_step


def _weakened(node: Node, step: Step, plant: Process) -> Iterator[Violation]:
    """A gate may be added, and none that the process has be taken away; the same for the limits of a CCP.

    No tolerance at all is stricter than the law's, so `tolerated` alone may be left out.
    """
    config = node.data.config
    if step.gate and not config.gate:
        yield Violation("invalid", {"argument": "graph", "reason": "gate_removed", **_named(step)})
    for name in law(step):
        if name not in config.limits and name != TOLERATED:
            yield Violation(
                "invalid",
                {"argument": "limits", "reason": "limit_removed", "limit": name, **_named(step)},
            )
    if config.optional and not may_be_optional(step, plant):
        yield Violation("invalid", {"argument": "graph", "reason": "not_optional", **_named(step)})


def _disordered(graph: Graph, plant: Process, places: Mapping[str, int]) -> Iterator[Violation]:
    """Each step is joined to the next and to nothing else: so there is one start, one end and no circle, and
    all of it hangs together."""
    joined = Counter(
        (places[edge.source], places[edge.target])
        for edge in graph.edges
        if edge.source in places and edge.target in places
    )
    for begin, end in joined:
        if end <= begin:
            back = _named(plant.steps[begin])
            yield Violation("invalid", {"argument": "graph", "reason": "goes_back", **back})
    for here, there in pairwise(plant.steps):
        if not joined[here.index, there.index]:
            yield Violation(
                "invalid",
                {
                    "argument": "graph",
                    "reason": "not_joined",
                    **_named(here),
                    "next": dict(there.name),
                },
            )
    for (begin, end), count in joined.items():
        if end > begin + 1 or count > 1:
            more = _named(plant.steps[begin])
            yield Violation("invalid", {"argument": "graph", "reason": "second_way", **more})


def _named(step: Step) -> dict[str, object]:
    return {"step": step.index, "name": dict(step.name)}
