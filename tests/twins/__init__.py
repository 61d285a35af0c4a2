"""What breaks each rule that the database holds too, in SQL past all of the code, and beside it what keeps the rule."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.books import Books
from tests.fix_core import Plant
from tests.twins.calls import Call

DONE = "done"
"""The database's answer to what it carries out; to anything else an error code, `stale`, the constraint that is in
the way, or `denied` where the kiosk's login has no such right at all."""


Rule = Callable[..., Iterator[Any]]
Story = Callable[[Plant, Books], Iterator[tuple[Call, str]]]
"""Brings the plant somewhere and yields calls with the database's answers, of which one at least is DONE."""


@dataclass(frozen=True)
class Break:
    """A story, and the rules that are broken in it."""

    rules: tuple[Rule, ...]
    story: Story


BREAKS: dict[str, Break] = {}
"""By topic and name of the story."""


def breaks(*rules: Rule) -> Callable[[Story], Story]:
    """Make a story the one in which these rules are broken."""

    def register(story: Story) -> Story:
        BREAKS[f"{story.__module__.rpartition('.')[2]}.{story.__name__}"] = Break(rules, story)
        return story

    return register


__all__ = ["BREAKS", "DONE", "Break", "Call", "breaks"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
