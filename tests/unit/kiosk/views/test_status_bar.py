"""What the bar at the foot does where room is short."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from kiosk.i18n import PSEUDO
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.shell import ShellModel
from kiosk.views.status_bar import HEIGHT, StatusBar
from kiosk.views.ui import Ui
from kiosk.views.widgets.status_item import StatusItem


@pytest.mark.parametrize("away", [0, 1, 6])
@pytest.mark.parametrize("language", ["en", "hu", PSEUDO])
@pytest.mark.parametrize("width", [1280, 1024])
def test_nothing_in_the_bar_stands_over_anything_else(
    qtbot: QtBot, speak: Callable[[str], Ui], language: str, width: int, away: int
) -> None:
    ui = speak(language)
    model = ShellModel(ui.words)
    bar = StatusBar(ui, model)
    qtbot.addWidget(bar)
    for place in range(8):
        mark = Mark.OFFLINE if place < away else Mark.DONE
        model.set_device(f"scale.{place}", "Raklapcímke-nyomtató", mark)
    model.set_labels(3)
    model.set_waiting(12)
    bar.resize(width, ui.theme.px(HEIGHT))
    bar.show()
    assert bar.texts_fit()
    seen = sorted(
        (item.geometry() for item in bar.findChildren(StatusItem) if item.isVisible()),
        key=lambda box: box.left(),
    )
    assert seen[0].left() >= 0
    assert seen[-1].right() <= bar.width()
    for one, other in pairwise(seen):
        assert one.right() < other.left()
