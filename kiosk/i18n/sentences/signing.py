"""Sentences about signatures."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "sign_required.changed": (
        _("Somebody changed this while you were signing. Look at it again and sign again."),
    ),
    "invalid.unreadable": (_("{argument}: this has a character that nobody can read or print."),),
}
