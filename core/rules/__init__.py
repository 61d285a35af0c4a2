"""Every rule of the plant, once, as pure functions by topic, found by walking this package."""

import importlib
import pkgutil

from core.rules.base import (
    Stage,
    check,
    check_shape,
    first_violation,
    forbidden,
    marks,
    obstacle,
    rules_of,
)

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = [
    "Stage",
    "check",
    "check_shape",
    "first_violation",
    "forbidden",
    "marks",
    "obstacle",
    "rules_of",
]
