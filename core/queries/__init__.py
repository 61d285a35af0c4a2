"""One typed read function a query, by topic, found by walking this package."""

import importlib
import pkgutil

from core.queries.base import Reader, answerers

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

ANSWERERS = answerers()

__all__ = ["ANSWERERS", "Reader"]
