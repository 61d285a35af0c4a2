"""Labels: documents of text, lines and GS1 symbols. Each module with a `layout` is a kind of label."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping

from core.domain.labels import LotLabelData
from core.labels.document import Label
from core.labels.parts import Tongues
from core.labels.sheet import DOTS, WIDE_DOTS

Layout = Callable[[LotLabelData, Tongues], Label]


def _found(function: str) -> Mapping[str, Layout]:
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {
        name: getattr(module, function)
        for name, module in modules.items()
        if hasattr(module, function)
    }


LABELS = _found("layout")
"""The layouts for 80 mm paper by the name that a lot type's `label` gives: lot, pallet, shipment."""

WIDE_LABELS = _found("wide_layout")
"""Those that look different on paper of 4 inches."""


def label_for(kind: str, data: LotLabelData, tongues: Tongues, dots: int = DOTS) -> Label:
    """The label of a lot for a head of `dots`. `kind` is its type's `label`; the first language is the plant's own.

    No label is narrower than 80 mm paper; on a wider head one without a layout for it stands at the left.
    """
    wide = WIDE_LABELS.get(kind) if dots >= WIDE_DOTS else None
    return (wide or LABELS[kind])(data, tongues)
