"""Hands for an unattended demo: they find real widgets by their accessible names and tap them."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.views.shell import Shell

PATIENCE = 20.0
PACE = 0.1
SAME = 0.4
"""Seconds between two taps, and between two on the same button: quicker ones are taken for a bounce."""
LEVELS = 12
"""Layouts within each other: a text that grew moves what stands around it, one level after the other."""
_LOOK = 0.02


class Lost(Exception):
    """What the hands waited for did not come; the text says what was to be seen instead."""


class Hands:
    """Work on the shell's window only by what a person can see and touch."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._last: QWidget | None = None

    async def until(self, seen: Callable[[], object], what: str) -> None:
        """Wait until `seen` is true; raises Lost after 20 s."""
        deadline = time.monotonic() + PATIENCE
        while not seen():
            if time.monotonic() > deadline:
                raise Lost(f"{what}; on the screen {self._shell.router.current}: {self.names()}")
            await asyncio.sleep(_LOOK)

    async def tap(self, name: str) -> None:
        """Tap the button of that name as soon as it can be tapped."""
        await self.until(lambda: self.ready(name), f"no button {name} to tap")
        button = self.find(name)
        assert button is not None
        if button is self._last and not name.startswith("key_"):
            await asyncio.sleep(SAME)
        self._last = button
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
        await asyncio.sleep(PACE)

    async def keys(self, digits: str) -> None:
        """Tap a number on the keypad in sight: digits and the decimal mark."""
        for digit in digits:
            await self.tap("key_mark" if digit in ".," else f"key_{digit}")

    async def pick(self, name: str) -> None:
        """Tap a tile that can be picked, unless it is picked already."""
        await self.until(lambda: self.ready(name), f"no tile {name} to pick")
        tile = self.find(name)
        if not (isinstance(tile, QAbstractButton) and tile.isChecked()):
            await self.tap(name)

    async def arrive(self, route: str) -> None:
        """Wait until the screen of that route is in sight."""
        await self.until(lambda: self._shell.router.current == route, f"not at {route}")

    def find(self, name: str) -> QWidget | None:
        """The visible widget of that accessible (or object) name, in the top sheet first."""
        top = self._shell.overlay.top
        for root in (top, self._shell) if top is not None else (self._shell,):
            for widget in root.findChildren(QWidget):
                if name in (widget.accessibleName(), widget.objectName()) and widget.isVisible():
                    return widget
        return None

    def names(self) -> list[str]:
        """What could be tapped now, for an error message."""
        return [
            button.accessibleName() or button.objectName()
            for button in self._shell.findChildren(QAbstractButton)
            if button.isVisible() and button.isEnabled()
        ]

    def picture(self, file: Path) -> None:
        """Save what is on the screen as PNG; raises OSError where it cannot."""
        file.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(LEVELS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if not self._shell.grab().save(str(file)):
            raise OSError(f"the picture {file} cannot be written")

    def ready(self, name: str) -> bool:
        """Whether it can be tapped now."""
        widget = self.find(name)
        return widget is not None and widget.isEnabled()
