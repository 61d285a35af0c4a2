"""Sentences about master data."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.empty": (_("{argument}: please fill this in."),),
    "invalid.not_a_code": (
        _("{argument}: at most 20 letters and digits, without blanks, please."),
    ),
    "invalid.twice": (_("{argument}: something was named twice."),),
    "invalid.nothing_to_change": (_("Nothing was given that could change."),),
}
