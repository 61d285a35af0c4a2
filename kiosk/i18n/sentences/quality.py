"""Sentences of refusals about readings, decisions, reviews and alarms."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.of_another": (
        _("{argument}: that reading was of another lot or buffer."),
        _("That reading was of another lot or buffer."),
    ),
    "step_not_ready.check": (
        _("{lot}: {name} is not filled in yet. Check it before you pass the lot."),
        _("A check that this gate asks for is not filled in yet."),
    ),
}
