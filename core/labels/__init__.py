"""Labels: documents of text, lines and GS1 symbols. Each module with a `layout` is a kind of label."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping

from core.domain.labels import LotLabelData
from core.labels.document import Label
from core.labels.parts import Tongues

Layout = Callable[[LotLabelData, Tongues], Label]


def _found() -> Mapping[str, Layout]:
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module.layout for name, module in modules.items() if hasattr(module, "layout")}


LABELS = _found()
"""The layouts by the name that a lot type's `label` gives: lot, pallet, shipment."""


def label_for(kind: str, data: LotLabelData, tongues: Tongues) -> Label:
    """The label of a lot. `kind` is its type's `label`; of the languages the first is the plant's own."""
    return LABELS[kind](data, tongues)
