"""What a label printer is asked, and what it answers."""

from enum import StrEnum
from typing import Protocol

from PIL.Image import Image


class PrinterCondition(StrEnum):
    """What the printer itself says; UNKNOWN (silence) is not OK.

    PAPER_LOW prints as OK does. ONE_WAY: bytes can be sent to it and nothing ever comes back.
    """

    OK = "ok"
    PAPER_LOW = "paper_low"
    ONE_WAY = "one_way"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    CUTTER = "cutter_error"
    ERROR = "error"
    UNKNOWN = "unknown"

    @property
    def prints(self) -> bool:
        """Whether a label may be sent to such a printer."""
        return self in (PrinterCondition.OK, PrinterCondition.PAPER_LOW, PrinterCondition.ONE_WAY)

    @property
    def fine(self) -> bool:
        """Whether nobody has to do anything about it."""
        return self in (PrinterCondition.OK, PrinterCondition.ONE_WAY)

    @property
    def confirms(self) -> bool:
        """Whether, said after a label, it means that the label came out."""
        return self in (PrinterCondition.OK, PrinterCondition.PAPER_LOW)


class LabelPrinter(Protocol):
    """Prints 1-bit images. Blocking; called from a worker thread only."""

    @property
    def dots(self) -> int:
        """Width of the head in dots."""

    def condition(self) -> PrinterCondition:
        """Ask the printer how it is; at most a second."""

    def print(self, image: Image, copies: int = 1) -> PrinterCondition:
        """Print and ask again; only what `confirms` means that the labels came out.

        The printer is asked before, too: nothing is sent to one whose answer does not say that it
        `prints`. Ask `condition()` first where it matters whether an UNKNOWN label may have come out.
        """
