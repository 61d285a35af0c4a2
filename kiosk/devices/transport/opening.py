"""Opens the port a setting names: a path, a USB device by its identity, or a URL."""

import re
from collections.abc import Sequence

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from kiosk.devices.transport.link import WRITE_SECONDS, LineSettings, Link, LinkLost
from kiosk.devices.transport.serial_line import SerialLine
from kiosk.devices.transport.seven_bits import SevenBits
from kiosk.devices.transport.tcp import TcpLink
from kiosk.ports import DeviceFault

_USB = re.compile(
    r"(?P<vid>[0-9A-Fa-f]{4}):(?P<pid>[0-9A-Fa-f]{4})"
    r"(?::(?P<serial>.+?))?(?:@(?P<location>[0-9]+-[0-9.]+(?::[0-9A-Za-z.]+)?))?"
)


def open_link(port: str, line: LineSettings, write_seconds: float = WRITE_SECONDS) -> Link:
    """An open link to `port`; raises LinkLost where there is none."""
    link = _link(port, line, write_seconds)
    return SevenBits(link) if line.is_seven_bit else link


def resolved(port: str) -> str:
    """The present path of `VID:PID[:SERIAL][@LOCATION]` (hexadecimal); any other port as it is.

    Looked up at each opening, for the same adapter comes back as another ttyUSB. LOCATION is the
    socket it hangs on ("1-1.2"), for adapters without a serial number of their own. Raises
    LinkLost unless exactly one adapter answers to it.
    """
    wanted = _USB.fullmatch(port)
    if wanted is None:
        return port
    try:
        found = [info for info in list_ports.comports() if _answers_to(info, wanted)]
    except OSError as fault:  # one went while they were counted
        raise LinkLost(f"ports cannot be listed: {fault}", DeviceFault.NO_PORT) from fault
    if not found:
        raise LinkLost(f"no adapter answers to {port}", DeviceFault.NO_PORT)
    if len(found) > 1:
        names = ", ".join(f"{info.device} ({_at(info)})" for info in found)
        raise LinkLost(f"{len(found)} adapters answer to {port}: {names}", DeviceFault.AMBIGUOUS)
    return str(found[0].device)


def serial_ports() -> list[tuple[str, str]]:
    """The serial ports of this computer, each with the written form that finds it again.

    That is VID:PID with the serial number, with the socket where there is none or another adapter
    has the same one, and empty for a port that is no USB device.
    """
    present = sorted(list_ports.comports())
    return [(str(info.device), _written(info, present)) for info in present]


def _link(port: str, line: LineSettings, write_seconds: float) -> Link:
    if port.startswith("socket://"):
        return TcpLink(port, write_seconds)
    return SerialLine(resolved(port), line, write_seconds)


def _answers_to(info: ListPortInfo, wanted: re.Match[str]) -> bool:
    location = info.location or ""
    return (
        (info.vid, info.pid) == (int(wanted["vid"], 16), int(wanted["pid"], 16))
        and _is_meant(wanted["serial"], info.serial_number)
        and wanted["location"] in (None, location, location.partition(":")[0])
    )


def _is_meant(wanted: str | None, told: str | None) -> bool:
    """Whether it is that serial number; the keyboard of the set-up writes capitals."""
    return wanted is None or wanted.casefold() == (told or "").casefold()


def _written(info: ListPortInfo, present: Sequence[ListPortInfo]) -> str:
    if info.vid is None:
        return ""
    named = _named(info)
    return named if info.serial_number and [*map(_named, present)].count(named) == 1 else _at(info)


def _named(info: ListPortInfo) -> str:
    return f"{_usb(info)}:{info.serial_number}"


def _at(info: ListPortInfo) -> str:
    return f"{_usb(info)}@{info.location}" if info.location else _usb(info)


def _usb(info: ListPortInfo) -> str:
    return "" if info.vid is None else f"{info.vid:04X}:{info.pid:04X}"
