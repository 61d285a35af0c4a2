"""Sentences of laboratory marks and results."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "conflict.awaited": (
        _("{lot} awaits a result already: {test}. Record that one first."),
        _("The lot awaits a result already. Record that one first."),
    ),
    "conflict.no_mark": (
        _("{lot} awaits no laboratory result. Set the mark first."),
        _("The lot awaits no laboratory result. Set the mark first."),
    ),
}
