"""A label printer that says what the test tells it to, and a lot to label."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.errors import Unavailable
from kiosk.ports import PrinterCondition

if TYPE_CHECKING:
    from tests.fix_workplace import Desk


class Printer:
    """Answers `before` when it is asked, `after` behind a label; `printed` tells their dots and copies."""

    dots = 576

    def __init__(self) -> None:
        self.before = PrinterCondition.OK
        self.after = PrinterCondition.OK
        self.lost = False
        self.printed: list[tuple[int, int]] = []
        self.during: Callable[[], object] = lambda: None

    def condition(self) -> PrinterCondition:
        return self.before

    def print(self, image: Image.Image, copies: int = 1) -> PrinterCondition:
        self.during()
        if self.lost:
            raise Unavailable("device_lost", role="printer.lot")
        self.printed.append((image.width, copies))
        return self.after


@pytest.fixture
def printer(desk: "Desk") -> Printer:
    """The label printer of the desk."""
    desk.printer = Printer()
    return desk.printer


@pytest.fixture
def spice(desk: "Desk") -> str:
    """A lot of spice, which needs no run."""
    return desk.plant().register(None, "SPICE", "5")
