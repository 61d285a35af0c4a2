"""Each rule says whether the database holds it too; what the database holds is tried in SQL past all of the code."""

from collections.abc import Callable
from typing import Any

import pytest

from core.rules import marks
from tests.twins import BREAKS

HOW = "docs/developers/add-a-rule.md tells how."


def name_of(rule: Callable[..., Any]) -> str:
    """Topic and name."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


RULES = {name_of(rule): mark for rule, mark in marks().items()}
BROKEN = {name_of(rule) for each in BREAKS.values() for rule in each.rules}
ENFORCED = [name for name, mark in RULES.items() if mark.enforced]


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_one_mark(name: str) -> None:
    mark = RULES[name]
    assert mark.enforced != bool(mark.advisory), (
        f"core/rules: give {name} either enforced=True, where the database refuses what breaks it too, or"
        f' advisory="why it need not", in its @rule or @need. {HOW}'
    )


@pytest.mark.parametrize("name", ENFORCED)
def test_every_enforced_rule_is_broken_in_sql(name: str) -> None:
    topic, rule = name.split(".")
    assert name in BROKEN, (
        f"tests/twins/{topic}.py: write a story under @breaks({topic}.{rule}) that yields a call which breaks it"
        f" with the database's answer, and one which keeps it with DONE. {HOW}"
    )


@pytest.mark.parametrize("story", BREAKS)
def test_what_is_broken_are_enforced_rules(story: str) -> None:
    strangers = {name_of(rule) for rule in BREAKS[story].rules} - {*ENFORCED}
    assert not strangers, (
        f"tests/twins: {story} breaks {', '.join(sorted(strangers))}, which core/rules does not mark enforced=True"
    )
