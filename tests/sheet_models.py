"""What the tests of sheets open them with: a weight to be typed, and a note."""

from decimal import Decimal

from kiosk.viewmodels.note import NoteModel, Phrase
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.views.ui import Ui


def typed_weight(ui: Ui) -> TypedNumberModel:
    return TypedNumberModel(
        ui.words,
        title=ui.words.text("Enter"),
        unit="kg",
        places=3,
        low=Decimal("14.85"),
        high=Decimal("15.3"),
    )


def held_note(ui: Ui, phrases: int) -> NoteModel:
    return NoteModel(
        ui.words,
        title=ui.words.text("Enter"),
        verb=ui.words.text("Enter"),
        phrases=[Phrase(f"R{number}", "Sérült csomagolás") for number in range(phrases)],
        enough=lambda text: len(text) >= 10,
        least=10,
        most=500,
    )
