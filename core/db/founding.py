"""What a site is founded with: the lot types of its process, and its limits."""

from collections.abc import Mapping
from typing import Any

from core.domain.process import Process


def lot_type_values(plant: Process) -> list[Mapping[str, Any]]:
    """The process's lot types as the database reads them; they may be written as JSON."""
    return [
        {
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
        }
        for each in plant.lot_types
    ]
