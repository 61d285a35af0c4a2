"""rules.md: every rule by topic, and whether the database holds it too."""

from collections.abc import Callable, Iterable
from inspect import getdoc
from itertools import groupby
from typing import Any

from core.domain.commands import COMMANDS
from core.rules import marks
from core.rules.base import Mark
from tools.reference.markdown import codes, page, table

Rule = Callable[..., Any]


def rules() -> str:
    """A table for each topic."""
    standing = sorted(marks().items(), key=lambda each: _topic(each[0]))
    return page(
        "Rules",
        "What may be done when, and what is refused. *Database*: PostgreSQL refuses what breaks the rule too, even of "
        "whoever speaks SQL with the kiosk's own login; where it does not, why it need not.",
        *(_table(topic, each) for topic, each in groupby(standing, lambda each: _topic(each[0]))),
    )


def _table(topic: str, standing: Iterable[tuple[Rule, Mark]]) -> str:
    rows = [
        (_told(rule), _commands(mark), "yes" if mark.enforced else mark.advisory)
        for rule, mark in standing
    ]
    return f"## {topic}\n\n" + table(("Rule", "Commands", "Database"), rows)


def _topic(rule: Rule) -> str:
    return rule.__module__.rpartition(".")[2]


def _told(rule: Rule) -> str:
    """The sentence that is its name, and what its docstring says of it."""
    name = rule.__name__.replace("_", " ")
    return f"**{name[0].upper()}{name[1:]}.** {' '.join((getdoc(rule) or '').split())}"


def _commands(mark: Mark) -> str:
    return codes(spec.name for spec in COMMANDS.values() if spec.kind in mark.kinds)
