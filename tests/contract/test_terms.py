"""Every state, role and decision that a person may see has its word, every refusal its sentence."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum

import pytest

import core.domain
from core.domain.lots import LotStatus
from core.errors import ERROR_CODES
from kiosk import ports
from kiosk.i18n.errors import TOPICS, VARIANTS
from kiosk.i18n.sentences import SENTENCES
from kiosk.i18n.terms import TERMS
from tools import words

SILENT = {"ScanKind", "PageCode", "Separator"}
"""Enumerations that no person sees."""


def enumerations() -> Iterator[type[StrEnum]]:
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(core.domain.__path__, "core.domain.")
    ]
    for module in [*modules, ports]:
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, StrEnum)
                and value.__module__ == module.__name__
            ):
                yield value


@pytest.mark.parametrize("kind", tuple(enumerations()), ids=lambda kind: kind.__name__)
def test_every_member_has_its_word(kind: type[StrEnum]) -> None:
    if kind.__name__ not in SILENT:
        assert TERMS.get(kind.__name__, {}).keys() >= {member.value for member in kind}


def test_states_of_lots_are_among_them() -> None:
    assert LotStatus in set(enumerations())


@pytest.mark.parametrize("code", ERROR_CODES)
def test_the_last_sentence_of_a_code_needs_no_details(code: str) -> None:
    assert "{" not in SENTENCES[code][-1]


def test_sentences_belong_to_known_codes() -> None:
    assert {key.split(".")[0] for key in SENTENCES} == set(ERROR_CODES)


def refusals() -> Iterator[tuple[str, str, str, str]]:
    """Code, detail, value and place of every text detail that the core refuses with."""
    for call, where in words.calls():
        match call:
            case ast.Call(
                func=ast.Name("Violation"),
                args=[ast.Constant(str() as code), ast.Dict(keys=keys, values=values)],
            ):
                pairs = [
                    (key.value, value)
                    for key, value in zip(keys, values, strict=True)
                    if isinstance(key, ast.Constant)
                ]
            case ast.Call(func=ast.Name("Refused"), args=[ast.Constant(str() as code), *_]):
                pairs = [(keyword.arg, keyword.value) for keyword in call.keywords]
            case ast.Call(func=ast.Name("Unavailable"), args=[reason, *_]):
                code, pairs = "unavailable", [("reason", reason)]
            case _:
                continue
        for detail, value in pairs:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield code, str(detail), value.value, where


REFUSALS = tuple(refusals())


def test_every_reason_of_a_refusal_has_its_own_sentence() -> None:
    unsaid = {
        f"{where}: {code}.{value}"
        for code, detail, value, where in REFUSALS
        if detail in VARIANTS and f"{code}.{value}" not in SENTENCES
    }
    assert not unsaid


def test_every_argument_and_thing_of_a_refusal_has_its_word() -> None:
    unsaid = {
        f"{where}: {detail} {value}"
        for _code, detail, value, where in REFUSALS
        if detail in TOPICS and value not in TERMS[TOPICS[detail]]
    }
    assert not unsaid
