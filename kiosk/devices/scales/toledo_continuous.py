"""Scales that send Toledo's continuous output.

STX, three bytes of status, weight and tare of 6 digits each without a point, CR and, where the
scale is set so, a checksum: with it the 7-bit sum of the frame is zero. SWA: bits 0 to 2 the
point, 3 and 4 the increment; SWB: net, negative, out of range, motion, kilograms, (bit 5 differs
by maker), not zeroed since power-up; SWC: bits 0 to 2 another unit, 3 print, 4 expanded by ten.
Orders are single letters. Source: manuals of Mettler Toledo's and Fairbanks' indicators.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kiosk.devices.codec import NO_FRAME, FrameCodec, finished
from kiosk.devices.driver import Talk
from kiosk.devices.measures import number
from kiosk.devices.profile import KILOGRAMS, Profile
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.devices.setting import Options
from kiosk.ports import Reading, ReadingKind, ReadingStatus

STX = 2
LENGTH = 17
_FRAME = re.compile(
    rb"\x02([\x20-\x3f])([\x00-\x7f])([\x20-\x7f])([ 0-9-]{6})([ 0-9-]{6})\r", re.DOTALL
)
_POINT = (Decimal(100), Decimal(10), *(Decimal(1).scaleb(-places) for places in range(6)))
_INCREMENT = (1, 1, 2, 5)
_POUNDS_OR_KILOGRAMS = ("lb", "kg")
_OTHER_UNITS = (None, "g", "t", "oz", "ozt", "dwt", "ton", "?")
_BITS = tuple(f"{byte:07b}" for byte in range(128))
_NET, _NEGATIVE, _OUT_OF_RANGE, _MOTION, _KILOGRAMS, _NOT_ZEROED = 1, 2, 4, 8, 16, 64
_EXPANDED = 16
_CHECKSUM_OPTION = {"": None, "yes": True, "no": False, "true": True, "false": False}


class ToledoContinuousCodec(FrameCodec):
    """Reads frames with or without a checksum.

    `summed`: whether they have one (None: found out from the first that tells). Without knowing,
    a frame that ends the talk for a while is taken as it is.
    """

    passed_over = LENGTH + 1

    def __init__(self, profile: Profile, summed: bool | None = None) -> None:
        super().__init__(profile)
        self._summed = summed
        self._silent = False

    def asked(self, request: bytes) -> None:
        """Each frame says by itself what it is."""

    def feed(self, data: bytes) -> Sequence[Reading]:
        """As of every codec; no data: nothing follows for a while, no checksum either."""
        self._silent = not data
        return super().feed(data)

    def step(self, held: bytes, at: int) -> tuple[int, Sequence[Reading]] | None:
        end = at + LENGTH
        if held[at] != STX:
            return NO_FRAME
        if len(held) < end:
            return None
        found = _FRAME.match(held, at)
        if found is None:
            return NO_FRAME
        check = self._check(found[0], held[end : end + 2])
        if check is None:
            return None
        length, good = check
        reading = _weight(found) if good else _wrong_sum()
        return LENGTH + length, [finished(reading, held[at : end + length], self._profile)]

    def _check(self, frame: bytes, after: bytes) -> tuple[int, bool] | None:
        """How long the checksum is and whether it is right; None where that is not known yet."""
        if self._summed is False:
            return 0, True
        if not after:
            return (0, True) if self._silent and self._summed is None else None
        due = -sum(frame) & 0x7F
        if self._summed is None and after[0] == STX:
            if due == STX and len(after) == 1 and not self._silent:
                return None
            if due != STX or after[1:] != after[:1]:
                return 0, True  # the next frame begins
        if after[0] & 0x7F != due:
            return 1, False
        self._summed = True
        return 1, True


def _weight(found: re.Match[bytes]) -> Reading | None:
    swa, swb, swc = found[1][0], found[2][0], found[3][0]
    if swb & _OUT_OF_RANGE:
        return _out_of_range(negative=bool(swb & _NEGATIVE))
    digits, tare = found[4].lstrip(), found[5].lstrip()
    if not digits.isdigit():
        return None
    step = _POINT[swa & 7]
    value = number(digits) * step
    expanded = swc & _EXPANDED
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=ReadingStatus.UNKNOWN if expanded else _status(swb),
        value=None if expanded else -value if swb & _NEGATIVE and value else value,
        unit=_OTHER_UNITS[swc & 7] or _POUNDS_OR_KILOGRAMS[bool(swb & _KILOGRAMS)],
        net=bool(swb & _NET),
        division=_INCREMENT[swa >> 3 & 3] * step,
        tare=number(tare) * step if tare.isdigit() and not expanded else None,
        status_bits=f"{_BITS[swa]} {_BITS[swb]} {_BITS[swc]}",
        note="expanded by ten" if expanded else None,
    )


def _status(swb: int) -> ReadingStatus:
    if swb & _MOTION:
        return ReadingStatus.UNSTABLE
    return ReadingStatus.NOT_ZEROED if swb & _NOT_ZEROED else ReadingStatus.STABLE


def _out_of_range(*, negative: bool) -> Reading:
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=ReadingStatus.UNDERLOAD if negative else ReadingStatus.OVERLOAD,
        note=f"out of range + {'negative' if negative else 'positive'}",
    )


def _wrong_sum() -> Reading:
    return Reading(kind=ReadingKind.ERROR, status=ReadingStatus.GARBAGE, code="checksum")


def _codec(options: Options) -> ToledoContinuousCodec:
    asked = str(options.get("checksum", "")).lower()
    if asked not in _CHECKSUM_OPTION:
        raise ValueError(f"checksum is yes or no, not {asked}")
    return ToledoContinuousCodec(KILOGRAMS.with_options(options), _CHECKSUM_OPTION[asked])


PROTOCOL = SpokenProtocol(
    name="toledo_continuous",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS | {"checksum"},
    codec=_codec,
    talk=Talk(orders={"zero": b"Z", "tare": b"T", "clear_tare": b"C"}),
)
