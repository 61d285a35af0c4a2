from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.i18n import PSEUDO
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.views.overlay import Overlay, Sheet
from kiosk.views.sheets.confirm import ConfirmSheet
from kiosk.views.sheets.note import NoteSheet
from kiosk.views.sheets.number import NumberSheet
from kiosk.views.ui import Ui
from tests.measuring import cut, marked_up, too_small, unnamed
from tests.sheet_models import held_note, typed_weight

LANGUAGES = ["en", "hu", PSEUDO]
SIZES = [(1280, 800), (1024, 768)]


class TypedWithInstrument(TypedNumberModel):
    """A temperature over the limit, of an instrument with a long name."""

    asked = 0

    @property
    def instrument_text(self) -> str:
        return "T2" if self.asked else "MAGHŐMÉRŐ-DARABOLÓ-2-ES-SOR-TARTALÉK-X"

    def next_instrument(self) -> None:
        self.asked += 1
        self.changed.emit()


def typed_temperature(ui: Ui) -> TypedNumberModel:
    words = ui.words
    model = TypedWithInstrument(
        words,
        title=words.text("Type the core temperature in"),
        unit="°C",
        places=1,
        low=Decimal(-40),
        high=Decimal(-18),
        signed=True,
    )
    model.set_note(
        words.text(
            "{device} failed its last check", device="MAGHŐMÉRŐ-DARABOLÓ-2-ES-SOR-TARTALÉK-X"
        )
    )
    return model


def sheets(ui: Ui) -> list[Sheet]:
    confirm = ConfirmSheet(
        ui, title=ui.words.text("Enter"), consequences=[ui.words.text("All sent")], verb="OK"
    )
    return [
        NumberSheet(ui, typed_weight(ui)),
        NumberSheet(ui, typed_temperature(ui)),
        NoteSheet(ui, held_note(ui, 5)),
        NoteSheet(ui, held_note(ui, 9)),
        confirm,
    ]


def test_a_tap_names_the_next_instrument_where_one_is_asked_for(qtbot: QtBot, ui: Ui) -> None:
    weight, temperature = (
        NumberSheet(ui, typed_weight(ui)),
        NumberSheet(ui, typed_temperature(ui)),
    )
    for sheet in (weight, temperature):
        qtbot.addWidget(sheet)
        sheet.show()
    assert not weight.instrument.isVisible()
    assert temperature.instrument.main_text == "MAGHŐMÉ…TALÉK-X"
    qtbot.mouseClick(temperature.instrument, Qt.MouseButton.LeftButton)
    assert temperature.instrument.main_text == temperature.instrument.accessibleName() == "T2"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_sheet_fits_and_can_be_tapped(
    qtbot: QtBot, speak: Callable[[str], Ui], language: str, size: tuple[int, int]
) -> None:
    ui = speak(language)
    window = QWidget()
    qtbot.addWidget(window)
    overlay = Overlay(window)
    window.resize(*size)
    window.show()
    for sheet in sheets(ui):
        overlay.open(sheet)
        assert window.rect().contains(sheet.geometry())
        assert sheet.minimumSizeHint().height() <= sheet.height()
        assert sheet.minimumSizeHint().width() <= sheet.width()
        assert too_small(sheet, ui.theme) == []
        assert cut(sheet) == []
        assert unnamed(sheet) == []
        assert marked_up(sheet) == []
        sheet.closed.emit()
    assert not overlay.isVisible()
