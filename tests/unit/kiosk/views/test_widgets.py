import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.domain.words import Words
from kiosk.i18n import PSEUDO
from kiosk.viewmodels.marks import Mark
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.stylesheet import ROLES, stylesheet
from kiosk.views.theme import Theme
from kiosk.views.tokens import DARK, LIGHT, Tokens
from kiosk.views.ui import Ui
from kiosk.views.widgets.action_bar import ActionBar
from kiosk.views.widgets.button import DEBOUNCE_MS, ActionButton
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.hold_button import HoldButton
from kiosk.views.widgets.keyboard import LAYOUTS, SIGNS, Keyboard
from kiosk.views.widgets.keypad import KEY_BOUNCE_MS, NumericKeypad, PinPad
from kiosk.views.widgets.label import Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.rail import RailStep, StepRail
from kiosk.views.widgets.rows import ListRow
from kiosk.views.widgets.runs import text_of
from kiosk.views.widgets.tile import ChoiceTile, GateTile, PersonTile, Tile
from kiosk.views.widgets.weight_value import NO_VALUE, WeightValue
from tests.measuring import cut, marked_up, too_small, unnamed

STEPS = {
    "hu": ("Indítás", "Tömegpuffer", "Fagyasztás", "Raklapozás", "Kiszállítás"),
    "en": ("Start", "Bulk buffer", "Freezing", "Palletizing", "Shipment"),
}


def tap(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def gallery(ui: Ui) -> QWidget:
    """One of each thing that can be tapped."""
    theme, words = ui.theme, ui.words
    root = QWidget()
    grid = QGridLayout(root)
    for place, widget in enumerate(_actions(theme, words)):
        grid.addWidget(widget, 0, place)
    for place, widget in enumerate(_tiles(theme, words)):
        grid.addWidget(widget, 1, place)
    grid.addWidget(NumericKeypad(ui), 2, 0, 1, 2)
    grid.addWidget(NumericKeypad(ui, signed=True), 2, 2, 1, 2)
    grid.addWidget(PinPad(ui), 2, 4)
    grid.addWidget(Pager(ui, 6), 3, 0, 1, 3)
    keyboard = Keyboard(ui)
    keyboard.decide.say(words.text("Enter"))
    grid.addWidget(keyboard, 4, 0, 1, 5)
    return root


def _actions(theme: Theme, words: Words) -> list[QWidget]:
    plain, blocked = ActionButton(theme), ActionButton(theme)
    plain.say(words.text("Previous"))
    blocked.say(words.text("Next"))
    blocked.block(words.text("Nothing to show"))
    primary = ActionButton(theme, "primary", icon=Icon.PLUS)
    primary.say(words.text("Enter · {value} {unit}", value="15.042", unit="kg"))
    held = HoldButton(theme)
    held.say(words.text("Cancel"))
    row = ListRow(theme)
    row.show_row(
        Mark.WARNING, "SKW15-20261120-DUNA-0198", words.text("No connection"), words.text("Next")
    )
    return [plain, blocked, primary, held, row]


def _tiles(theme: Theme, words: Words) -> list[QWidget]:
    tile, person, gate, choice = Tile(theme), PersonTile(theme), GateTile(theme), ChoiceTile(theme)
    tile.say(words.text("Nobody is signed in"), words.text("All sent"))
    person.show_person("Horváth Gergő", words.text("Nobody is signed in"))
    gate.show_gate(10, words.text("Database"), Icon.WARNING, 3)
    choice.say("15 kg")
    choice.setChecked(True)
    return [tile, person, gate, choice]


@pytest.mark.parametrize("language", ["en", "hu", PSEUDO])
def test_everything_that_can_be_tapped_is_big_enough_named_and_not_cut(
    qtbot: QtBot, speak: Callable[[str], Ui], language: str
) -> None:
    ui = speak(language)
    root = gallery(ui)
    qtbot.addWidget(root)
    root.resize(1268, 1200)
    root.show()
    assert too_small(root, ui.theme) == []
    assert unnamed(root) == []
    assert cut(root) == []
    assert marked_up(root) == []


@pytest.mark.parametrize("language", ["en", "hu"])
def test_the_rail_shows_every_step_uncut(qtbot: QtBot, ui: Ui, language: str) -> None:
    rail = StepRail(ui.theme)
    qtbot.addWidget(rail)
    rail.show_steps(
        [
            RailStep(number, name, tag="CCP", current=number == 2)
            for number, name in enumerate(STEPS[language])
        ]
    )
    rail.resize(276, 660)
    rail.show()
    assert cut(rail) == []
    assert [row.accessibleName() for row in rail.rows] == [
        f"{number} {name}" for number, name in enumerate(STEPS[language])
    ]


def test_eleven_rows_of_the_rail_stand_where_the_grid_has_them(qtbot: QtBot, ui: Ui) -> None:
    rail = StepRail(ui.theme)
    qtbot.addWidget(rail)
    rail.show_steps([RailStep(number, f"{number}") for number in range(11)])
    rail.resize(276, 660)
    rail.show()
    assert rail.rows[0].y() == 0
    assert [row.height() for row in rail.rows] == [54] * 11
    assert rail.rows[10].geometry().bottom() == 659


def test_a_bouncing_finger_acts_once(qtbot: QtBot, theme: Theme) -> None:
    button = ActionButton(theme)
    qtbot.addWidget(button)
    button.show()
    taps: list[bool] = []
    button.tapped.connect(lambda: taps.append(True))
    tap(button)
    tap(button)
    assert len(taps) == 1
    qtbot.waitUntil(lambda: not button._quiet.isActive(), timeout=DEBOUNCE_MS * 10)
    tap(button)
    assert len(taps) == 2


def test_a_button_acts_on_release_inside_and_not_on_press(qtbot: QtBot, theme: Theme) -> None:
    button = ActionButton(theme)
    qtbot.addWidget(button)
    button.show()
    taps: list[bool] = []
    button.tapped.connect(lambda: taps.append(True))
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert not taps
    outside = QPoint(-20, -20)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=outside)
    assert not taps


def test_a_blocked_button_says_why_and_does_nothing(qtbot: QtBot, theme: Theme) -> None:
    button = ActionButton(theme, "primary")
    qtbot.addWidget(button)
    button.say("Advance", "to 6")
    button.block("first: 3 inspections")
    button.resize(400, 92)
    button.show()
    assert button.small_text == button.accessibleDescription() == "first: 3 inspections"
    assert button.face().small
    with qtbot.assertNotEmitted(button.tapped):
        tap(button)
    button.block(None)
    assert button.small_text == "to 6"


def test_where_room_is_short_the_small_line_goes_first_then_the_icon_then_two_lines(
    qtbot: QtBot, theme: Theme
) -> None:
    button = ActionButton(theme, icon=Icon.KEYBOARD)
    qtbot.addWidget(button)
    button.say("Type the weight in", "the lot is marked as typed by hand")
    faces = []
    for width in range(500, button.minimumSizeHint().width(), -1):
        button.resize(width, 92)
        face = button.face()
        shape = (bool(face.small), face.icon, len(face.lines))
        if shape not in faces:
            faces.append(shape)
        assert button.texts_fit()
    assert faces == [(True, True, 1), (False, True, 1), (False, False, 1), (False, False, 2)]


def test_a_short_press_of_a_hold_button_asks_and_a_long_one_acts(
    qtbot: QtBot, theme: Theme
) -> None:
    button = HoldButton(theme, hold_ms=60)
    qtbot.addWidget(button)
    button.show()
    with qtbot.assertNotEmitted(button.held), qtbot.waitSignal(button.tapped):
        tap(button)
    with qtbot.assertNotEmitted(button.tapped):
        with qtbot.waitSignal(button.held):
            QTest.mousePress(button, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)


def test_a_dangerous_action_stands_further_from_its_neighbour(qtbot: QtBot, theme: Theme) -> None:
    bar = ActionBar(theme)
    qtbot.addWidget(bar)
    buttons = [ActionButton(theme, role) for role in ("danger", "normal", "primary")]
    for button in buttons:
        bar.add(button)
    bar.resize(968, 92)
    bar.show()
    gaps = [
        second.x() - first.geometry().right() - 1 for first, second in itertools.pairwise(buttons)
    ]
    assert gaps == [16, 10]
    assert {button.height() for button in buttons} == {92}


def test_a_keypad_says_digits_and_the_separator_of_the_language(qtbot: QtBot, ui: Ui) -> None:
    keypad = NumericKeypad(ui, signed=True)
    qtbot.addWidget(keypad)
    keypad.show()
    said: list[str] = []
    keypad.digit.connect(said.append)
    for signal in (keypad.point, keypad.sign, keypad.erase, keypad.clear):
        signal.connect(lambda signal=signal: said.append(str(signal)))
    assert keypad.keys["point"].main_text == ","
    for name in "0123456789":
        tap(keypad.keys[name])
    assert said == list("0123456789")
    for name in ("point", "sign", "erase", "clear"):
        tap(keypad.keys[name])
    assert len(said) == 14


def test_a_digit_may_be_typed_twice_in_quick_succession(qtbot: QtBot, ui: Ui) -> None:
    pad = PinPad(ui)
    qtbot.addWidget(pad)
    pad.show()
    key = pad.keypad.keys["1"]
    tap(key)
    qtbot.waitUntil(lambda: not key._quiet.isActive(), timeout=KEY_BOUNCE_MS * 20)
    tap(key)
    assert pad.pin == "11"
    tap(pad.keypad.keys["erase"])
    assert pad.pin == "1"
    tap(pad.keypad.keys["clear"])
    assert pad.pin == ""


def test_the_dots_never_show_the_pin(qtbot: QtBot, ui: Ui) -> None:
    pad = PinPad(ui)
    qtbot.addWidget(pad)
    pad.show()
    for digit in "1234":
        tap(pad.keypad.keys[digit])
    assert pad.pin == "1234"
    assert pad.dots.accessibleName() == "****"
    assert not pad.dots.findChildren(QLabel)


def test_all_nine_hungarian_vowels_stand_on_the_first_layer() -> None:
    assert set("áéíóöőúüű") <= set("".join(LAYOUTS["hu"]))


@pytest.mark.parametrize("layout", [*LAYOUTS.values(), SIGNS])
def test_a_layer_fills_the_keys_with_different_letters(layout: tuple[str, ...]) -> None:
    assert [len(row) for row in layout] == [12, 12, 11]
    assert len(set("".join(layout))) == 35


def test_shift_writes_one_capital(qtbot: QtBot, ui: Ui) -> None:
    keyboard = Keyboard(ui)
    qtbot.addWidget(keyboard)
    keyboard.show()
    typed: list[str] = []
    keyboard.typed.connect(typed.append)
    first = keyboard.letters[0]
    tap(keyboard.shift)
    tap(first)
    assert typed == ["Q"]
    assert first.main_text == "q"


def test_a_note_is_never_read_as_markup(qtbot: QtBot, theme: Theme) -> None:
    label = Label(theme, "<b>bold</b>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>" in label.text()


def test_a_code_gets_short_before_it_is_cut_and_keeps_its_full_name(
    qtbot: QtBot, theme: Theme
) -> None:
    label = CodeLabel(theme, "SKW15-20261120-DUNA-0187", size=22)
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    label.show()
    assert text_of(label.runs) == "SKW15-20261120-DUNA-0187"
    assert [run.text for run in label.runs if run.bold] == ["SKW15", "0187"]
    label.resize(150, 30)
    assert text_of(label.runs) == "SKW15 · 0187"
    assert label.accessibleName() == "SKW15-20261120-DUNA-0187"


def test_a_weight_is_never_shown_without_its_mark(qtbot: QtBot, theme: Theme) -> None:
    weight = WeightValue(theme)
    qtbot.addWidget(weight)
    weight.show()
    weight.show_value("15,042", "kg", Mark.RUNNING, "Mozog")
    assert weight.mark.isVisible()
    assert weight.accessibleName() == "15,042 kg Mozog"
    weight.show_value(None, "kg", Mark.OFFLINE, "Nincs jel")
    assert text_of(weight.value.runs) == f"{NO_VALUE} kg"


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_role_has_its_disabled_look_written_out(tokens: Tokens) -> None:
    sheet = stylesheet(tokens, round)
    for role in ROLES:
        rule = sheet.partition(f'QPushButton[role="{role}"]:disabled {{')[2].partition("}")[0]
        assert f"background: {tokens.sunk};" in rule
        assert "dashed" in rule


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("text", "surface", 7),
        ("text", "canvas", 7),
        ("muted", "surface", 7),
        ("muted", "sunk", 7),
        ("on_primary", "primary", 7),
        ("on_primary", "pressed", 7),
        ("on_alarm", "alarm", 7),
        ("on_offline", "offline", 7),
        ("on_warn", "warn", 7),
        ("line", "surface", 3),
        ("line", "canvas", 3),
        ("done", "surface", 3),
        ("alarm", "surface", 3),
        ("offline", "surface", 3),
    ],
)
def test_text_and_lines_stand_out_from_their_ground(
    tokens: Tokens, ink: str, ground: str, least: float
) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= least


@pytest.mark.parametrize("icon", list(Icon))
def test_every_icon_draws_something_inside_its_box(qtbot: QtBot, theme: Theme, icon: Icon) -> None:
    label = IconLabel(theme, icon, 48)
    qtbot.addWidget(label)
    label.show()
    image = label.grab().toImage()
    colours = {image.pixel(x, y) for x in range(48) for y in range(48)}
    assert len(colours) > 2
