"""A language nobody speaks, two fifths longer and full of accents: it shows a layout too tight."""

import re
from gettext import NullTranslations
from math import ceil

_ACCENTS = str.maketrans("aceginorsuyzACEINORSUYZ", "áčéğíñőřšűýžÁČÉÍÑŐŘŠŰÝŽ")
_PLACE = re.compile(r"(\{[^{}]*\})")
_WORD = re.compile(r"[^\W\d_]+")
_UNITS = frozenset({"kg", "g", "C", "s", "mm"})
_LONGER = "őűáéíóöúü"


class PseudoTranslations(NullTranslations):
    """Stretches each word of a message by 40 %; places and units stay as they are."""

    def gettext(self, message: str) -> str:
        parts = _PLACE.split(message)
        return "".join(
            part if place % 2 else _WORD.sub(_stretched, part) for place, part in enumerate(parts)
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _stretched(word: re.Match[str]) -> str:
    text = word[0]
    if text in _UNITS:
        return text
    more = ceil(len(text) * 2 / 5)
    return text.translate(_ACCENTS) + (_LONGER * more)[:more]
