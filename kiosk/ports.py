"""What the kiosk expects of devices and printers, as protocols and plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from PIL.Image import Image

from core.context import Actor, Answer, Changes, Known, Request, Station
from core.domain.chain import Seal
from core.domain.queries.base import Query
from core.domain.queries.system import Health


class ReadingKind(StrEnum):
    """What a device line speaks of."""

    WEIGHT = "weight"
    TEMPERATURE = "temperature"
    TARE = "tare"
    ACK = "ack"
    INFO = "info"
    ECHO = "echo"
    SELFTEST = "selftest"
    TOTAL = "total"
    ERROR = "error"


class ReadingStatus(StrEnum):
    """The device's own word on a reading, never our guess."""

    STABLE = "stable"
    UNSTABLE = "unstable"
    OK = "ok"
    UNKNOWN = "unknown"
    STATUS_ONLY = "status_only"
    NOT_ZEROED = "not_zeroed"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    OVER_OR_UNDER = "overload_or_underload"
    ZERO_ERROR = "zero_error"
    BUSY = "busy_or_timeout"
    SENSOR_BREAK = "sensor_break"
    HOLD = "hold"
    MAX_MODE = "max_mode"
    MIN_MODE = "min_mode"
    RELATIVE = "relative"
    DIFFERENCE = "difference"
    CRC_ERROR = "crc_error"
    WRONG_ADDRESS = "wrong_address"
    ERROR = "error"
    GARBAGE = "garbage"


SEVERAL_PROBES = "several probes"
"""The note of a temperature of which nobody knows whether its probe is the one that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One line of a scale or thermometer.

    `value` is None where the line carries no trustworthy number. `bookable` holds the
    conditions a driver can judge (stable, unit, decimals, minimum); age is the reader's to judge
    by `monotonic` (seconds of time.monotonic when the last byte came in). `below_minimum`: a
    weight at rest, in the unit and decimals that the device was set up with, but lighter than the
    scale may weigh (nothing on it, or less than nothing). `settled` is False while a temperature
    that is fine in itself still moves towards that of what the probe stands in; nothing else says
    anything of it. `unit_from` is "profile" where the line names no unit; `device` names the
    instrument, `role` what it plays. `alibi` is the number under which the scale itself keeps the
    weighing, `id` and `device_id` what a line calls its value and its sender, `lamp` and
    `status_bits` the status as it was sent.
    """

    kind: ReadingKind
    status: ReadingStatus
    bookable: bool = False
    below_minimum: bool = False
    value: Decimal | None = None
    unit: str | None = None
    unit_from: str | None = None
    net: bool | None = None
    tare: Decimal | None = None
    channel: int | None = None
    low_battery: bool | None = None
    settled: bool | None = None
    id: str | None = None
    address: str | None = None
    device_id: str | None = None
    lamp: int | None = None
    status_bits: str | None = None
    code: str | None = None
    command: str | None = None
    model: str | None = None
    serial: str | None = None
    alibi: str | None = None
    note: str | None = None
    raw: bytes = b""
    role: str = ""
    device: str = ""
    monotonic: float = 0.0
    at: datetime | None = None

    @property
    def line(self) -> str:
        """The raw line as text for people and records, control bytes written out (`\\r`, `\\x02`)."""
        return repr(self.raw)[2:-1]


class ScanKind(StrEnum):
    """What a scanned code is."""

    GS1 = "gs1"
    DIGITAL_LINK = "digital_link"
    OWN_CODE = "own_code"
    BADGE = "badge"
    EAN = "ean"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreItem:
    """What an in-store code says by the form that this plant gave it: item number, and kilograms."""

    item: str
    kg: Decimal | None = None


class PageCode(StrEnum):
    """A code of the page on which scanners are tried."""

    KEYS = "keys"
    SEPARATED = "separated"
    LINK = "link"


class Separator(StrEnum):
    """What came of the GS between two element strings."""

    SENT = "sent"
    ALT = "alt"
    LOST = "lost"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProof:
    """What a code of the test page shows of the scanner that read it.

    `layout` is the keyboard layout by which the code is what is printed, None where none is;
    `fits`: it is the one of the settings. `capitals`: large and small letters are exchanged.
    """

    code: PageCode
    aim: bool
    layout: str | None
    fits: bool = True
    capitals: bool = False
    separator: Separator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """How a scanner typed a code as a keyboard does: what the computer read, whether STX stood in front.

    `layout` is the keyboard layout by which it was understood; `differs`: the code itself shows
    that it is another one than the settings say.
    """

    text: str
    framed: bool
    layout: str
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One scan, cut to its meaning.

    `reference` is what names the thing: code, compact code, UUID, badge, lot of AI (10) or SSCC of
    AI (00). `ais` holds the element strings as printed, `decimals` the measures among them (AI
    310n: kilograms), `dates` the dates. `reject` holds machine-readable reasons why the scan must
    not be used for a lot: check_digit:AI, duplicate:AI, two_gtins, pounds:AI, missing_separator,
    too_long, cut_off and no_gs1_message (an EAN has this one too: it names a product, never a lot).
    `cause` says more of no_gs1_message: empty, letters, date:AI, format:AI, product, in_store.
    `text` is without prefix and suffix; `typed` tells of a scanner that works as a keyboard,
    `page` what a code of the scanners' test page shows.
    """

    kind: ScanKind
    text: str
    reference: str | None = None
    ais: Mapping[str, str] | None = None
    decimals: Mapping[str, Decimal] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    reject: tuple[str, ...] = ()
    cause: str = ""
    store_item: StoreItem | None = None
    typed: Typed | None = None
    page: PageProof | None = None
    device: str = ""


class DeviceState(StrEnum):
    """Where a worker stands with its device; REMOVED: nothing plays the role any more."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"
    REMOVED = "removed"


class DeviceFault(StrEnum):
    """Why there is no talking to a device."""

    NO_PORT = "no_port"
    NOT_A_PORT = "not_a_port"
    NO_PERMISSION = "no_permission"
    IN_USE = "in_use"
    AMBIGUOUS = "ambiguous"
    UNREACHABLE = "unreachable"
    UNPLUGGED = "unplugged"
    STUCK = "stuck"
    SILENT = "silent"
    NOISE = "noise"
    OTHER_DEVICE = "other_device"
    NAMELESS = "nameless"
    BROKEN_DRIVER = "broken_driver"


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


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A change of state of the device that plays `role` ("scale.main").

    `reason` is for the log, `fault` the same as a word for the screens; `identity` is the serial
    number the device gave of itself, `condition` what a printer said last.
    """

    role: str
    state: DeviceState
    reason: str = ""
    identity: str | None = None
    condition: PrinterCondition | None = None
    fault: DeviceFault | None = None


class DeviceListener(Protocol):
    """Called from worker threads; app.py turns each call into a queued signal."""

    def reading(self, role: str, reading: Reading) -> None: ...

    def scan(self, role: str, scan: Scan) -> None: ...

    def status(self, status: DeviceStatus) -> None: ...


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


class CorePort(Protocol):
    """The plant's core as the kiosk sees it. Every call blocks (executor threads only) and may raise
    core.errors.Refused or Unavailable."""

    def sign_in(
        self, badge: str, pin: str, station: Station | None, *, idles: bool = True
    ) -> Actor:
        """The person of that badge, in a session that (`idles`) waits for the PIN after 10 minutes without a
        touch; `sign_failed` for a wrong badge or PIN, `forbidden` at a kiosk this machine is not enrolled as."""

    def resume(self, actor: Actor, pin: str, station: Station) -> None:
        """Bring the actor's idle session back; `sign_failed` for a wrong PIN, `forbidden` where it is over."""

    def sign_out(self, actor: Actor) -> None:
        """End the actor's session."""

    def touch(self, actor: Actor) -> bool:
        """The actor is at the screen; False where their session is idle or over."""

    def late(self, actor: Actor, station: Station) -> Actor:
        """The actor with a session for what waited on this kiosk longer than their own; `forbidden` without one."""

    def station(self, kiosk: str) -> Station:
        """The kiosk of that code; `not_found` otherwise."""

    def home_station(self, actor: Actor) -> Station:
        """The EXEC kiosk of the actor's (first) site, for scripts."""

    def facts(self, request: Request) -> Known | None:
        """Read ahead what a command that someone waits for will be decided on; None for the others."""

    def handle(self, request: Request, known: Known | None = None) -> Answer:
        """Carry a command out, once only by its key; `known` is what `facts` read for the same things."""

    def ask(self, query: Query, actor: Actor, station: Station) -> object:
        """Answer a query with the dataclass its module in core/domain/queries declares."""

    def seal_by_kiosk(self, station: Station) -> Seal:
        """A seal of the audit, made as this kiosk; `forbidden` where this machine is not enrolled as it."""

    def health(self) -> Health:
        """How the database is; needs no actor."""

    def fate(self, key: UUID, station: Station) -> Mapping[str, object] | None:
        """The result booked from a kiosk under a key, or None where the database never accepted it.

        `forbidden` where this machine is not that kiosk."""

    def changes(self, cursor: str | None) -> Changes:
        """What other kiosks and this one changed since `cursor` (None: only start a cursor)."""

    def ring(self) -> None:
        """Wake the other readers (an empty NOTIFY after the commit, at most every 100 ms)."""

    def wait_for_bell(self, seconds: float) -> bool:
        """Block until a bell or the time is over; own connection, one waiting thread a kiosk."""

    def close(self) -> None:
        """Give every connection back."""
