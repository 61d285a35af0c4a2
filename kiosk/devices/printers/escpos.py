"""ESC/POS label printers over TCP or a serial line: a new connection for each job, rasters only.

Asked before and after every label; a silent printer has printed nothing that anyone may claim.
"""

import threading
import time
from contextlib import closing

from PIL.Image import Image

from kiosk.devices.printers.status import ASKED, QUERY, condition_of, decode_status, is_status
from kiosk.devices.protocol import DeviceKind, PrintingProtocol
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.transport.link import LineSettings, Link, LinkLost
from kiosk.devices.transport.opening import open_link
from kiosk.ports import LabelPrinter, PrinterCondition

HEAD_DOTS = 576  # 80 mm paper at 203 dots an inch
ANSWER_SECONDS = 0.8
JOB_SECONDS = 10.0  # a printer takes no more bytes while it prints what it has


class EscposPrinter:
    """A printer with a head of `dots`; `cut`: it has a cutter, else the label is torn off."""

    def __init__(self, port: str, line: LineSettings, dots: int, cut: bool) -> None:
        self._port = port
        self._line = line
        self._dots = dots
        self._cut = cut
        self._said = PrinterCondition.UNKNOWN
        self._busy = threading.Lock()

    @property
    def dots(self) -> int:
        return self._dots

    def condition(self) -> PrinterCondition:
        """How the printer says it is; while a job is going on, what it said last."""
        if self._busy.acquire(blocking=False):
            try:
                self._said = self._ask_anew()
            finally:
                self._busy.release()
        return self._said

    def print(self, image: Image, copies: int = 1) -> PrinterCondition:
        """Print `copies` labels, one by one; ends at the first that is not confirmed.

        Raises ValueError for an image wider than the head.
        """
        from kiosk.devices.printers.raster import label_bytes  # slow to import: at the first label

        label = label_bytes(image, self._dots, self._cut)
        with self._busy:
            self._said = self._printed(label, copies)
        return self._said

    def _ask_anew(self) -> PrinterCondition:
        until = time.monotonic() + ANSWER_SECONDS
        try:
            with closing(open_link(self._port, self._line)) as link:
                return _condition(link, until)
        except LinkLost:
            return PrinterCondition.UNKNOWN

    def _printed(self, label: bytes, copies: int) -> PrinterCondition:
        try:
            with closing(open_link(self._port, self._line, JOB_SECONDS)) as link:
                said = _condition(link, time.monotonic() + ANSWER_SECONDS)
                for _ in range(copies):
                    if said is not PrinterCondition.OK:
                        break
                    link.write(label)
                    said = _condition(link, time.monotonic() + ANSWER_SECONDS)
                return said
        except LinkLost:
            return PrinterCondition.UNKNOWN


def _condition(link: Link, until: float) -> PrinterCondition:
    """Ask all four questions; what is not answered by `until` (time.monotonic) stays unknown."""
    answers = {}
    for asked in ASKED:
        link.drop_input()  # an answer that came too late must not answer this question
        link.write(QUERY + bytes([asked]))
        byte = _answer(link, until)
        if byte is None:
            break
        answers[asked] = byte
    return condition_of(answers)


def _answer(link: Link, until: float) -> int | None:
    while time.monotonic() < until:
        for byte in link.read():
            if is_status(byte):
                return byte
    return None


def _printer(setting: DeviceSetting) -> LabelPrinter:
    return EscposPrinter(
        setting.port,
        PROTOCOL.line_of(setting),
        int(str(setting.options.get("dots", HEAD_DOTS))),
        bool(setting.options.get("cut", True)),
    )


PROTOCOL = PrintingProtocol(
    name="escpos",
    kind=DeviceKind.PRINTER,
    options=frozenset({"dots", "cut"}),
    printer=_printer,
    answer=decode_status,
)
