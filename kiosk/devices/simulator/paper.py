"""The paper in a simulated printer: reads ESC/POS as a printer does and shows what came out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PIL import Image

LINE_DOTS = 30  # ESC d feeds lines of 1/6 inch at 180 dots an inch
_CUTS = (0, 1, 48, 49)
_FED_CUTS = (65, 66)  # feed to the cutter first
_RASTER_HEAD = 8


@dataclass(slots=True)
class Paper:
    """A roll under a head of `dots`; `printed` gets each label torn off, `errors` what went wrong.

    Nothing comes out while it is not `ready` (no paper, cover open). After `left` rows of dots (None: a long roll)
    the paper ends, in the middle of a label too.
    """

    dots: int
    printed: Callable[[Image.Image], None]
    ready: bool = True
    left: int | None = None
    errors: list[str] = field(default_factory=list)
    _strips: list[Image.Image | int] = field(default_factory=list)

    def raster(self, width_bytes: int, rows: int, data: bytes) -> None:
        """Print rows of dots, a set bit black."""
        width = width_bytes * 8
        if width > self.dots:
            self.errors.append(f"raster of {width} dots on a head of {self.dots}")
        elif self.ready:
            strip = Image.frombytes("1", (width, rows), data, "raw", "1;I")
            self._strips.append(strip.crop((0, 0, width, self._taken(rows))))

    def feed(self, rows: int) -> None:
        """Move on by blank rows."""
        if self.ready:
            self._strips.append(self._taken(rows))

    def _taken(self, rows: int) -> int:
        """So many of the rows as there is paper for."""
        if self.left is None:
            return rows
        taken = min(rows, self.left)
        self.left -= taken
        self.ready = self.left > 0
        return taken

    def tear(self) -> None:
        """End the label here: cut, or torn off before the next job."""
        strips, self._strips = self._strips, []
        if not any(isinstance(strip, Image.Image) for strip in strips):
            return
        rows = [strip if isinstance(strip, int) else strip.height for strip in strips]
        label = Image.new("1", (self.dots, sum(rows)), 1)
        top = 0
        for strip, height in zip(strips, rows, strict=True):
            if isinstance(strip, Image.Image):
                label.paste(strip, (0, top))
            top += height
        self.printed(label)


class EscposReader:
    """Carries out the bytes of one connection; an unknown command is a fault, kept in `errors`.

    Knows what labels need: ESC @, LF, ESC d, ESC J, GS v 0, GS V, GS r and DLE EOT. `answer` is given the number that
    DLE EOT asks for, `ordered` is called for GS r.
    """

    def __init__(
        self,
        paper: Paper,
        answer: Callable[[int], None],
        ordered: Callable[[], None] = lambda: None,
    ) -> None:
        self._paper = paper
        self._answer = answer
        self._ordered = ordered
        self._held = b""
        self._commands: Mapping[bytes, Callable[[bytes], int]] = {
            b"\x1b@": self._begin,
            b"\x1bd": self._feed_lines,
            b"\x1bJ": self._feed_dots,
            b"\x1dv": self._raster,
            b"\x1dV": self._cut,
            b"\x1dr": self._ordered_status,
            b"\x10\x04": self._status,
        }

    def feed(self, data: bytes) -> None:
        """Carry out every command that `data` completes."""
        self._held += data
        while length := self._carry_out(self._held):
            self._held = self._held[length:]

    def close(self) -> None:
        """The connection ended; a command begun and not finished is a fault."""
        if self._held:
            self._paper.errors.append(f"ended inside {self._held[:8].hex()}")

    def _carry_out(self, data: bytes) -> int:
        """Carry out the command in front; answers its length, 0 where its end has not come."""
        if data[:1] == b"\n":
            self._paper.feed(LINE_DOTS)
            return 1
        if len(data) < 2:
            return 0
        return self._commands.get(data[:2], self._unknown)(data)

    def _unknown(self, data: bytes) -> int:
        self._paper.errors.append(f"unknown command {data[:8].hex()}")
        return len(data)  # where the next one begins cannot be known

    def _begin(self, data: bytes) -> int:
        self._paper.tear()
        return 2

    def _feed_lines(self, data: bytes) -> int:
        if len(data) < 3:
            return 0
        self._paper.feed(data[2] * LINE_DOTS)
        return 3

    def _feed_dots(self, data: bytes) -> int:
        if len(data) < 3:
            return 0
        self._paper.feed(data[2])
        return 3

    def _raster(self, data: bytes) -> int:
        if len(data) < _RASTER_HEAD:
            return 0
        if data[2:4] != b"0\x00":  # another command, or a stretched image
            return self._unknown(data)
        width_bytes = int.from_bytes(data[4:6], "little")
        rows = int.from_bytes(data[6:8], "little")
        end = _RASTER_HEAD + width_bytes * rows
        if len(data) < end:
            return 0
        self._paper.raster(width_bytes, rows, data[_RASTER_HEAD:end])
        return end

    def _cut(self, data: bytes) -> int:
        if len(data) < 3 or (data[2] in _FED_CUTS and len(data) < 4):
            return 0
        if data[2] not in (*_CUTS, *_FED_CUTS):
            return self._unknown(data)
        self._paper.tear()
        return 4 if data[2] in _FED_CUTS else 3

    def _status(self, data: bytes) -> int:
        if len(data) < 3:
            return 0
        self._answer(data[2])
        return 3

    def _ordered_status(self, data: bytes) -> int:
        if len(data) < 3:
            return 0
        self._ordered()
        return 3
