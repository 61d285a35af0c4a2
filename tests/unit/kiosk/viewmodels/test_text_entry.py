from pytestqt.qtbot import QtBot

from kiosk.viewmodels.text_entry import MOST, TextEntry, badge_entry


def test_a_badge_is_typed_erased_and_taken_without_blanks_around_it(qtbot: QtBot) -> None:
    entry = badge_entry()
    for letter in " B-1X":
        entry.type_text(letter)
    entry.erase()
    assert entry.ready
    with qtbot.waitSignal(entry.accepted) as taken:
        entry.accept()
    assert taken.args == ["B-1"]


def test_an_empty_badge_is_not_taken(qtbot: QtBot) -> None:
    entry = badge_entry()
    entry.type_text("  ")
    assert not entry.ready
    with qtbot.assertNotEmitted(entry.accepted):
        entry.accept()


def test_a_badge_has_an_end(qtbot: QtBot) -> None:
    entry = badge_entry()
    entry.type_text("7" * (MOST + 5))
    assert entry.text == "7" * MOST


def test_typing_may_be_given_up(qtbot: QtBot) -> None:
    entry = badge_entry()
    with qtbot.waitSignal(entry.cancelled):
        entry.cancel()


def test_an_optional_text_may_be_emptied(qtbot: QtBot) -> None:
    entry = TextEntry(title="Vehicle", verb="Enter", text="ABC", optional=True)
    for _letter in "ABC":
        entry.erase()
    with qtbot.waitSignal(entry.accepted) as taken:
        entry.accept()
    assert taken.args == [""]
