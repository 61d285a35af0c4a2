"""Every command of the plant, one module a topic, found by walking this package."""

import importlib
import pkgutil
from collections.abc import Mapping

from core.domain.commands.base import Command, CommandSpec, spec_of, specs

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

COMMANDS: Mapping[str, CommandSpec] = specs()

__all__ = ["COMMANDS", "Command", "CommandSpec", "spec_of"]
