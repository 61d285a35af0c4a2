"""What the database knows of the processes: written when a plant is founded, and anew by each release."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from core import resources
from core.db.rows import Base
from core.db.rows.flows import BufferTypeRow, LotTypeRow, ProcessRow, ProcessStepRow
from core.domain import codec, process
from core.domain.graph_checks import may_be_optional
from core.domain.process import Process

Rows = list[Mapping[str, Any]]


def write_processes(connection: Connection) -> None:
    """Every process as its file says it, over what an earlier release left of it."""
    for key in resources.processes():
        for row_class, rows in _rows(process.load(key)):
            for values in rows:
                _write(connection, row_class, values)


def _write(connection: Connection, row_class: type[Base], values: Mapping[str, Any]) -> None:
    keys = [column.name for column in row_class.__table__.primary_key]
    said = {name: value for name, value in values.items() if name not in keys}
    fresh = insert(row_class).values(**values)
    connection.execute(fresh.on_conflict_do_update(index_elements=keys, set_=said))


def _rows(plant: Process) -> Iterator[tuple[type[Base], Rows]]:
    """The rows of a process, by their class."""
    band = {"yield_min": plant.yield_min, "yield_max": plant.yield_max}
    run_fields = codec.plain(plant.run_fields)
    checks = codec.plain(plant.calibration)
    yield (
        ProcessRow,
        [{"process": plant.key, "run_fields": run_fields, "calibration": checks, **band}],
    )
    yield ProcessStepRow, list(_steps(plant))
    yield LotTypeRow, list(_lot_types(plant))
    yield (
        BufferTypeRow,
        [
            {"process": plant.key, "type": each.type, "allowed": list(each.allowed)}
            for each in plant.buffer_types
        ],
    )


def _steps(plant: Process) -> Iterator[Mapping[str, Any]]:
    for step in plant.steps:
        yield {
            "process": plant.key,
            "step": step.index,
            "key": step.key,
            "name": dict(step.name),
            "gate": step.gate,
            "optional": may_be_optional(step, plant),
            "limits": codec.plain(step.ccp.limits) if step.ccp else {},
            "tolerated": step.ccp.tolerated if step.ccp else None,
            "core_only": step.ccp is not None and step.ccp.core_only,
            "checks": codec.plain(step.checks),
        }


def _lot_types(plant: Process) -> Iterator[Mapping[str, Any]]:
    for each in plant.lot_types:
        yield {
            "process": plant.key,
            "type": each.type,
            "step": plant.step_of(each.type),
            "inputs": list(each.inputs),
            "main_inputs": list(plant.main_inputs(each)),
            "stock": each.stock,
            "one_input_type": each.one_input_type,
            "needs_meat": each.needs_meat,
            "age_days": dict(each.age_days),
            "consigned": each.consigned,
            "meats": list(plant.meats) if each.needs_meat else [],
            "fields": codec.plain(each.fields),
            "name": dict(each.name),
        }
