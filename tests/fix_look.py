"""The kiosk's look for tests: the shipped fonts, the theme, and each language with its words."""

from collections.abc import Callable
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from kiosk.views.theme import Theme
    from kiosk.views.ui import Ui


@pytest.fixture
def theme(qtbot: "QtBot") -> "Theme":
    """The light theme at 4.91 px a millimetre, applied to the test's application."""
    from PySide6.QtWidgets import QApplication

    from core import resources
    from kiosk.views.theme import Theme, load_fonts

    files = [resources.path("fonts", f"NotoSans-{weight}.ttf") for weight in ("Regular", "Bold")]
    theme = Theme(load_fonts(files))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app)
    return theme


@pytest.fixture
def speak(theme: "Theme") -> "Callable[[str], Ui]":
    """Make a Ui of a language: "en", "hu" or PSEUDO."""
    from kiosk.i18n import Language
    from kiosk.views.ui import Ui

    return lambda code: Ui(theme, Language(code, UTC))


@pytest.fixture
def ui(speak: "Callable[[str], Ui]") -> "Ui":
    """The Hungarian Ui."""
    return speak("hu")
