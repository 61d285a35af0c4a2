"""Silence: nothing prints past the log, hides a finding wholesale or waits by sleeping."""

import ast
import re
from collections.abc import Iterator

from tools.house.source import Check, Finding, Source

PRINTERS = ("kiosk/cli", "tools", "dev.py")
BARE_NOQA = re.compile(r"#\s*(?:ruff:\s*)?noqa(?!:\s*[A-Z])", re.IGNORECASE)
BARE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[)")
SLEEPS = {"time.sleep", "sleep", "QTest.qWait", "QTest.qSleep", "qtbot.wait"}


def no_print(source: Source) -> Iterator[Finding]:
    if source.is_in(*PRINTERS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            yield source.finding(
                node.lineno,
                "What is printed here spoils the answers on standard output and never gets logged.",
                "Use a logger; a command of kiosk/cli prints.",
            )


def named_exceptions(source: Source) -> Iterator[Finding]:
    for line, comment in source.comments:
        if BARE_NOQA.search(comment):
            yield source.finding(
                line,
                "This hides every finding of the line, also the next one.",
                "Name the rule and the reason: noqa: CODE - why.",
            )
        if BARE_IGNORE.search(comment):
            yield source.finding(
                line,
                "This hides every type error of the line, also the next one.",
                "Name the error: type: ignore[code].",
            )


def no_sleep_in_tests(source: Source) -> Iterator[Finding]:
    if not source.is_in("tests"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SLEEPS:
            yield source.finding(
                node.lineno,
                "A sleep is too short on a busy machine and too long on every other.",
                "Wait for the event itself, with a deadline: waitSignal, waitUntil, Event.wait.",
            )


CHECKS: tuple[Check, ...] = (no_print, named_exceptions, no_sleep_in_tests)
