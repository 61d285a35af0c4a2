"""What several labels share: bilingual headings, names, codes of parents, storage, the element string."""

import re
from collections.abc import Iterable, Sequence

from core.domain import gs1
from core.domain.labels import LotLabelData
from core.domain.words import Words
from core.domain.words import translatable as _
from core.labels.sheet import Column

Tongues = Sequence[Words]
"""The languages of the label; the first is the plant's own and writes the figures."""

MOST_PARENTS = 6
"""Lines on a label that name parents; the plant's books name them all."""

_NUMBERED = re.compile(r"(.*-)([0-9]+)")


def said(tongues: Tongues, message: str) -> str:
    """A heading in each language, once where they agree: Tétel / Lot."""
    return " / ".join(dict.fromkeys(words.text(message) for words in tongues))


def title(column: Column, data: LotLabelData, tongues: Tongues, size: int = 38) -> None:
    """What it is: the product, else the lot type, first in the plant's own language."""
    name = data.product_name or data.type_name
    own, *others = dict.fromkeys(words.name(name) for words in tongues)
    column.write(own, size, 28, bold=True, lines=2)
    for other in others:
        column.write(other, size * 2 // 3, 22, lines=2)


def kilograms(column: Column, data: LotLabelData, tongues: Tongues, size: int) -> None:
    """The net weight, and plainly where it was typed in."""
    column.write(said(tongues, _("Net")), 22)
    column.space(6)
    column.figure(tongues[0].kilograms(data.weight_kg), size)
    if data.typed:
        column.space(4)
        column.tag(said(tongues, _("typed in")), 22)


def storage(data: LotLabelData, words: Words) -> str | None:
    """The band in which it is stored: 0…+4 °C."""
    if data.celsius_range is None:
        return None
    low, high = data.celsius_range
    top = words.number(high.normalize(), signed=True)
    if low is None:
        return words.text("max {high} °C", high=top)
    return words.text("{low}…{high} °C", low=words.number(low.normalize()), high=top)


def codes(lots: Iterable[str]) -> tuple[str, ...]:
    """Codes in their order, those that only count up as one: FG15-20261119-DUNA-0031 … 0038."""
    runs: list[list[re.Match[str]]] = []
    plain = []
    for code in lots:
        found = _NUMBERED.fullmatch(code)
        if found is None:
            plain.append(code)
        elif runs and _follows(runs[-1][-1], found):
            runs[-1].append(found)
        else:
            runs.append([found])
    spans = [run[0][0] if len(run) == 1 else f"{run[0][0]} … {run[-1][2]}" for run in runs]
    return (*spans, *plain)


def parents(data: LotLabelData, words: Words) -> tuple[str, ...]:
    """What it was made from, a line each; where there are many, the first of them and how many lots there are."""
    lines = codes(data.parents)
    if len(lines) <= MOST_PARENTS:
        return lines
    count = len(data.parents)
    told = words.plural("… {count} lot in all", "… {count} lots in all", count)
    return (*lines[: MOST_PARENTS - 1], told)


def _follows(last: re.Match[str], found: re.Match[str]) -> bool:
    return found[1] == last[1] and int(found[2]) == int(last[2]) + 1


def in_brackets(elements: gs1.Elements) -> str:
    """Elements of a symbol for people, with room to break between them."""
    return " ".join(f"({ai}){value}" for ai, value in elements)
