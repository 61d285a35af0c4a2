"""A simulated ESC/POS label printer whose paper can be looked at."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from PIL import Image

from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.device import SimulatedDevice
from kiosk.devices.simulator.paper import EscposReader, Paper

# Answers to DLE EOT 1, 2, 3 and 4: bits 1 and 4 are always set, the others name what is wrong.
_FINE, _OFFLINE = 0x12, 0x1A
_COVER_OPEN, _STOPPED, _PAPER_END = 0x16, 0x32, 0x72


class SimulatedPrinter(SimulatedDevice):
    """A printer with a head of `dots` and a cutter; saves each label in the folder `out` as PNG."""

    kind: ClassVar[DeviceKind] = DeviceKind.PRINTER
    protocol: ClassVar[str] = "escpos"

    def __init__(
        self,
        port: str = "",
        dots: int = 576,
        out: Path | None = None,
        on_label: Callable[[Path], None] | None = None,
    ) -> None:
        super().__init__(port)
        self._paper = Paper(dots, self._keep)
        self._out = out
        self._on_label = on_label
        self._has_paper = True
        self._cover_open = False
        self._readers: dict[int, EscposReader] = {}
        self._labels: list[Image.Image] = []
        self._printed = threading.Condition()

    @property
    def labels(self) -> list[Image.Image]:
        """What has come out so far, one 1-bit image a label, oldest first."""
        with self._printed:
            return list(self._labels)

    @property
    def errors(self) -> list[str]:
        """What a real printer would have garbled: unknown commands, too wide rasters."""
        return list(self._paper.errors)

    def wait_for_labels(self, count: int, timeout: float = 5.0) -> list[Image.Image]:
        """The labels as soon as there are `count`; TimeoutError where there are fewer by then."""
        with self._printed:
            if not self._printed.wait_for(lambda: len(self._labels) >= count, timeout):
                raise TimeoutError(f"{len(self._labels)} labels of {count}")
            return list(self._labels)

    def value(self, text: str) -> None:
        """A printer measures nothing: raises ValueError."""
        raise ValueError("a printer takes no value")

    def paper_out(self) -> None:
        """Let the roll end: nothing is printed until there is a new one."""
        self._turn(lambda: self._load(False))

    def paper_ok(self) -> None:
        """Put a new roll in."""
        self._turn(lambda: self._load(True))

    def open_cover(self) -> None:
        """Open the cover: nothing is printed until it is closed."""
        self._turn(lambda: self._lift(True))

    def close_cover(self) -> None:
        """Close the cover."""
        self._turn(lambda: self._lift(False))

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        return {
            "paper out": self.paper_out,
            "paper ok": self.paper_ok,
            "cover open": self.open_cover,
            "cover closed": self.close_cover,
        }

    def hear(self, visitor: int, data: bytes) -> None:
        if not data:
            if reader := self._readers.pop(visitor, None):
                reader.close()
            return
        if visitor not in self._readers:
            self._readers[visitor] = EscposReader(
                self._paper, lambda number: self._answer(number, visitor)
            )
        self._readers[visitor].feed(data)

    def _answer(self, number: int, visitor: int) -> None:
        ready = self._paper.ready
        stopped_by = _COVER_OPEN if self._cover_open else _STOPPED
        answers = {
            1: _FINE if ready else _OFFLINE,
            2: _FINE if ready else stopped_by,
            3: _FINE,
            4: _FINE if self._has_paper else _PAPER_END,
        }
        if number in answers:
            self.say(bytes([answers[number]]), visitor)

    def _keep(self, label: Image.Image) -> None:
        count = len(self._labels) + 1
        path = None if self._out is None else self._out / f"label-{count:04}.png"
        if path is not None:
            label.save(path)
        with self._printed:
            self._labels.append(label)
            self._printed.notify_all()
        if path is not None and self._on_label is not None:
            self._on_label(path)

    def _load(self, has_paper: bool) -> None:
        self._has_paper = has_paper
        self._paper.ready = has_paper and not self._cover_open

    def _lift(self, cover_open: bool) -> None:
        self._cover_open = cover_open
        self._paper.ready = self._has_paper and not cover_open


SIMULATOR = SimulatedPrinter
