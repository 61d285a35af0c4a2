"""Sentences about the lines of scripts."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.control_character": (
        _("This line has a character in a text that nobody can read or print."),
    ),
}
