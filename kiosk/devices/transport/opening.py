"""Opens the port a setting names: a path, a USB device by its identity, or a URL."""

import re

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from kiosk.devices.transport.link import WRITE_SECONDS, LineSettings, Link, LinkLost
from kiosk.devices.transport.serial_line import SerialLine
from kiosk.devices.transport.tcp import TcpLink

_USB = re.compile(r"(?P<vid>[0-9A-Fa-f]{4}):(?P<pid>[0-9A-Fa-f]{4})(?::(?P<serial>.+))?")


def open_link(port: str, line: LineSettings, write_seconds: float = WRITE_SECONDS) -> Link:
    """An open link to `port`; raises LinkLost where there is none."""
    if port.startswith("socket://"):
        return TcpLink(port, write_seconds)
    return SerialLine(resolved(port), line, write_seconds)


def resolved(port: str) -> str:
    """The present path of `VID:PID[:serial]` (hexadecimal); any other port as it is.

    Looked up at each opening, for the same adapter comes back as another ttyUSB. Without a serial
    number there must be one such adapter only; raises LinkLost otherwise.
    """
    wanted = _USB.fullmatch(port)
    if wanted is None:
        return port
    usb = (int(wanted["vid"], 16), int(wanted["pid"], 16))
    found = [
        info.device
        for info in list_ports.comports()
        if (info.vid, info.pid) == usb and wanted["serial"] in (None, info.serial_number)
    ]
    if len(found) != 1:
        raise LinkLost(f"{len(found)} devices answer to {port}")
    return found[0]


def serial_ports() -> list[tuple[str, str]]:
    """The serial ports of this computer: path, and VID:PID[:serial] where it is a USB device."""
    return [(info.device, _identity(info)) for info in sorted(list_ports.comports())]


def _identity(info: ListPortInfo) -> str:
    if info.vid is None:
        return ""
    usb = f"{info.vid:04X}:{info.pid:04X}"
    return f"{usb}:{info.serial_number}" if info.serial_number else usb
