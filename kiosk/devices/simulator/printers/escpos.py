"""A simulated ESC/POS label printer whose paper can be looked at."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from PIL import Image

from kiosk.devices.printers.status import QUERY
from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.device import SimulatedDevice
from kiosk.devices.simulator.paper import EscposReader, Paper

# Answers to DLE EOT 1, 2, 3 and 4: bits 1 and 4 are always set, the others name what is wrong.
_FINE, _OFFLINE = 0x12, 0x1A
_COVER_OPEN, _STOPPED, _ERROR, _CUTTER = 0x16, 0x32, 0x52, 0x1A
_PAPER_END, _PAPER_LOW = 0x72, 0x1E
_ORDERED_FINE, _ORDERED_LOW = 0x00, 0x03  # answers to GS r 1
SLOW = 4000
"""Bytes a second that a slow printer takes out of its buffer."""


class SimulatedPrinter(SimulatedDevice):
    """A printer with a head of `dots` and a cutter; saves each label in the folder `out` as PNG.

    `answers_in_order`: it knows GS r, as nearly all do.
    """

    kind: ClassVar[DeviceKind] = DeviceKind.PRINTER
    protocol: ClassVar[str] = "escpos"

    def __init__(
        self,
        port: str = "",
        dots: int = 576,
        out: Path | None = None,
        on_label: Callable[[Path], None] | None = None,
        *,
        answers_in_order: bool = True,
    ) -> None:
        super().__init__(port)
        self._paper = Paper(dots, self._keep)
        self._out = out
        self._on_label = on_label
        self._answers_in_order = answers_in_order
        self._paper_low = self._cover_open = self._offline = self._cutter_stuck = False
        self._slow = False
        self._taken_at = 0.0
        self._buffers: dict[int, bytes] = {}
        self._dies_after: int | None = None
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
        self.paper_ends_after(0)

    def paper_ends_after(self, rows: int) -> None:
        """Let the roll end after so many rows of dots, in the middle of a label too."""
        self._turn(lambda: self._set(paper=rows))

    def paper_low(self) -> None:
        """Let the roll come near its end."""
        self._turn(lambda: self._set(low=True))

    def paper_ok(self) -> None:
        """Put a new roll in."""
        self._turn(lambda: self._set(paper=None, low=False))

    def open_cover(self) -> None:
        """Open the cover: nothing is printed until it is closed."""
        self._turn(lambda: self._set(cover=True))

    def close_cover(self) -> None:
        """Close the cover."""
        self._turn(lambda: self._set(cover=False))

    def dies_after(self, count: int) -> None:
        """Lose the power after `count` more bytes; what was taken and not yet printed is gone."""
        self._turn(lambda: self._doom(count))

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        return {
            "paper out": self.paper_out,
            "paper low": self.paper_low,
            "paper ok": self.paper_ok,
            "cover open": self.open_cover,
            "cover closed": self.close_cover,
            "offline": lambda: self._turn(lambda: self._set(offline=True)),
            "online": lambda: self._turn(lambda: self._set(offline=False)),
            "cutter error": lambda: self._turn(lambda: self._set(cutter=True)),
            "cutter ok": lambda: self._turn(lambda: self._set(cutter=False)),
            "slow printing": lambda: self._turn(lambda: self._pace(True)),
            "fast printing": lambda: self._turn(lambda: self._pace(False)),
            "power off": lambda: self.dies_after(10_000),
        }

    def hear(self, visitor: int, data: bytes) -> None:
        if self._dies_after is not None and data:
            data = data[: self._dies_after]
            self._dies_after -= len(data)
        if not data:
            self._part(visitor)
        elif self._slow and data[:2] == QUERY:  # overtakes what is in the buffer
            self._answer(data[2], visitor)
        else:
            self._buffers[visitor] = self._buffers.get(visitor, b"") + data
        if self._dies_after == 0:
            self._dies_after = None
            self._buffers.clear()
            self._shut()
        elif not self._slow:
            self._carry_out()

    def tick(self, now: float) -> None:
        super().tick(now)
        if self._slow:
            count = round((now - self._taken_at) * SLOW)
            if count:
                self._taken_at = now
                self._carry_out(count)

    def _carry_out(self, most: int | None = None) -> None:
        """Take bytes out of the buffers, while the printer is able to."""
        for visitor, data in tuple(self._buffers.items()):
            taken = data if most is None else data[:most]
            self._buffers[visitor] = data[len(taken) :]
            if visitor not in self._readers:
                self._readers[visitor] = self._reader(visitor)
            self._readers[visitor].feed(taken)

    def _reader(self, visitor: int) -> EscposReader:
        return EscposReader(
            self._paper,
            lambda number: self._answer(number, visitor),
            lambda: self._answer_in_order(visitor),
        )

    def _part(self, visitor: int) -> None:
        if self._slow:
            return  # what it holds is printed all the same
        self._buffers.pop(visitor, None)
        if reader := self._readers.pop(visitor, None):
            reader.close()

    def _answer(self, number: int, visitor: int) -> None:
        stopped_by = (
            *((_COVER_OPEN,) if self._cover_open else ()),
            *((_STOPPED,) if self._paper.left == 0 else ()),
            *((_ERROR,) if self._cutter_stuck else ()),
        )
        paper = _PAPER_LOW if self._paper_low else _FINE
        answers = {
            1: _FINE if self._paper.ready else _OFFLINE,
            2: next(iter(stopped_by), _FINE),
            3: _CUTTER if self._cutter_stuck else _FINE,
            4: _PAPER_END if self._paper.left == 0 else paper,
        }
        if number in answers:
            self.say(bytes([answers[number]]), visitor)

    def _answer_in_order(self, visitor: int) -> None:
        """Only a printer that goes on printing comes to it."""
        if self._paper.ready and self._answers_in_order:
            self.say(bytes([_ORDERED_LOW if self._paper_low else _ORDERED_FINE]), visitor)

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

    def _doom(self, count: int) -> None:
        self._dies_after = count

    def _pace(self, slow: bool) -> None:
        self._slow, self._taken_at = slow, self.now
        if not slow:
            self._carry_out()

    def _set(
        self,
        *,
        paper: int | None = -1,
        low: bool | None = None,
        cover: bool | None = None,
        offline: bool | None = None,
        cutter: bool | None = None,
    ) -> None:
        """Change what is said; it is ready where nothing is in the way. `paper`: rows left, None for a long roll."""
        if paper != -1:
            self._paper.left = paper
        self._paper_low = self._paper_low if low is None else low
        self._cover_open = self._cover_open if cover is None else cover
        self._offline = self._offline if offline is None else offline
        self._cutter_stuck = self._cutter_stuck if cutter is None else cutter
        stopped = self._cover_open or self._offline or self._cutter_stuck
        self._paper.ready = not stopped and self._paper.left != 0


SIMULATOR = SimulatedPrinter
