"""Names that are translated: of products, flows, buffers, reasons. People give a text or one for each language."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from core.errors import Violation

Title = Annotated[Mapping[str, str], "text, or {en, hu}"]
"""A translatable name as an argument; a plain text is the name in every language of `LANGUAGES`."""

LANGUAGES = ("en", "hu")
LONGEST = 100
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


def in_each_language(text: str) -> dict[str, str]:
    """The same text in every language."""
    return dict.fromkeys(LANGUAGES, text)


def unusable(
    name: Mapping[str, str], argument: str = "name", longest: int = LONGEST
) -> Iterator[Violation]:
    """Why a translatable name cannot be used: it has no language, an unknown one, or an unusable text."""
    if not name:
        yield Violation("invalid", {"argument": argument, "reason": "empty"})
    for language, text in name.items():
        if not _LANGUAGE.fullmatch(language):
            yield Violation("invalid", {"argument": argument, "reason": "unknown_value"})
        yield from unusable_text(text, argument, longest)


def unusable_text(
    text: str | None, argument: str = "name", longest: int = LONGEST
) -> Iterator[Violation]:
    """Why a text that is to be read as a name cannot be: it is blank, or longer than fits."""
    if text is not None and not text.strip():
        yield Violation("invalid", {"argument": argument, "reason": "empty"})
    yield from too_long(text, argument, longest)


def too_long(text: str | None, argument: str, longest: int = LONGEST) -> Iterator[Violation]:
    """A text that is longer than fits."""
    if len(text or "") > longest:
        yield Violation("invalid", {"argument": argument, "reason": "too_long", "maximum": longest})
