from datetime import UTC

from pytestqt.qtbot import QtBot

from kiosk.i18n import Language
from kiosk.viewmodels.note import NoteModel, Phrase


def note() -> NoteModel:
    return NoteModel(
        Language("hu", UTC),
        title="Zárolás",
        verb="Zárolás rögzítése",
        phrases=[Phrase("FOIL", "Hiányos fólia"), Phrase("LABEL", "Rossz címke")],
        enough=lambda text: len(text.strip()) >= 10,
        least=10,
        most=20,
    )


def test_a_note_is_ready_when_the_rule_says_so(qtbot: QtBot) -> None:
    model = note()
    model.type_text("rövid")
    assert not model.ready
    with qtbot.assertNotEmitted(model.accepted):
        model.accept()
    model.type_text(" de elég")
    assert model.ready
    with qtbot.waitSignal(model.accepted) as taken:
        model.accept()
    assert taken.args == ["", "rövid de elég"]


def test_a_picked_reason_is_enough_and_may_be_let_go(qtbot: QtBot) -> None:
    model = note()
    model.pick("LABEL")
    assert model.ready
    assert model.count_text == "A választott indok elég"
    with qtbot.waitSignal(model.accepted) as taken:
        model.accept()
    assert taken.args == ["LABEL", ""]
    model.pick("LABEL")
    assert not model.ready


def test_only_letters_that_are_not_blank_count(qtbot: QtBot) -> None:
    model = note()
    model.type_text("a b  c")
    assert model.letters == 3
    assert model.count_text == "3 betű, legalább 10 kell"


def test_typing_stops_at_the_bound_and_erasing_goes_back(qtbot: QtBot) -> None:
    model = note()
    model.type_text("x" * 30)
    assert len(model.text) == 20
    model.erase()
    assert len(model.text) == 19
    with qtbot.waitSignal(model.cancelled):
        model.cancel()


def test_what_will_be_read_is_the_picked_reason_with_the_typed_words(qtbot: QtBot) -> None:
    model = note()
    model.type_text("alul")
    assert model.whole == "alul"
    model.pick("FOIL")
    assert model.whole == "Hiányos fólia · alul"
    assert model.count_text == "A választott indok elég"
    for _ in range(4):
        model.erase()
    assert model.whole == "Hiányos fólia"


def test_a_picked_reason_stays_picked_as_long_as_it_is_offered(qtbot: QtBot) -> None:
    model = note()
    model.pick("FOIL")
    with qtbot.waitSignal(model.changed):
        model.offer([Phrase("FOIL", "Hiányos fólia")], "")
    assert model.picked == "FOIL"
    model.offer([], "Írja le az okát.")
    assert (model.picked, model.whole, model.ready) == ("", "", False)
    assert model.hint == "Írja le az okát."
