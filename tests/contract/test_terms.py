"""Every state, role and decision that a person may see has its word."""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum

import pytest

import core.domain
from core.domain.lots import LotStatus
from core.errors import ERROR_CODES
from kiosk import ports
from kiosk.i18n.sentences import SENTENCES
from kiosk.i18n.terms import TERMS

SILENT = {"ScanKind"}
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
