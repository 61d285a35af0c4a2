"""Sentences about buffers and corrections of stock."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.zero": (_("{argument}: enter how much more or less it is than before."),),
    "invalid.not_a_buffer_code": (
        _("{argument}: at most 12 capitals, digits and dashes, such as LK-1."),
    ),
    "invalid.choose_one": (_("{argument}: choose at least one."),),
    "invalid.empty_band": (_("The coldest temperature must not lie above the warmest."),),
    "invalid.beyond_type": (
        _("A buffer of this type takes only {allowed}, not {types}."),
        _("A buffer of this type does not take this."),
    ),
    "conflict.not_reversible": (
        _("Only moves by hand and corrections by count can be reversed. Void the lot instead."),
    ),
    "conflict.already_reversed": (_("This move was reversed before. Book a new one."),),
    "conflict.buffer_capacity": (
        _("{used_kg} lie in {buffer}. It cannot be made smaller than that."),
        _("More lies in the buffer. It cannot be made smaller than that."),
    ),
    "conflict.type_inside": (
        _("{types} lies in {buffer}. Move it out first."),
        _("Lots of this type lie in the buffer. Move them out first."),
    ),
    "conflict.closed_already": (
        _("{buffer} is closed already."),
        _("The buffer is closed already."),
    ),
}
