"""Mettler Toledo 8217 scales, and the many that answer as they do.

`W` asks; STX, `ww.www` (kilograms) or `0ww.ww` (pounds), `N` for net, CR is a weight at rest.
Whatever else is the case comes as STX, `?`, a byte of status bits, CR, without a weight. Source:
PSC Magellan 8500 service manual. 7 bits, even parity: read with 8 it is garbage.
"""

import re

from kiosk.devices.codec import GrammarCodec
from kiosk.devices.driver import Talk
from kiosk.devices.measures import number
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.devices.transport.link import LineSettings
from kiosk.ports import Reading, ReadingKind, ReadingStatus

_STX = b"\x02"
_MOTION, _OVER, _UNDER, _OUTSIDE, _NET = 1, 2, 4, 8, 32
_FAULTS = {
    _MOTION: "motion",
    _OVER: "over capacity",
    _UNDER: "under zero",
    _OUTSIDE: "outside zero capture",
}


def _weight(found: re.Match[bytes]) -> Reading:
    kilograms, pounds, in_net = found.groups()
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=ReadingStatus.STABLE,
        value=number(kilograms or pounds),
        unit="lb" if pounds else None,
        unit_from=None if pounds else "profile",
        net=bool(in_net),
    )


def _status(found: re.Match[bytes]) -> Reading:
    bits = found[1][0]
    faults = [name for bit, name in _FAULTS.items() if bits & bit]
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=_worst(bits),
        net=True if bits & _NET else None,
        status_bits=f"{bits & 0x3F:06b}",
        note=" + ".join(faults) if len(faults) > 1 else None,
    )


def _worst(bits: int) -> ReadingStatus:
    if bits & _OVER:
        return ReadingStatus.OVERLOAD
    if bits & _MOTION:
        return ReadingStatus.UNSTABLE
    if bits & _UNDER:
        return ReadingStatus.UNDERLOAD
    return ReadingStatus.ZERO_ERROR if bits & _OUTSIDE else ReadingStatus.STATUS_ONLY


def _echo(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.ECHO, status=ReadingStatus.OK, command=found[1].decode("ascii"))


def _self_test(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.SELFTEST, status=ReadingStatus.OK)


class Toledo8217Codec(GrammarCodec):
    """Reads the answers of an 8217; after `E` the scale says back all it hears, up to `F`."""

    end = b"\r"
    grammar = (
        (re.compile(rb"\x02(?:([0-9]{2}\.[0-9]{3})|(0[0-9]{2}\.[0-9]{2}))(N?)"), _weight),
        (re.compile(rb"\x02\?([\x40-\x7f])"), _status),
        (re.compile(rb"\x02([EF])"), _echo),
        (re.compile(rb"\x02"), _self_test),
    )
    _echoing = False

    @property
    def leftover(self) -> bytes:
        held = super().leftover
        return held[self._echo_of(held) :]

    def begins(self, line: bytes) -> bool:
        return True  # the scale is asked for each line, so that none began before

    def passes_over(self, line: bytes) -> bool:
        return self._echo_of(line) == len(line)

    def read(self, line: bytes) -> Reading | None:
        reading = super().read(line[self._echo_of(line) :])
        if reading is not None and reading.kind is ReadingKind.ECHO:
            self._echoing = reading.command == "E"
        return reading

    def _echo_of(self, text: bytes) -> int:
        """How many bytes of `text` are what the scale only says back."""
        if not self._echoing:
            return 0
        start = text.find(_STX)
        return len(text) if start < 0 else start


PROTOCOL = SpokenProtocol(
    name="toledo_8217",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS,
    line=LineSettings(framing="7E1"),
    codec=lambda options: Toledo8217Codec(KILOGRAMS.with_options(options)),
    talk=Talk(
        poll=b"W",
        orders={"zero": b"Z", "tare": b"T", "clear_tare": b"C"},
        order_patience=0.5,
    ),
)
