"""How soon a weight stands on the register screen, and how quick that stays when a scale talks fast."""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget

from kiosk.devices.setting import DeviceSetting
from tests.fix_bench import Bench
from tests.fix_workplace import Desk
from tests.proofs import size
from tests.wire import Wire

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

WEIGHINGS = size(20, 200)
BOUND = 0.3


SECONDS = size(2, 20)
A_SECOND = 500
STALL = 0.05


class Painted(QObject):
    """Notes when a widget was painted last, and what it said then."""

    def __init__(self, bench: Bench, widget: QWidget) -> None:
        super().__init__(widget)
        self._bench = bench
        self.said = ""
        self.at = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.said, self.at = self._bench.weight(), time.monotonic()
        return False


def test_a_stable_weight_is_painted_soon_after_its_frame(
    desk: Desk, open_bench: Callable[..., Bench], tmp_path: Path, figure: Callable[[str], None]
) -> None:
    waits = []
    with Wire(tmp_path / "ttySCALE") as wire:
        setting = DeviceSetting("scale.main", "mt_sics", wire.port)
        bench = open_bench(desk.plant().run_to(5).run, [setting])
        wire.hears(b"I4\r\n")
        wire.says(b'I4 A "B021002593"\r\n')
        panel = bench.window.find("weight")
        assert panel is not None
        value = panel.value
        painted = Painted(bench, value)
        for number in range(WEIGHINGS):
            kg = f"{15 + number / 1000:.3f}"
            wire.hears(b"SI\r\n")
            began = time.monotonic()
            wire.says(f"S S {kg:>10} kg\r\n".encode())
            desk.until(lambda kg=kg: painted.said.startswith(kg))
            waits.append(painted.at - began)
        bench.close()
    worst, usual = max(waits) * 1000, statistics.median(waits) * 1000
    figure(
        f"stable weight painted after its frame: {usual:.0f} ms median,"
        f" {worst:.0f} ms worst of {WEIGHINGS}"
    )
    assert max(waits) < BOUND


def test_a_scale_that_talks_fast_does_not_hold_the_screen_up(
    desk: Desk, open_bench: Callable[..., Bench], tmp_path: Path, figure: Callable[[str], None]
) -> None:
    stalls = []
    with Wire(tmp_path / "ttySCALE") as wire:
        setting = DeviceSetting("scale.main", "mt_sics", wire.port)
        bench = open_bench(desk.plant().run_to(5).run, [setting])
        wire.hears(b"I4\r\n")
        wire.says(b'I4 A "B021002593"\r\n')
        began, said = time.monotonic(), 0
        while (now := time.monotonic()) < began + SECONDS:
            while said < (now - began) * A_SECOND:
                said += 1
                wire.says(f"S D {said / 1000:>10.3f} kg\r\n".encode())
            desk.until(lambda: True)
            QCoreApplication.processEvents()
            stalls.append(time.monotonic() - now)
        last = f"{said / 1000:.3f} kg"
        desk.until(lambda: bench.weight().startswith(last))
        bench.close()
    over = sum(stall > STALL for stall in stalls)
    figure(
        f"screen with {said / SECONDS:.0f} readings a second: held up for"
        f" {max(stalls) * 1000:.0f} ms at most, over {STALL * 1000:.0f} ms {over} times"
    )
