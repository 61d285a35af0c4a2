"""What every widget needs of its surroundings: the theme and the words of the present language."""

from PySide6.QtCore import QObject, Signal

from core.domain.words import Words
from kiosk.views.theme import Theme


class Ui(QObject):
    """Theme and words. `language_changed` asks each view to say everything again."""

    language_changed = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.theme = theme
        self.words = words

    def speak(self, words: Words) -> None:
        """Go over to another language."""
        self.words = words
        self.language_changed.emit()
