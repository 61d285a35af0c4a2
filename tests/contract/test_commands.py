"""Commands, rules, handlers and rights belong together, each of them once."""

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.domain import process
from core.domain.commands import COMMANDS, CommandSpec
from core.domain.people import MAY, Permission
from core.domain.queries import QUERIES
from core.domain.runs import RunAction
from core.domain.stock import MoveKind
from core.handlers import COLD, HOT
from core.rules import base, rules_of
from tests import arguments

TOP = Path(__file__).parents[2]
NAMES = sorted(COMMANDS)
OFFLINE = {
    "register_lot",
    "record_temperature",
    "inspect_lot",
    "record_corrective_action",
    "reject_lot",
    "move_stock",
    "print_label",
    "confirm_label",
    "report_label",
    "void_label",
}
HOT_ONES = {"register_lot", "record_temperature", "inspect_lot", "move_stock"}
WITHOUT_RULES = {"new_flow_version", "unlock_user"}
"""Commands that nothing can refuse but their right and what they name."""


@pytest.fixture(params=NAMES)
def spec(request: pytest.FixtureRequest) -> CommandSpec:
    """Each command in turn."""
    return COMMANDS[request.param]


def test_a_command_has_exactly_one_handler(spec: CommandSpec) -> None:
    assert (spec.kind in HOT) + (spec.kind in COLD) == 1
    assert (spec.name in HOT_ONES) is (spec.kind in HOT)


def test_a_command_has_rules_or_none_by_intention(spec: CommandSpec) -> None:
    assert bool(rules_of(spec.kind)) is (spec.name not in WITHOUT_RULES)


def test_a_command_needs_a_right_that_somebody_has(spec: CommandSpec) -> None:
    assert isinstance(spec.permission, Permission)
    assert MAY[spec.permission]


def test_a_command_names_what_screens_refresh(spec: CommandSpec) -> None:
    assert spec.topics
    assert set(spec.topics) <= {
        "flows",
        "runs",
        "lots",
        "stock",
        "quality",
        "labels",
        "people",
        "master_data",
        "devices",
    }


def test_what_a_kiosk_may_do_alone_is_written_here(spec: CommandSpec) -> None:
    assert spec.offline is (spec.name in OFFLINE)


def test_every_command_and_query_has_arguments_to_be_tried_with() -> None:
    assert set(arguments.COMMANDS) == set(COMMANDS)
    assert set(arguments.QUERIES) == set(QUERIES)


def test_no_handler_or_rule_is_left_without_a_command() -> None:
    kinds = {spec.kind for spec in COMMANDS.values()}
    assert {*HOT, *COLD} == kinds
    assert {*base._RULES, *base._NEEDS} <= kinds


def rules() -> list[Callable[..., Any]]:
    """Every rule and every need, once."""
    found = [function for entries in base._RULES.values() for _, function in entries]
    found += [function for needs in base._NEEDS.values() for function in needs]
    return sorted(set(found), key=lambda function: function.__name__)


@pytest.mark.parametrize("function", rules(), ids=lambda function: function.__name__)
def test_a_rule_reads_as_a_sentence_and_says_its_boundary(function: Callable[..., Any]) -> None:
    words = function.__name__.split("_")
    assert len(words) >= 4
    assert all(word.isalpha() and word.islower() for word in words)
    assert (function.__doc__ or "").strip().endswith(".")
    parameters = [name.strip("_") for name in inspect.signature(function).parameters]
    assert parameters == ["cmd", "facts"]


def test_no_rule_stands_twice() -> None:
    names = [function.__name__ for function in rules()]
    assert sorted(names) == sorted(set(names))


def words_of_the_process() -> set[str]:
    """Lot types and steps of the doner process, but for words that mean something else as well."""
    doner = process.load("doner")
    words = {each.type for each in doner.lot_types} | {step.key for step in doner.steps}
    return words - {RunAction.START, MoveKind.SHIP}


def code() -> list[Path]:
    """The files that must work for any process; the demo plant is a doner plant by intention."""
    return [
        path
        for package in ("core", "kiosk")
        for path in sorted((TOP / package).rglob("*.py"))
        if path != TOP / "core/ops/demo.py" and TOP / "kiosk/demo" not in path.parents
    ]


def test_no_code_names_a_lot_type_or_step_of_one_process() -> None:
    named = words_of_the_process()
    assert {"RAW", "SKW15", "receipt", "freezing"} <= named
    found = [
        f"{path.relative_to(TOP)}:{node.lineno}: {node.value}"
        for path in code()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in named
    ]
    assert found == []
