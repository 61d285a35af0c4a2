from datetime import UTC
from decimal import Decimal

from pytestqt.qtbot import QtBot

from kiosk.i18n import Language
from kiosk.viewmodels.number_entry import NumberEntry, TypedNumberModel


def typed(text: str, *, places: int = 3, signed: bool = False) -> NumberEntry:
    entry = NumberEntry(places, signed=signed)
    for letter in text:
        match letter:
            case ".":
                entry.point()
            case "-":
                entry.sign()
            case "<":
                entry.erase()
            case _:
                entry.digit(letter)
    return entry


def weight(**more: object) -> TypedNumberModel:
    return TypedNumberModel(
        Language("hu", UTC),
        title="Nettó tömeg",
        unit="kg",
        places=3,
        low=Decimal("14.850"),
        high=Decimal("15.300"),
        **more,
    )


def test_a_number_is_read_as_it_was_typed() -> None:
    assert typed("15.04").value == Decimal("15.04")
    assert typed("15.04").ghost == "0"
    assert typed("15.").value == Decimal(15)
    assert typed(".5").value == Decimal("0.5")
    assert typed("007").value == Decimal(7)


def test_nothing_typed_is_no_number() -> None:
    assert typed("").value is None
    assert typed("-", signed=True).value is None


def test_no_more_decimals_than_the_unit_has() -> None:
    assert typed("15.04229").digits == "15.042"
    assert typed("1.5.5").digits == "1.55"
    assert typed("15.5", places=0).digits == "155"


def test_the_whole_number_ends_before_it_is_absurd() -> None:
    assert len(typed("1234567890").digits) == 7


def test_erasing_takes_the_last_sign_away() -> None:
    assert typed("15.0<").digits == "15."
    assert typed("15<<<").value is None


def test_only_a_signed_number_may_be_negative() -> None:
    assert typed("18-").value == Decimal(18)
    assert typed("18.5-", places=1, signed=True).value == Decimal("-18.5")
    assert typed("18--", signed=True).value == Decimal(18)


def test_the_typed_weight_is_shown_as_the_language_writes_it(qtbot: QtBot) -> None:
    model = weight()
    for digit in "15":
        model.type_digit(digit)
    model.type_point()
    model.type_digit("0")
    assert model.shown == "15,0"
    assert model.entry.ghost == "00"
    assert model.range_text == "14,850–15,300 kg"
    assert model.accept_text == "Beírás · 15,000 kg"


def test_a_value_far_off_is_asked_once_more(qtbot: QtBot) -> None:
    model = weight(question=lambda value: "Biztosan?" if value > 100 else "")
    taken: list[Decimal] = []
    model.accepted.connect(taken.append)
    for digit in "150":
        model.type_digit(digit)
    model.accept()
    assert (model.warning, taken) == ("Biztosan?", [])
    assert model.accept_text == "Igen, beírás: 150,000 kg"
    model.accept()
    assert taken == [Decimal(150)]


def test_another_digit_takes_the_question_back(qtbot: QtBot) -> None:
    model = weight(question=lambda value: "Biztosan?" if value > 100 else "")
    model.set_note("A tétel beírt jelölést kap.")
    for digit in "150":
        model.type_digit(digit)
    model.accept()
    model.erase()
    assert not model.asking
    assert model.warning == "A tétel beírt jelölést kap."
    with qtbot.waitSignal(model.accepted):
        model.accept()


def test_an_empty_entry_is_never_accepted(qtbot: QtBot) -> None:
    model = weight()
    assert not model.can_accept
    with qtbot.assertNotEmitted(model.accepted):
        model.accept()
    model.type_digit("1")
    model.clear()
    assert not model.can_accept
    with qtbot.waitSignal(model.cancelled):
        model.cancel()


def test_what_is_out_of_a_range_that_binds_is_not_taken(qtbot: QtBot) -> None:
    model = weight(bound=True)
    taken: list[Decimal] = []
    model.accepted.connect(taken.append)
    for digits, beyond in (("14.849", True), ("14.85", False), ("15.3", False), ("15.301", True)):
        model.clear()
        for sign in digits:
            model.type_point() if sign == "." else model.type_digit(sign)
        assert (model.is_beyond, model.can_accept) == (beyond, not beyond)
        model.accept()
    assert taken == [Decimal("14.85"), Decimal("15.3")]


def test_a_range_below_zero_is_no_row_of_dashes(qtbot: QtBot) -> None:
    model = weight()
    model.low = Decimal("-0.5")
    assert model.range_text.replace("\u2060", "") == "–0,500 … 15,300 kg"
