"""ESC/POS label printers, rasters only: over TCP or a serial line, where they answer, or over a one-way channel.

One that answers is asked before and after every label; a silent printer has printed nothing that anyone may claim.
"""

import threading
import time
from collections.abc import Callable
from contextlib import closing

from PIL.Image import Image

from kiosk.devices.printers.cups import CupsChannel
from kiosk.devices.printers.one_way import Channel, OneWayPrinter
from kiosk.devices.printers.spooler import SpoolerChannel
from kiosk.devices.printers.status import (
    ASKED,
    IN_ORDER,
    QUERY,
    condition_of,
    decode_status,
    is_ordered,
    is_status,
)
from kiosk.devices.printers.usb import UsbChannel
from kiosk.devices.protocol import DeviceKind, PrintingProtocol
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.transport.link import LineSettings, Link, LinkLost
from kiosk.devices.transport.opening import open_link
from kiosk.ports import LabelPrinter, PrinterCondition

HEAD_DOTS = 576  # 80 mm paper at 203 dots an inch
ANSWER_SECONDS = 0.8  # for all four questions
LATE_SECONDS = 0.41  # more than half of it: slower answers than that never make up all four
MOST_SECONDS = 0.95  # for both
JOB_SECONDS = 10.0  # a printer takes no more bytes while it prints what it has
ORDER_SECONDS = 0.4
QUIET_SECONDS = 0.1  # in which a printer says all that it has to say at once


class EscposPrinter:
    """A printer with a head of `dots`; `cut`: it has a cutter, else the label is torn off.

    `patience` are the seconds that a label may take to come out.
    """

    def __init__(
        self, port: str, line: LineSettings, dots: int, cut: bool, patience: float = JOB_SECONDS
    ) -> None:
        self._port = port
        self._line = line
        self._dots = dots
        self._cut = cut
        self._patience = patience
        self._in_order = False
        self._owes_an_answer = False
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
            for _ in range(copies):
                self._said = self._printed(label)
                if not self._said.confirms:
                    break
        return self._said

    def _ask_anew(self) -> PrinterCondition:
        try:
            with closing(open_link(self._port, self._line)) as link:
                return self._condition(link)
        except LinkLost:
            return PrinterCondition.UNKNOWN

    def _printed(self, label: bytes) -> PrinterCondition:
        """Over a connection of its own: what one printer left half done must not be ended by another."""
        try:
            with closing(open_link(self._port, self._line, self._patience)) as link:
                said = self._condition(link)
                if not said.prints:
                    return said
                if not self._has_caught_up(link):
                    return PrinterCondition.UNKNOWN
                link.write(label)
                return self._came_out(link)
        except LinkLost:
            return PrinterCondition.UNKNOWN

    def _condition(self, link: Link) -> PrinterCondition:
        """Ask all four questions. An answer says not what was asked: one that came too late is waited for and thrown
        away, or each would answer the question after its own."""
        began = time.monotonic()
        until = began + ANSWER_SECONDS
        if self._owes_an_answer:
            _answer(link, began + LATE_SECONDS, is_status)
            until = began + MOST_SECONDS
        answers = _answers(link, until)
        self._owes_an_answer = len(answers) < len(ASKED)
        return condition_of(answers)

    def _has_caught_up(self, link: Link) -> bool:
        """Whether all that was sent before is done, and told: what the printer says of the label before must not be
        taken for this one's. One that never answered GS r may not know it, or just have woken up."""
        until = time.monotonic() + self._patience
        while not _answers_in_order(link, ORDER_SECONDS):
            if not self._in_order:
                return True
            if time.monotonic() >= until:
                return False
        self._in_order = True
        _let_pass(link, QUIET_SECONDS)
        return True

    def _came_out(self, link: Link) -> PrinterCondition:
        """DLE EOT is answered at once, also with a label still in the buffer: GS r is answered when all before it is
        done, by printers that know it. What goes wrong meanwhile is told at once; silence after `patience`."""
        until = time.monotonic() + self._patience
        while True:
            done = not self._in_order or _answers_in_order(link, ORDER_SECONDS)
            said = self._condition(link)
            if said is not PrinterCondition.UNKNOWN and (done or not said.confirms):
                return said
            if time.monotonic() >= until:
                return PrinterCondition.UNKNOWN


def _answers_in_order(link: Link, seconds: float) -> bool:
    """Whether GS r 1, put behind all that was sent before, is answered within so many seconds."""
    link.drop_input()
    link.write(IN_ORDER)
    until = time.monotonic() + seconds
    return _answer(link, until, is_ordered) is not None


def _answers(link: Link, until: float) -> dict[int, int]:
    """What is answered by `until` (time.monotonic), by question; nothing more is asked after one that was not."""
    answers: dict[int, int] = {}
    for asked in ASKED:
        link.drop_input()
        link.write(QUERY + bytes([asked]))
        byte = _answer(link, until, is_status)
        if byte is None:
            break
        answers[asked] = byte
    return answers


def _let_pass(link: Link, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        link.read()


def _answer(link: Link, until: float, fits: Callable[[int], bool]) -> int | None:
    while time.monotonic() < until:
        for byte in link.read():
            if fits(byte):
                return byte
    return None


def _printer(setting: DeviceSetting) -> LabelPrinter:
    dots = int(str(setting.options.get("dots", HEAD_DOTS)))
    cut = bool(setting.options.get("cut", True))
    if channel := _channel(setting.port):
        return OneWayPrinter(channel, dots, cut)
    return EscposPrinter(setting.port, PROTOCOL.line_of(setting), dots, cut)


def _channel(port: str) -> Channel | None:
    """The one-way channel that a port names, or None: then bytes go both ways."""
    kind, _, name = port.partition(":")
    match kind:
        case "cups":
            return CupsChannel(name)
        case "usb":
            return UsbChannel(name)
        case "win":
            return SpoolerChannel(name)
    return UsbChannel(port) if port.startswith("/dev/usb/lp") else None


PROTOCOL = PrintingProtocol(
    name="escpos",
    kind=DeviceKind.PRINTER,
    options=frozenset({"dots", "cut"}),
    printer=_printer,
    answer=decode_status,
)
