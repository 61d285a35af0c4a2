"""Thermometers, transmitters and loggers that speak Modbus RTU; what they hold where is a profile.

Request: address, function 03 or 04, first register, count, CRC (low byte first). Answer: address,
function, count of bytes, registers, CRC; or address, function with bit 7, exception, CRC. Sources:
MODBUS over Serial Line 1.02, MODBUS Application Protocol 1.1b3, and of each instrument the page its
profile names.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.devices.codec import NO_FRAME, FrameCodec, finished
from kiosk.devices.driver import Talk
from kiosk.devices.profile import CELSIUS, Profile
from kiosk.devices.protocol import PROBE_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.devices.setting import Options
from kiosk.devices.thermometers.register_map import (
    MAP_OPTIONS,
    RegisterMap,
    configured,
    instruments,
    usual_at,
)
from kiosk.devices.transport.link import LineSettings
from kiosk.ports import Reading, ReadingKind, ReadingStatus

FUNCTIONS = (3, 4)
EXCEPTION = 0x80
LONGEST = 37  # bytes of an answer: no thermometer needs more registers
EVERY_SECONDS = 0.5
_EXCEPTIONS = {
    1: "illegal_function",
    2: "illegal_data_address",
    3: "illegal_data_value",
    4: "device_failure",
    5: "acknowledge",
    6: "device_busy",
    8: "memory_parity_error",
    10: "gateway_path_unavailable",
    11: "gateway_target_failed",
}


def _crc_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_CRCS = [_crc_of_byte(byte) for byte in range(256)]


def crc(data: bytes) -> bytes:
    """The check of a frame, as it stands behind it."""
    found = 0xFFFF
    for byte in data:
        found = found >> 8 ^ _CRCS[(found ^ byte) & 0xFF]
    return found.to_bytes(2, "little")


def framed(data: bytes) -> bytes:
    """`data` with its check."""
    return data + crc(data)


def request_of(chosen: RegisterMap) -> bytes:
    """What is sent to read the temperature."""
    return framed(struct.pack(">BBHH", chosen.address, chosen.function, chosen.first, chosen.count))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the answer must be of; `head` is how it begins."""

    address: int
    function: int
    first: int
    size: int

    @property
    def head(self) -> bytes:
        return bytes((self.address, self.function, self.size))


class ModbusCodec(FrameCodec):
    """Reads answers; judges them by the request that it was told, else by the settings.

    `chosen` None: by what is usual at the address that answers.
    """

    garbage = ReadingKind.TEMPERATURE

    def __init__(self, chosen: RegisterMap | None, profile: Profile) -> None:
        super().__init__(profile)
        self._chosen = chosen
        self._request = b""
        self._asked: _Asked | None = None

    def asked(self, request: bytes) -> None:
        """What comes now answers `request`; the beginning of an older answer is dropped."""
        super().asked(request)
        self._request, self._asked = request, None
        if len(request) == 8 and request[1] in FUNCTIONS:
            address, function, first, count = struct.unpack(">BBHH", request[:6])
            self._asked = _Asked(address, function, first, 2 * count & 0xFF)

    def step(self, held: bytes, at: int) -> tuple[int, Sequence[Reading]] | None:
        rest = held[at : at + LONGEST]
        if self._request and self._request.startswith(rest[: len(self._request)]):
            heard_itself = len(rest) >= len(self._request)  # a line of two wires
            return (len(self._request), ()) if heard_itself else None
        length = _length(rest)
        if length == 0:
            return NO_FRAME
        if length is None or len(rest) < length:
            return None
        frame = rest[:length]
        if crc(frame[:-2]) != frame[-2:]:
            return self._resumed(frame), [_said(ReadingStatus.CRC_ERROR, frame)]
        return length, [self._read(frame)]

    def _resumed(self, frame: bytes) -> int:
        """Where, within what is no whole frame, the expected one may begin after all."""
        head = self._asked.head if self._asked else b""
        begins = (at for at in range(1, len(frame) - 1) if head.startswith(frame[at : at + 3]))
        return next(begins, len(frame)) if head else len(frame)

    def _read(self, frame: bytes) -> Reading:
        asked, address, function, data = self._asked, frame[0], frame[1], frame[3:-2]
        chosen = self._chosen or usual_at(address)
        if address != (asked.address if asked else chosen.address):
            return _said(ReadingStatus.WRONG_ADDRESS, frame)
        if asked and function & ~EXCEPTION != asked.function:
            return _said(ReadingStatus.GARBAGE, frame)
        if function & EXCEPTION:
            return _refusal(frame[2], chosen, frame)
        if asked and len(data) != asked.size:
            return _said(ReadingStatus.GARBAGE, frame)
        if len(data) not in (2 * chosen.count, 2 * chosen.format.registers):
            return _said(ReadingStatus.GARBAGE, frame)
        alone = len(data) < 2 * chosen.count
        if asked and alone and asked.first == chosen.status_register:
            return _status_alone(int.from_bytes(data), chosen, frame)
        return self._measured(data, chosen, frame)

    def _measured(self, data: bytes, chosen: RegisterMap, frame: bytes) -> Reading:
        status, value = chosen.status(data), chosen.number(data)
        if status in chosen.sensor_break or (status == 0 and value is None):
            return _said(ReadingStatus.SENSOR_BREAK, frame)
        if status or value is None:
            return _said(ReadingStatus.ERROR, frame, f"status_{status:02x}")
        reading = Reading(
            kind=ReadingKind.TEMPERATURE,
            status=ReadingStatus.OK,
            value=value,
            unit="C",
        )
        return finished(reading, frame, self._profile)


def _length(rest: bytes) -> int | None:
    """How long the answer that begins here is; 0: none does, None: that is not yet to be seen."""
    if not 1 <= rest[0] <= 247:
        return 0
    if len(rest) == 1:
        return None
    if rest[1] & ~EXCEPTION not in FUNCTIONS:
        return 0
    if rest[1] & EXCEPTION:
        return 5
    if len(rest) == 2:
        return None
    return 5 + rest[2] if rest[2] % 2 == 0 and 2 <= rest[2] <= LONGEST - 5 else 0


def _refusal(code: int, chosen: RegisterMap, frame: bytes) -> Reading:
    if code in chosen.sensor_break:
        return _said(ReadingStatus.SENSOR_BREAK, frame)
    return _said(ReadingStatus.ERROR, frame, _EXCEPTIONS.get(code, f"exception_{code:02x}"))


def _status_alone(status: int, chosen: RegisterMap, frame: bytes) -> Reading:
    """The status register was asked for without the temperature."""
    if status in chosen.sensor_break:
        return _said(ReadingStatus.SENSOR_BREAK, frame)
    return _said(ReadingStatus.STATUS_ONLY, frame, f"status_{status:02x}")


def _said(status: ReadingStatus, frame: bytes, code: str | None = None) -> Reading:
    return Reading(kind=ReadingKind.TEMPERATURE, status=status, code=code, raw=frame)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModbusProtocol(SpokenProtocol):
    """What is asked, and how fast the line is, is the instrument's own."""

    @property
    def choices(self) -> Mapping[str, tuple[str, ...]]:
        return {"profile": tuple(instruments())}

    @property
    def names(self) -> Mapping[str, str]:
        return {key: known.name for key, known in instruments().items()}

    def talk_for(self, options: Options) -> Talk:
        return Talk(poll=request_of(configured(options)), every=EVERY_SECONDS)

    def usual_line(self, options: Options) -> LineSettings:
        return configured(options).line


def _codec(options: Options) -> ModbusCodec:
    named = options.keys() & (MAP_OPTIONS | {"decimals"})
    return ModbusCodec(configured(options) if named else None, CELSIUS.with_options(options))


PROTOCOL = ModbusProtocol(
    name="modbus",
    kind=DeviceKind.THERMOMETER,
    options=PROBE_OPTIONS | MAP_OPTIONS,
    codec=_codec,
    talk=Talk(every=EVERY_SECONDS),
)
