"""Sentences of release, rejection, void and recall."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "illegal_transition.left_the_plant": (
        _("{lot} has left the plant and cannot be voided. Start a recall instead."),
        _("A lot that has left the plant cannot be voided. Start a recall instead."),
    ),
    "conflict.used": (
        _("{lot} cannot be voided: a run has used {used_kg} of it."),
        _("A lot that a run has used cannot be voided."),
    ),
}
