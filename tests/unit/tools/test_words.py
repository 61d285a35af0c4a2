from pathlib import Path

import pytest

from tools import words

SOURCE = """
_ = str
_("Lots")
def show(words, sa, note):
    words.text("Save {weight}", weight=1)
    self.words.text("Long "
        "sentence")
    words.plural("{count} lot", "{count} lots", 3)
    words.text(note)
    words.text("Given {a}", **note)
    sa.text("SELECT 1")
    edit.text()
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "core").mkdir()
    (tmp_path / "kiosk").mkdir()
    (tmp_path / "core" / "a.py").write_text(SOURCE, "utf-8")
    return tmp_path


def test_sentences_are_found_where_they_are_said(root: Path) -> None:
    found = {each.one: each for each in words.sentences(root)}
    assert set(found) == {"Lots", "Save {weight}", "Long sentence", "{count} lot", "Given {a}"}
    assert found["Save {weight}"].given == {"weight"}
    assert found["{count} lot"].many == "{count} lots"
    assert found["{count} lot"].given == {"count"}
    assert found["Given {a}"].given is None
    assert found["Lots"].where == "core/a.py:3"


def test_a_glued_sentence_is_told(root: Path) -> None:
    glued = root / "kiosk" / "b.py"
    glued.write_text('words.text(f"Save {kg}")\nwords.text("Save " + kg)\n', "utf-8")
    assert words.glued(root) == ["kiosk/b.py:1", "kiosk/b.py:2"]


def test_a_catalogue_gets_what_is_missing_and_loses_what_is_unused(
    root: Path,
) -> None:
    path = root / "hu.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "Lots"\nmsgstr "Tételek"\n\nmsgid "Gone"\nmsgstr "Elment"\n',
        "utf-8",
    )
    added, dropped = words.level(path, root)
    assert sorted(added) == ["Given {a}", "Long sentence", "Save {weight}", "{count} lot"]
    assert dropped == ["Gone"]
    catalogue = words.catalogue(path)
    assert catalogue["Lots"].string == "Tételek"
    assert catalogue["{count} lot"].id == ("{count} lot", "{count} lots")
    before = path.read_bytes()
    assert words.level(path, root) == ([], [])
    assert path.read_bytes() == before
