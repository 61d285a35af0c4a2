"""All house checks in one list."""

from collections.abc import Iterator

from tools.house import names, numbers, silence, sizes
from tools.house.source import Check, Finding, Source

CHECKS: tuple[Check, ...] = (*sizes.CHECKS, *numbers.CHECKS, *silence.CHECKS, *names.CHECKS)


def findings(source: Source) -> Iterator[Finding]:
    """What every check has to say about one file."""
    try:
        source.nodes  # noqa: B018 - parses it
    except SyntaxError as error:
        yield source.finding(error.lineno or 1, f"Not Python: {error.msg}.", "Mend the syntax.")
        return
    for check in CHECKS:
        yield from check(source)
