"""Lutron thermometers with the 16-character stream (TM-946, TM-947SD, BTM-4208SD).

STX, `4`, channel (`A` is the tenth), unit `01` Celsius or `02` Fahrenheit, sign, places after the
point, 8 digits, CR, to which some converters add LF; 9600 8N1. Source: the serial interface chapter
of the TM-946 manual.
"""

import re
from decimal import Decimal

from kiosk.devices.codec import LineCodec
from kiosk.devices.driver import Talk
from kiosk.devices.profile import CELSIUS
from kiosk.devices.protocol import PROBE_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.devices.setting import Options
from kiosk.ports import Reading, ReadingKind, ReadingStatus

_LINE = re.compile(
    rb"\n?\x024(?P<channel>[1-9A-C])(?P<unit>0[12])(?P<sign>[01])(?P<places>[0-8])(?P<digits>[0-9]{8})"
)
CHANNELS = range(1, 13)
_UNITS = {b"01": "C", b"02": "F"}


class Lutron16Codec(LineCodec):
    """Reads the stream of a Lutron thermometer."""

    end = b"\r"
    garbage = ReadingKind.TEMPERATURE

    def begins(self, line: bytes) -> bool:
        return line.startswith((b"\x02", b"\n\x02"))

    def read(self, line: bytes) -> Reading | None:
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        digits = int(found["digits"]) * (-1 if found["sign"] == b"1" else 1)
        return Reading(
            kind=ReadingKind.TEMPERATURE,
            status=ReadingStatus.OK,
            value=Decimal(digits).scaleb(-int(found["places"])),
            unit=_UNITS[found["unit"]],
            channel=int(found["channel"], 16),
        )


def _codec(options: Options) -> Lutron16Codec:
    profile = CELSIUS.with_options(options)
    if profile.channel not in (None, *CHANNELS):
        raise ValueError(f"a lutron16 has the channels 1 to 12, not {profile.channel}")
    return Lutron16Codec(profile)


PROTOCOL = SpokenProtocol(
    name="lutron16",
    kind=DeviceKind.THERMOMETER,
    options=PROBE_OPTIONS | {"channel"},
    codec=_codec,
    talk=Talk(silence=5.0),
)
