"""What scales and thermometers say."""

import sys
import time
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

if sys.platform == "linux":

    def device_time() -> float:
        """Seconds that go on while the computer sleeps, and whatever happens to its clock."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

else:
    device_time = time.monotonic


FRESH_SECONDS = 2.0
"""Nothing older may be shown as the present value, or booked."""


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

    `value` is None where the line carries no trustworthy number. `bookable` holds the conditions a
    driver can judge (stable, unit, decimals, minimum); age is the reader's to judge (`is_fresh`) by
    `monotonic` (`device_time` when the last byte came in). `below_minimum`: a weight at rest, in
    the unit and decimals that the device was set up with, but lighter than the scale may weigh
    (nothing on it, or less than nothing). `settled` is False while a temperature that is fine in
    itself still moves towards that of what the probe stands in; nothing else says anything of it.
    `division` is the step in which the scale counts, where it says. `unit_from` is "profile" where
    the line names no unit; `device` names the instrument, `role` what it plays. `alibi` is the
    number under which the scale itself keeps the weighing, `id` and `device_id` what a line calls
    its value and its sender, `lamp` and `status_bits` the status as it was sent.
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
    division: Decimal | None = None
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

    def is_fresh(self, now: float) -> bool:
        """Whether it is the present value at `now` (`device_time`)."""
        return 0 <= now - self.monotonic <= FRESH_SECONDS

    @property
    def line(self) -> str:
        """The raw line as text for people and records, control bytes written out (`\\r`, `\\x02`)."""
        return repr(self.raw)[2:-1]
