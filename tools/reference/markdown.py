"""The little Markdown that the reference pages need."""

from collections.abc import Iterable, Sequence

CURE = "`.dev/venv/bin/python -m tools.reference`"


def page(title: str, intro: str, *blocks: str) -> str:
    """A page: its heading, where it comes from, its blocks."""
    origin = f"Written from the code by {CURE}; do not edit it by hand."
    return "\n\n".join([f"# {title}", origin, intro, *blocks]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; what is empty shows a dash."""
    lines = [_row(heads), _row(["---"] * len(heads)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def code(text: object) -> str:
    """Text as it is typed."""
    return f"`{text}`"


def codes(texts: Iterable[object], between: str = ", ") -> str:
    """Several of them."""
    return between.join(code(text) for text in texts)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') or '-' for cell in cells)} |"
