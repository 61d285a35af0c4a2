"""One handler a command, by topic, found by walking this package."""

import importlib
import pkgutil

from core.handlers.base import cold_handlers, hot_handlers

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

HOT = hot_handlers()
COLD = cold_handlers()

__all__ = ["COLD", "HOT"]
