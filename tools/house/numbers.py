"""Numbers and times: kilograms and degrees stay decimal, times know their zone."""

import ast
from collections.abc import Iterator

from tools.house.source import Check, Finding, Source

ZONELESS = {"utcnow", "utcfromtimestamp", "today"}


def no_float(source: Source) -> Iterator[Finding]:
    if not source.is_in("core") or source.is_in("core/ops"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id != "float":
                continue
            yield source.finding(
                node.lineno,
                "A float loses grams: 0.1 + 0.2 is not 0.3.",
                "Use Decimal, from a string or an int.",
            )


def aware_times(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        if isinstance(node, ast.Call) and _is_naive(node):
            yield source.finding(
                node.lineno,
                "A time without a zone means another hour on the next machine.",
                "Take it from the Clock, or datetime.now(UTC).",
            )


def _is_naive(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    owner, method = ast.unparse(call.func.value), call.func.attr
    if owner.rpartition(".")[2] not in {"datetime", "date"}:
        return False
    return method in ZONELESS or (method == "now" and not call.args and not call.keywords)


CHECKS: tuple[Check, ...] = (no_float, aware_times)
