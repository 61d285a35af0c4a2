import pytest
from pytestqt.qtbot import QtBot

from kiosk.ports import Scan, ScanKind
from kiosk.viewmodels.login import LoginModel
from tests.fix_workplace import Desk


@pytest.fixture
def model(desk: Desk) -> LoginModel:
    model = LoginModel(desk.place)
    model.enter({})
    desk.until(lambda: model.loaded)
    return model


def badge(reference: str) -> Scan:
    return Scan(kind=ScanKind.BADGE, text=reference, reference=reference)


def sign_in(desk: Desk, model: LoginModel, pin: str) -> None:
    model.count_digits(len(pin))
    model.sign_in(pin)
    desk.settle()


def test_a_new_kiosk_knows_nobody(model: LoginModel) -> None:
    assert model.people == ()
    assert model.obstacle == "first badge or name"
    assert model.pin_title == "PIN"


def test_a_scanned_badge_and_its_pin_sign_the_person_in_and_lead_home(
    qtbot: QtBot, desk: Desk, model: LoginModel
) -> None:
    assert model.take_scan(badge("B-OPERATOR"))
    assert (model.who, model.who_text) == ("B-OPERATOR", "B-OPERATOR")
    assert model.obstacle == "first the PIN"
    with qtbot.waitSignal(model.go_to) as way:
        sign_in(desk, model, "1003")
    assert way.args == ["home", {}]
    assert desk.session.actor is not None
    assert desk.session.actor.name == "Kovács Nóra"


def test_a_scan_that_is_no_badge_is_not_for_this_screen(model: LoginModel) -> None:
    assert not model.take_scan(Scan(kind=ScanKind.OWN_CODE, text="LK-1", reference="LK-1"))
    assert model.badge == ""


def test_who_was_here_has_a_tile_and_the_latest_comes_first(desk: Desk, model: LoginModel) -> None:
    for known in ("B-MANAGER", "B-OPERATOR"):
        desk.sign_in(known)
        desk.run(desk.gateway.sign_out())
    model.enter({})
    desk.until(lambda: model.people)
    assert [person.name for person in model.people] == ["Kovács Nóra", "Szabó Péter"]
    assert model.people[1].detail.startswith("manager · ")
    model.choose("B-MANAGER")
    assert [person.chosen for person in model.people] == [False, True]
    assert model.pin_title == "PIN · Szabó Péter"
    assert model.who_text == "Szabó Péter · manager"


def test_the_page_of_tiles_follows_the_chosen_person(desk: Desk, model: LoginModel) -> None:
    for number in range(7):
        actor = desk.plant().actor
        changed = type(actor)(**{**_fields(actor), "badge": f"B-{number}", "name": f"P {number}"})
        desk.place.people.seen(changed)
    model.enter({})
    desk.until(lambda: len(model.people) == 7)
    model.choose(model.people[6].badge)
    assert model.first_of_page == 6
    model.choose("B-UNKNOWN")
    assert model.first_of_page == 0


def _fields(actor: object) -> dict[str, object]:
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}


def test_a_wrong_pin_is_told_in_one_sentence_and_forgotten(
    qtbot: QtBot, desk: Desk, model: LoginModel
) -> None:
    model.choose("B-OPERATOR")
    with qtbot.waitSignal(model.pin_spent), qtbot.assertNotEmitted(model.go_to):
        sign_in(desk, model, "9999")
    assert model.refusal == "The badge or the PIN is wrong."
    assert model.pin_title == model.refusal
    assert desk.session.actor is None
    model.count_digits(1)  # the next try
    assert model.refusal == ""


def test_without_the_database_nobody_signs_in_and_is_told_why(
    desk: Desk, model: LoginModel
) -> None:
    desk.lose_database()
    model.choose("B-OPERATOR")
    sign_in(desk, model, "1003")
    assert model.refusal
    assert not model.busy
    desk.find_database()


def test_while_signing_in_a_second_tap_and_another_person_change_nothing(
    desk: Desk, model: LoginModel
) -> None:
    model.choose("B-OPERATOR")
    model.count_digits(4)
    model.sign_in("1003")
    desk.until(lambda: model.busy)
    assert model.obstacle == "one moment"
    model.sign_in("9999")
    model.choose("B-MANAGER")
    desk.settle()
    assert desk.session.actor is not None
    assert desk.session.actor.badge == "B-OPERATOR"


def test_too_short_a_pin_is_not_sent(qtbot: QtBot, desk: Desk, model: LoginModel) -> None:
    model.choose("B-OPERATOR")
    with qtbot.assertNotEmitted(model.pin_spent):
        sign_in(desk, model, "100")
    assert desk.session.actor is None
