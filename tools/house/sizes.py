"""Sizes: a file and a function stay small enough to be read in one go."""

import ast
from collections.abc import Iterator

from tools.house.source import Check, Finding, Source

FILE_LINES = 400
FUNCTION_LINES = 50


def short_files(source: Source) -> Iterator[Finding]:
    lines = len(source.text.splitlines())
    if source.path.suffix in {".py", ".sql"} and lines > FILE_LINES:
        yield source.finding(
            FILE_LINES + 1,
            f"A file of {lines} lines has more than one subject.",
            f"Split it by subject; at most {FILE_LINES} lines.",
        )


def short_functions(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.end_lineno is None:
            continue
        lines = node.end_lineno - node.lineno + 1
        if lines > FUNCTION_LINES:
            yield source.finding(
                node.lineno,
                f"{node.name} takes {lines} lines and does more than one thing.",
                f"Give each step a function with a name; at most {FUNCTION_LINES} lines.",
            )


CHECKS: tuple[Check, ...] = (short_files, short_functions)
