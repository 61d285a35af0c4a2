"""states.md, permissions.md and a page for each process: the plant's tables as they are enforced."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from core import resources
from core.domain import process
from core.domain.alarms import ALARM
from core.domain.calibration import InstrumentCheck, InstrumentKind
from core.domain.commands import COMMANDS
from core.domain.flows import FLOW
from core.domain.labels import LABEL
from core.domain.lots import LOT
from core.domain.people import MAY, Permission, Role
from core.domain.process import Ccp, LotType, Name, Process, Step
from core.domain.runs import RUN, STEP
from kiosk.i18n.terms import TERMS
from tools.reference.markdown import code, codes, page, table

Table = Mapping[Any, StrEnum]
"""A state table, keyed (state, action)."""

_MACHINES: Mapping[str, Table] = {
    "Flow version": FLOW,
    "Run": RUN,
    "Step": STEP,
    "Lot": LOT,
    "Label": LABEL,
    "Alarm": ALARM,
}


def states() -> str:
    """The state machines as diagrams and tables."""
    return page(
        "States",
        "What may become of a flow version, a run, one step of a run, a lot and an alarm. Every other pair of "
        "state and action is refused as `illegal_transition`. An action is a transition that the plant allows, not a "
        "command: which commands there are stands in [commands.md](commands.md).",
        *(_machine(name, machine) for name, machine in _MACHINES.items()),
    )


def permissions() -> str:
    """Which role has which permission."""
    rows = [
        (code(each), TERMS["Permission"][each], *_marks(MAY[each]), _needing(each))
        for each in Permission
    ]
    return page(
        "Permissions",
        "What each role may do. Buttons, commands and the database hold to the same table.",
        table(("Permission", "Means", *Role, "Commands"), rows),
    )


def processes() -> Mapping[str, str]:
    """A page for each process of resources/processes, by its file name."""
    keys = sorted(path.stem for path in resources.path("processes").glob("*.toml"))
    return {f"process-{key}.md": _process(process.load(key)) for key in keys}


def _machine(name: str, machine: Table) -> str:
    begin = next(iter(machine))[0]
    arrows = [f"    {state} --> {after}: {action}" for (state, action), after in machine.items()]
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {begin}", *arrows, "```"])
    rows = [(code(state), action, code(after)) for (state, action), after in machine.items()]
    return "\n\n".join([f"## {name}", diagram, table(("From", "Action", "To"), rows)])


def _marks(roles: Iterable[Role]) -> list[str]:
    return ["yes" if role in roles else "" for role in Role]


def _needing(permission: Permission) -> str:
    return codes(spec.name for spec in COMMANDS.values() if spec.permission is permission)


def _process(plant: Process) -> str:
    stock = [each for each in plant.lot_types if each.stock]
    made = [each for each in plant.lot_types if not each.stock]
    return page(
        f"Process {plant.key}: {_named(plant.name)}",
        f"`resources/processes/{plant.key}.toml` as tables. Limits are inclusive upper bounds in degrees Celsius. "
        f"A yield outside {plant.yield_min} to {plant.yield_max} % needs a note.",
        "## Steps",
        table(
            ("#", "Key", "Name", "Creates", "Made from", "Gate", "CCP"),
            [_step(plant, step) for step in plant.steps],
        ),
        "## Lot types",
        table(
            ("Type", "Name", "Step", "Made from", "Target kg", "Label"),
            [_lot_type(plant, each) for each in made],
        ),
        "## Stock types",
        "Registered without a run, released at once.",
        table(("Type", "Name"), [(code(each.type), _named(each.name)) for each in stock]),
        "## Buffer types",
        table(
            ("Type", "Takes at most"),
            [(code(each.type), codes(each.allowed)) for each in plant.buffer_types],
        ),
        "## Checks of instruments",
        table(
            ("Kind", "May be off by", "Holds for days", "Source"),
            [_check(kind, plant.calibration.of(kind)) for kind in InstrumentKind],
        ),
    )


def _check(kind: InstrumentKind, check: InstrumentCheck) -> tuple[str, ...]:
    unit = "kg" if kind is InstrumentKind.SCALE else "°C"
    share = f", or {check.tolerance_pct} % of the reference where that is more"
    more = share if check.tolerance_pct else ""
    return code(kind), f"{check.tolerance} {unit}{more}", str(check.days), check.source


def _step(plant: Process, step: Step) -> tuple[str, ...]:
    inputs = dict.fromkeys(name for each in plant.made_at(step.index) for name in each.inputs)
    return (
        str(step.index),
        code(step.key),
        _named(step.name),
        codes(step.creates),
        codes(inputs),
        "yes" if step.gate else "",
        _ccp(step.ccp),
    )


def _ccp(ccp: Ccp | None) -> str:
    if ccp is None:
        return ""
    limits = ", ".join(f"{name} {limit}" for name, limit in ccp.limits.items())
    more = f"; up to {ccp.tolerated} tolerated with a note" if ccp.tolerated is not None else ""
    core = "; only CORE readings pass" if ccp.core_only else ""
    return f"{limits}{more}{core} ({ccp.source})"


def _lot_type(plant: Process, each: LotType) -> tuple[str, ...]:
    band = f"{each.target_kg} ({each.target_low_kg} to {each.target_high_kg})"
    more = " (one type a lot)" if each.one_input_type else ""
    return (
        code(each.type),
        _named(each.name),
        str(plant.step_of(each.type)),
        f"{codes(each.inputs)}{more}",
        band if each.target_kg is not None else "",
        each.label,
    )


def _named(name: Name) -> str:
    return " / ".join(dict.fromkeys(name.values()))
