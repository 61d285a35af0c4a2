"""Center 309 and Voltcraft K204 thermometers with four probes.

`A` is answered by 45 bytes: 02, status, ..., T1 to T4 in bytes 8 to 15 (signed, high byte first, in
tenths), open probes in byte 40 and, of the other displays, in 41 to 43, probes shown without tenths
in byte 44, and 03; `K` by the model and CR; 9600 8N1. Sources: the RS232 chapter of the manual,
https://manualsbrain.com/en/manuals/527979, and the byte map of sigrok's center-3xx driver, which
takes the temperatures for unsigned.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kiosk.devices.codec import NO_FRAME, FrameCodec, finished
from kiosk.devices.driver import Talk
from kiosk.devices.profile import CELSIUS
from kiosk.devices.protocol import PROBE_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.devices.setting import Options
from kiosk.ports import Reading, ReadingKind, ReadingStatus

LENGTH = 45
POLL, IDENTIFY = b"A", b"K"
CHANNELS = (1, 2, 3, 4)
STX, ETX = 0x02, 0x03
_IN_CELSIUS, _LOW_BATTERY = 0x80, 0x40
_MODES = (  # bits of the status, the first one set counts; which byte tells its open probes
    (0x20, ReadingStatus.HOLD),
    (0x08, ReadingStatus.DIFFERENCE),
    (0x10, ReadingStatus.RELATIVE),
    (0x02, ReadingStatus.MAX_MODE),
    (0x04, ReadingStatus.MIN_MODE),
)
_OPEN_IN = {0: 0x00, 1: 0x10, 2: 0x02, 3: 0x04}  # bytes from 40 on, by the mode that they are of
_FIRST_VALUE, _FIRST_OPEN, _WITHOUT_TENTHS = 7, 39, 43
_MODEL = re.compile(rb"[0-9]{3}\r")
_MODEL_BEGINS = re.compile(rb"[0-9]{1,3}")


class Center309Codec(FrameCodec):
    """Reads frames and models.

    The probe of the profile's channel (none configured: the first) is always told, the others
    while they are plugged in.
    """

    garbage = ReadingKind.TEMPERATURE
    _names_itself = False

    def asked(self, request: bytes) -> None:
        super().asked(request)
        self._names_itself = request == IDENTIFY

    def step(self, held: bytes, at: int) -> tuple[int, Sequence[Reading]] | None:
        rest = held[at : at + LENGTH]
        if self._names_itself and _MODEL_BEGINS.fullmatch(rest):
            return None
        if self._names_itself and _MODEL.match(rest):
            return 4, [_model(rest[:4])]
        if rest[0] == STX and len(rest) < LENGTH:
            return None
        if rest[0] == STX and rest[-1] == ETX:
            return LENGTH, self._temperatures(rest)
        return NO_FRAME

    def _temperatures(self, frame: bytes) -> list[Reading]:
        main = self._profile.channel or CHANNELS[0]
        open_probes = _open_probes(frame)
        return [
            _broken(frame, channel) if _has(open_probes, channel) else self._probe(frame, channel)
            for channel in CHANNELS
            if channel == main or not _has(open_probes, channel)
        ]

    def _probe(self, frame: bytes, channel: int) -> Reading:
        at, status = _FIRST_VALUE + 2 * (channel - 1), frame[1]
        whole = _has(frame[_WITHOUT_TENTHS], channel)
        number = Decimal(int.from_bytes(frame[at : at + 2], signed=True))
        reading = Reading(
            kind=ReadingKind.TEMPERATURE,
            status=_mode(status),
            value=number if whole else number.scaleb(-1),
            unit="C" if status & _IN_CELSIUS else "F",
            channel=channel,
            low_battery=True if status & _LOW_BATTERY else None,
            raw=frame,
        )
        return reading if whole else finished(reading, frame, self._profile)


def _mode(status: int) -> ReadingStatus:
    return next((mode for bit, mode in _MODES if status & bit), ReadingStatus.OK)


def _open_probes(frame: bytes) -> int:
    """The probes without a value, a bit each: in the present display or now."""
    found = frame[_FIRST_OPEN]
    for place, mode in _OPEN_IN.items():
        if frame[1] & mode:
            found |= frame[_FIRST_OPEN + place]
    return found


def _has(bits: int, channel: int) -> bool:
    return bool(bits >> (channel - 1) & 1)


def _broken(frame: bytes, channel: int) -> Reading:
    return Reading(
        kind=ReadingKind.TEMPERATURE,
        status=ReadingStatus.SENSOR_BREAK,
        channel=channel,
        low_battery=True if frame[1] & _LOW_BATTERY else None,
        raw=frame,
    )


def _model(said: bytes) -> Reading:
    return Reading(
        kind=ReadingKind.INFO,
        status=ReadingStatus.OK,
        model=said[:-1].decode("ascii"),
        raw=said,
    )


def _codec(options: Options) -> Center309Codec:
    profile = CELSIUS.with_options(options)
    if profile.channel not in (None, *CHANNELS):
        raise ValueError(f"a center309 has the channels 1 to 4, not {profile.channel}")
    return Center309Codec(profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterProtocol(SpokenProtocol):
    """It answers with its model, which is no serial number."""

    @property
    def tells_name(self) -> bool:
        return False


PROTOCOL = MeterProtocol(
    name="center309",
    kind=DeviceKind.THERMOMETER,
    options=PROBE_OPTIONS | {"channel"},
    defaults={"channel": CHANNELS[0]},
    codec=_codec,
    talk=Talk(identify=IDENTIFY, poll=POLL, every=0.5),
)
