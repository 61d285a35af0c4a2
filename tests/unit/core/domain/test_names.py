"""A name is a text or one for each language; what is secret stays out of what is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.domain import codec
from core.domain.names import Title, unusable, unusable_text
from core.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    name: Title
    also: Title | None = None
    pin: str = field(default="7391", metadata=codec.SECRET, repr=False)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Döner", {"en": "Döner", "hu": "Döner"}),
        ({"en": "Skewer", "hu": "Nyárs"}, {"en": "Skewer", "hu": "Nyárs"}),
        ({"hu": "Nyárs"}, {"hu": "Nyárs"}),
        ("a\u0000b", {"en": "ab", "hu": "ab"}),
    ],
)
def test_a_text_is_the_name_in_every_language(given: object, name: Mapping[str, str]) -> None:
    assert codec.build(Named, {"name": given}).name == name
    assert codec.build(Named, {"name": "x", "also": given}).also == name


@pytest.mark.parametrize("given", [7, None, ["Döner"], {"en": 7}, {"en": None}])
def test_a_name_is_nothing_else(given: object) -> None:
    with pytest.raises(Refused) as refusal:
        codec.build(Named, {"name": given})
    assert refusal.value.violation.details == {"argument": "name", "reason": "wrong_type"}


def test_what_is_secret_is_read_and_never_told() -> None:
    named = codec.build(Named, {"name": "x", "pin": "83194762"})
    assert named.pin == "83194762"
    assert codec.without_secrets(named).keys() == {"name", "also"}
    assert "83194762" not in repr(named)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ({}, "empty"),
        ({"en": ""}, "empty"),
        ({"en": "x", "hu": " \n"}, "empty"),
        ({"english": "x"}, "unknown_value"),
        ({"": "x"}, "unknown_value"),
        ({"en": "x" * 100}, None),
        ({"en": "x" * 101}, "too_long"),
        ({"en_GB": "x", "hu": "y"}, None),
    ],
)
def test_a_name_can_be_read_in_each_language(name: dict[str, str], reason: str | None) -> None:
    broken = next(unusable(name), None)
    assert (broken and broken.details["reason"]) == reason


@pytest.mark.parametrize(
    ("text", "reason"), [(None, None), ("x", None), (" ", "empty"), ("x" * 41, "too_long")]
)
def test_a_text_that_is_not_given_is_no_blank_one(text: Any, reason: str | None) -> None:
    broken = next(unusable_text(text, "station", 40), None)
    assert (broken and broken.details["reason"]) == reason
