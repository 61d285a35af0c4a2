"""What the kiosk expects of devices and printers, as protocols and plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from PIL.Image import Image


class ReadingKind(StrEnum):
    """What a device line speaks of."""

    WEIGHT = "weight"
    TEMPERATURE = "temperature"
    TARE = "tare"
    ACK = "ack"
    INFO = "info"
    ERROR = "error"


class ReadingStatus(StrEnum):
    """The device's own word on a reading, never our guess."""

    STABLE = "stable"
    UNSTABLE = "unstable"
    OK = "ok"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    ZERO_ERROR = "zero_error"
    BUSY = "busy_or_timeout"
    ERROR = "error"
    GARBAGE = "garbage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One line of a scale or thermometer.

    `value` is None where the line carries no trustworthy number. `bookable` holds the
    conditions a driver can judge (stable, unit, decimals, minimum); age is the reader's to judge
    by `monotonic` (seconds of time.monotonic when the last byte came in).
    """

    kind: ReadingKind
    status: ReadingStatus
    bookable: bool = False
    value: Decimal | None = None
    unit: str | None = None
    net: bool | None = None
    tare: Decimal | None = None
    channel: int | None = None
    code: str | None = None
    command: str | None = None
    serial: str | None = None
    note: str | None = None
    raw: bytes = b""
    device: str = ""
    monotonic: float = 0.0
    at: datetime | None = None


class ScanKind(StrEnum):
    """What a scanned code is."""

    GS1 = "gs1"
    OWN_CODE = "own_code"
    BADGE = "badge"
    EAN = "ean"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One scan, cut to its meaning.

    `reference` is what names the thing: code, compact code, badge or SSCC. `reject` holds
    machine-readable reasons why it must not be used (bad_check_digit, lost_separator, ...).
    """

    kind: ScanKind
    text: str
    reference: str | None = None
    ais: Mapping[str, str] | None = None
    reject: tuple[str, ...] = ()
    device: str = ""


class DeviceState(StrEnum):
    """Where a worker stands with its device."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A change of state of the device that plays `role` ("scale.main").

    `reason` is for the log and the devices screen.
    """

    role: str
    state: DeviceState
    reason: str = ""


class DeviceListener(Protocol):
    """Called from worker threads; app.py turns each call into a queued signal."""

    def reading(self, role: str, reading: Reading) -> None: ...

    def scan(self, role: str, scan: Scan) -> None: ...

    def status(self, status: DeviceStatus) -> None: ...


class PrinterCondition(StrEnum):
    """What the printer itself says; UNKNOWN (silence) is not OK."""

    OK = "ok"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    ERROR = "error"
    UNKNOWN = "unknown"


class LabelPrinter(Protocol):
    """Prints 1-bit images. Blocking; called from a worker thread only."""

    @property
    def dots(self) -> int:
        """Width of the head in dots."""

    def condition(self) -> PrinterCondition:
        """Ask the printer how it is; at most a second."""

    def print(self, image: Image, copies: int = 1) -> PrinterCondition:
        """Print and ask again; only OK means that the label came out."""
