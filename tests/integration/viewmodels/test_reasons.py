from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.domain.masterdata import ReasonTopic
from kiosk.viewmodels import reasons
from kiosk.viewmodels.reasons import Catalogue, ReasonNote, because
from kiosk.viewmodels.workplace import Workplace
from tests.fix_core import Plant
from tests.fix_workplace import Desk

WET = {"en": "It stood in the rain for an hour.", "hu": "Egy órát állt az esőben."}


@pytest.fixture
def manager(desk: Desk) -> Plant:
    return desk.plant("B-MANAGER")


@pytest.fixture
def catalogue(place: Workplace) -> Iterator[Catalogue]:
    catalogue = Catalogue(place)
    yield catalogue
    catalogue.rest()


@pytest.fixture
def read(desk: Desk, catalogue: Catalogue) -> Catalogue:
    """Read once."""
    catalogue.watch()
    desk.until(lambda: catalogue.known)
    desk.settle()
    return catalogue


def codes(catalogue: Catalogue, place: Workplace, topic: ReasonTopic) -> list[str]:
    return [phrase.code for phrase in catalogue.phrases(place.speech.words, topic)]


def note_of(place: Workplace, catalogue: Catalogue, topic: ReasonTopic) -> ReasonNote:
    return ReasonNote(place.speech.words, catalogue, topic, title="Why?", verb="Go")


def test_each_topic_offers_its_own_entries_in_the_language_spoken(
    desk: Desk, place: Workplace, read: Catalogue
) -> None:
    assert codes(read, place, ReasonTopic.LABEL) == ["C-PALE", "C-PAPER", "C-TORN", "C-WRONG"]
    note = note_of(place, read, ReasonTopic.REJECT)
    assert note.phrases[0].text == "It fell on the floor and cannot be used."
    desk.speak("hu")
    note = note_of(place, read, ReasonTopic.REJECT)
    assert note.phrases[0].text == "A padlóra esett, nem használható fel."


def test_a_new_entry_is_offered_at_once_even_on_an_open_sheet(
    qtbot: QtBot, desk: Desk, place: Workplace, manager: Plant, read: Catalogue
) -> None:
    note = note_of(place, read, ReasonTopic.HOLD)
    note.pick("H-LAB")
    manager.do("create_reason", code="H-WET", topic="hold", text=WET)
    with qtbot.waitSignal(note.changed):
        desk.store.apply(["master_data"])
        desk.settle()
    assert note.phrases[-1].text == WET["en"]
    assert note.picked == "H-LAB"


def test_a_change_while_nobody_looks_is_read_when_a_screen_is_seen_again(
    desk: Desk, place: Workplace, manager: Plant, read: Catalogue
) -> None:
    read.rest()
    manager.do("create_reason", code="H-WET", topic="hold", text=WET)
    desk.store.apply(["master_data"])
    desk.settle()
    assert "H-WET" not in codes(read, place, ReasonTopic.HOLD)
    read.watch()
    desk.until(lambda: "H-WET" in codes(read, place, ReasonTopic.HOLD))


def test_other_changes_do_not_ask_for_the_catalogue(
    desk: Desk, place: Workplace, manager: Plant, read: Catalogue
) -> None:
    manager.do("create_reason", code="H-WET", topic="hold", text=WET)
    desk.store.apply(["lots", "quality", "people"])
    desk.settle()
    assert "H-WET" not in codes(read, place, ReasonTopic.HOLD)


def test_the_last_known_entries_are_offered_while_the_database_is_away(
    desk: Desk, place: Workplace, manager: Plant, read: Catalogue
) -> None:
    before = codes(read, place, ReasonTopic.HOLD)
    desk.lose_database()
    manager.do("create_reason", code="H-WET", topic="hold", text=WET)
    desk.store.apply(None)
    desk.settle()
    assert codes(read, place, ReasonTopic.HOLD) == before
    desk.find_database()
    desk.store.apply(None)
    desk.until(lambda: "H-WET" in codes(read, place, ReasonTopic.HOLD))


def test_another_screen_knows_them_too_while_the_database_is_away(
    desk: Desk, place: Workplace, read: Catalogue
) -> None:
    desk.lose_database()
    other = Catalogue(place)
    other.watch()
    desk.until(lambda: other.known)
    assert codes(other, place, ReasonTopic.HOLD) == codes(read, place, ReasonTopic.HOLD)


def test_where_nothing_is_known_people_are_told_to_write_and_it_is_read_later(
    desk: Desk, place: Workplace, catalogue: Catalogue
) -> None:
    desk.lose_database()
    catalogue.watch()
    desk.settle()
    note = note_of(place, catalogue, ReasonTopic.HOLD)
    assert (note.phrases, note.ready) == ((), False)
    assert note.hint == "The catalogue of reasons is not known here. Please write why."
    assert place.notices.last is None
    desk.find_database()
    desk.store.apply(None)
    desk.until(lambda: note.phrases)


def test_a_topic_without_entries_leaves_ten_letters_of_ones_own(
    place: Workplace, read: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "_entries", {})
    note = note_of(place, read, ReasonTopic.HOLD)
    assert note.hint == "The catalogue has no reason for this. Please write why."
    note.type_text("too  wet !")
    assert not note.ready
    note.type_text("!!")
    assert not note.ready
    note.type_text("!")
    assert note.ready


def test_a_catalogue_of_many_pages_is_read_whole(
    desk: Desk, place: Workplace, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reasons, "PAGE", 3)
    catalogue.watch()
    desk.until(lambda: catalogue.known)
    assert sum(len(codes(catalogue, place, topic)) for topic in ReasonTopic) == 32


def test_a_reason_is_told_with_what_was_written_beside_it(place: Workplace) -> None:
    words = place.speech.words
    assert because(words, None, None) == ""
    assert because(words, None, "Only this") == "Only this"
    assert because(words, WET, None) == WET["en"]
    assert because(words, WET, "north yard") == f"{WET['en']} · north yard"
