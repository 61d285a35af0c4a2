"""Label printers that take bytes and never answer: CUPS queues, Windows printers, the usblp node of a USB printer.

A label is sent to such a printer and nobody knows whether it came out, until it is scanned back or somebody says so.
"""

import logging
import threading
from typing import Protocol

from PIL.Image import Image

from kiosk.ports import PrinterCondition

_logger = logging.getLogger(__name__)


class NotTaken(Exception):
    """The channel did not take the bytes; `begun`: a part of them may be on paper."""

    def __init__(self, why: str, *, begun: bool) -> None:
        super().__init__(why)
        self.begun = begun


class Channel(Protocol):
    """A way to a printer, for one job at a time."""

    def there(self) -> bool:
        """Whether something takes jobs at the other end, as far as can be seen from here."""

    def send(self, data: bytes) -> None:
        """Hand one job over; raises NotTaken."""


class OneWayPrinter:
    """A printer with a head of `dots` behind a channel; `cut`: it has a cutter, else the label is torn off."""

    def __init__(self, channel: Channel, dots: int, cut: bool) -> None:
        self._channel = channel
        self._dots = dots
        self._cut = cut
        self._busy = threading.Lock()

    @property
    def dots(self) -> int:
        return self._dots

    def condition(self) -> PrinterCondition:
        """ONE_WAY, or UNKNOWN where nothing would take a job; never OK."""
        return PrinterCondition.ONE_WAY if self._channel.there() else PrinterCondition.UNKNOWN

    def print(self, image: Image, copies: int = 1) -> PrinterCondition:
        """Send `copies` labels, one by one. ONE_WAY: all were taken; OFFLINE: one was not taken at all; UNKNOWN: a
        part of one was.

        Raises ValueError for an image wider than the head.
        """
        from kiosk.devices.printers.raster import label_bytes  # slow to import: at the first label

        label = label_bytes(image, self._dots, self._cut)
        with self._busy:
            try:
                for _ in range(copies):
                    self._channel.send(label)
            except NotTaken as exc:
                _logger.info("a label was not taken: %s", exc)
                return PrinterCondition.UNKNOWN if exc.begun else PrinterCondition.OFFLINE
        return PrinterCondition.ONE_WAY
