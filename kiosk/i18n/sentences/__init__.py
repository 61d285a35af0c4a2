"""What each error code says, one module a topic, found by walking this package.

A module's SENTENCES map an error code, or a code with the `reason`, `missing` or `state` of its details, to
sentences from the most telling to the plainest, which has no places.
"""

import importlib
import pkgutil
from collections.abc import Mapping


def _gathered() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in pkgutil.iter_modules(__path__):
        sentences = importlib.import_module(f"{__name__}.{entry.name}").SENTENCES
        if twice := found.keys() & sentences.keys():
            raise ValueError(f"{entry.name} says again: {sorted(twice)}")
        found.update(sentences)
    return found


SENTENCES = _gathered()
