"""Which device plays a role at this kiosk, and how that is written on a command line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.settings import DeviceTable, Option

Options = Mapping[str, Option]
_WRITTEN = re.compile(r"(?P<role>[a-z]+\.[a-z0-9_]+)=(?P<protocol>[a-z0-9_]+)@(?P<port>\S+)")


@dataclass(frozen=True, slots=True)
class DeviceSetting:
    """A role ("scale.main"), the protocol spoken, the port and what else the device needs.

    `port` is a path, VID:PID or VID:PID:serial of a USB device, or a pyserial URL
    (socket://HOST:PORT). Options of every device: baud, framing ("8N1"), serial_number (the
    device must name itself so), instrument (its name on records); of a scale or thermometer:
    unit, decimals, minimum, channel; of a printer: dots, cut.
    """

    role: str
    protocol: str
    port: str
    options: Options = field(default_factory=dict)


def parse_device(text: str) -> DeviceSetting:
    """`ROLE=PROTOCOL@PORT` as `--device` takes it; raises ValueError for anything else."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"not ROLE=PROTOCOL@PORT: {text}")
    return DeviceSetting(found["role"], found["protocol"], found["port"])


def device_settings(
    tables: Mapping[str, DeviceTable], by: Iterable[DeviceSetting] = ()
) -> tuple[DeviceSetting, ...]:
    """The devices of the kiosk's settings, with the roles that `by` names played by those."""
    chosen = {
        role: DeviceSetting(role, table.protocol, table.port, table.options)
        for role, table in tables.items()
    }
    return tuple((chosen | {setting.role: setting for setting in by}).values())
