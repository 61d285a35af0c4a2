"""Every sentence of the product has its translation, with the same places, filled at every call."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import words

PATHS = sorted(words.CATALOGUES.glob("*.po"))
FOUND = tuple(words.sentences())


def translations(catalogue: Catalog, found: words.Found) -> Iterator[str]:
    message = catalogue.get(found.one)
    string = message.string if message else ""
    yield from (string,) if isinstance(string, str) else string


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_hungarian_is_among_the_catalogues() -> None:
    assert "hu" in [path.stem for path in PATHS]


def test_every_sentence_is_translated(path: Path) -> None:
    catalogue = words.catalogue(path)
    missing = {found.one: found.where for found in FOUND if not all(translations(catalogue, found))}
    assert not missing, "run `python tools/words.py` and fill in what it lists"


def test_a_translation_has_the_places_of_its_sentence(path: Path) -> None:
    catalogue = words.catalogue(path)
    wrong = [
        f"{found.where}: {found.one}"
        for found in FOUND
        for translation in translations(catalogue, found)
        if translation and words.places(translation) != words.places(found.many or found.one)
    ]
    assert not wrong


def test_a_catalogue_holds_nothing_that_is_not_said(path: Path) -> None:
    said = {found.one for found in FOUND}
    held = [message.id for message in words.catalogue(path) if message.id]
    unused = [key for key in held if (key if isinstance(key, str) else key[0]) not in said]
    assert not unused, "run `python tools/words.py`, which drops them"


def test_every_place_is_filled_at_the_call_and_nothing_is_given_in_vain() -> None:
    wrong = [
        f"{found.where}: {found.one} has {sorted(places)}, given {sorted(found.given)}"
        for found in FOUND
        if found.given is not None
        and found.given != (places := words.places(found.one) | words.places(found.many or ""))
    ]
    assert not wrong


def test_a_place_is_a_plain_name() -> None:
    wrong = [
        f"{found.where}: {place}"
        for found in FOUND
        for place in words.places(found.one + (found.many or ""))
        if not place.isidentifier()
    ]
    assert not wrong


def test_a_sentence_is_never_glued_together() -> None:
    assert not words.glued()


def test_two_sentences_that_differ_in_the_plural_do_not_share_the_singular() -> None:
    seen: dict[str, str | None] = {}
    clashes = [
        found.where for found in FOUND if seen.setdefault(found.one, found.many) != found.many
    ]
    assert not clashes
