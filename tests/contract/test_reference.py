"""The reference pages say what the code says."""

import pytest

from tools.reference.__main__ import FOLDER, pages

PAGES = pages()
CURE = "run `.dev/venv/bin/python -m tools.reference`"


def test_every_reference_page_is_there_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES), CURE


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == PAGES[name], CURE
