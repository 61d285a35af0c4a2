"""What every screen is: a widget with its view model that says its words again when asked."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk.views.ui import Ui


class Screen(QWidget):
    """Base of the screens. `go_to` asks for another route, `sheet_asked` for a sheet over this one."""

    go_to = Signal(str, dict)
    titles_changed = Signal(str, str)
    sheet_asked = Signal(object)  # a Sheet

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self.ui = ui
        self.theme = ui.theme
        ui.language_changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Say every word again in the present language."""

    def titles(self) -> tuple[str, str]:
        """The header's two lines; empty ones show plant and shift."""
        return "", ""

    def enter(self, subject: Mapping[str, str]) -> None:
        """Called when the screen comes into sight; `subject` names what it shows, such as a run."""

    def leave(self) -> None:
        """Called when the screen goes out of sight."""
