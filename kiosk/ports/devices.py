"""Where the devices of a kiosk stand, and who is told."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.ports.printers import PrinterCondition
from kiosk.ports.readings import Reading
from kiosk.ports.scans import Scan


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
    WRONG_SETTINGS = "wrong_settings"
    BROKEN_DRIVER = "broken_driver"


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
