from datetime import UTC
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.errors import Violation
from kiosk.i18n import Language
from kiosk.runtime.session import IDLE, Session
from kiosk.viewmodels.notice import NoticeModel
from kiosk.viewmodels.workplace import NoticeKind, Notices, Speech
from tests.scripted_core import OPERATOR, STATION


@pytest.fixture
def place(qtbot: QtBot) -> Any:
    notices = Notices(Speech(Language("en", UTC)))
    return SimpleNamespace(notices=notices, gateway=SimpleNamespace(session=Session()))


@pytest.fixture
def model(place: Any) -> NoticeModel:
    return NoticeModel(place, good_news_ms=30)


def test_good_news_goes_away_by_itself(qtbot: QtBot, place: Any, model: NoticeModel) -> None:
    place.notices.show(NoticeKind.SAVED, "Saved 15.040 kg")
    assert model.passes
    qtbot.waitUntil(lambda: model.shown is None)


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind is not NoticeKind.SAVED])
def test_everything_else_stays_until_touched(
    place: Any, model: NoticeModel, kind: NoticeKind
) -> None:
    place.notices.show(NoticeKind.SAVED, "Saved 15.040 kg")
    place.notices.show(kind, "Look here")
    assert not model.passes
    assert model.shown is not None
    assert (model.shown.kind, model.shown.text) == (kind, "Look here")
    model.dismiss()
    assert model.shown is None


def test_the_next_notice_takes_the_place_of_the_last(place: Any, model: NoticeModel) -> None:
    place.notices.show(NoticeKind.REFUSED, "No")
    place.notices.show(NoticeKind.KEPT, "Kept")
    assert model.shown is not None
    assert model.shown.text == "Kept"


def test_what_one_person_was_told_is_gone_when_they_sign_out(
    place: Any, model: NoticeModel
) -> None:
    session = place.gateway.session
    session.begin(OPERATOR, STATION)
    place.notices.show(NoticeKind.REFUSED, "No")
    assert model.shown is not None
    session.end()
    assert model.shown is None


def test_of_a_session_that_is_over_only_the_login_screen_tells(
    place: Any, model: NoticeModel
) -> None:
    place.notices.refuse(Violation("forbidden", {"reason": "session_over"}))
    assert model.shown is None


def test_a_command_that_a_lock_kept_back_for_too_long_is_told_as_not_done(
    place: Any, model: NoticeModel
) -> None:
    place.notices.refuse(IDLE)
    assert model.shown is not None
    assert model.shown.text == "This was not done: the kiosk was locked. Do it again, please."
