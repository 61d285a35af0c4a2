"""Sentences about registering lots."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.two_tares": (
        _("Type the tare, or count the crates and dolavs; both together cannot be right."),
    ),
    "invalid.not_consigned": (_("{argument}: this is asked only of what leaves the plant."),),
    "invalid.other_type": (
        _("{argument}: this one is for lots {type}. Choose another."),
        _("{argument}: this one is for another type of lot. Choose another."),
    ),
    "invalid.typed_weight": (_("{argument}: a weight that was typed in comes off no scale."),),
    "lot_not_released.awaits_laboratory": (
        _("{lot} may not leave the plant yet: the laboratory has still to answer about {awaits}."),
        _("This may not leave the plant yet: the laboratory has still to answer."),
    ),
}
