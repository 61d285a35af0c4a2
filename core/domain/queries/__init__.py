"""Every query of the plant with the shape of its answer, one module a topic, found by walking."""

import importlib
import pkgutil
from collections.abc import Mapping

from core.domain.queries.base import Query, kinds, name_of, query_spec

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

QUERIES: Mapping[str, type[Query]] = kinds()

__all__ = ["QUERIES", "Query", "name_of", "query_spec"]
