"""Ohaus scales that answer to the maker's own commands.

A line is sign, blank, weight in 7, blank, unit in 5, `?` while unstable, legend in 3 (`G`, `NET`,
`T`, `PT`). A Ranger's has two blanks after the sign, 2 of unit, a blank before `?` and one after
it, and `NET` or `B/G`. An older one is the weight in 12, blank, unit, blank, `?` or a blank.
`TOTAL` after it is a sum, not a weight. Sources: Defender 3000, Ranger and RS232 interface manuals.
"""

import re

from kiosk.devices.codec import GrammarCodec
from kiosk.devices.driver import Talk
from kiosk.devices.measures import number, unit, weight
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.ports import Reading, ReadingKind, ReadingStatus

_STATUS = {
    b"": ReadingStatus.UNKNOWN,
    b" ": ReadingStatus.STABLE,
    b"?": ReadingStatus.UNSTABLE,
}
_LIMITS = {b"8.3": ReadingStatus.OVERLOAD, b"8.4": ReadingStatus.UNDERLOAD}
_ASK_SERIAL = b"PSN\r\n"
_NET = {b"G  ": False, b"B/G": False, b"NET": True, b"N  ": True}
# A lost digit or blank changes the width, so the width is part of the grammar.
_LONG = rb"(?=[ -]{2}[ 0-9.]{7} )([ -] +[0-9]+(?:\.[0-9]+)?) (?=[^ ]+ *[? ])([ A-Za-z%]{5})"
_RANGER = (
    rb"(?=[ -] {2}[ 0-9.]{7} )([ -] +[0-9]+(?:\.[0-9]+)?) ([A-Za-z%]{2}| [A-Za-z%]|[A-Za-z%] )"
)
_SHORT = rb"(?=[ 0-9.-]{12} )( *-?[0-9]+(?:\.[0-9]+)?) ([A-Za-z%]{1,5})"


def _weight(found: re.Match[bytes]) -> Reading:
    data, unit_field, status, legend = found.groups()
    return weight(_STATUS[status], data, unit_field, _NET.get(legend))


def _short_weight(found: re.Match[bytes]) -> Reading:
    data, unit_field, status = found.groups(b"")
    return weight(_STATUS[status], data, unit_field)


def _tare(found: re.Match[bytes]) -> Reading:
    return _beside(ReadingKind.TARE, found)


def _total(found: re.Match[bytes]) -> Reading:
    return _beside(ReadingKind.TOTAL, found)


def _beside(kind: ReadingKind, found: re.Match[bytes]) -> Reading:
    return Reading(kind=kind, status=ReadingStatus.OK, value=number(found[1]), unit=unit(found[2]))


def _done(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.ACK, status=ReadingStatus.OK)


def _serial(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.INFO, status=ReadingStatus.OK, serial=found[1].decode("ascii"))


def _no_serial(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.INFO, status=ReadingStatus.UNKNOWN)


def _trouble(found: re.Match[bytes]) -> Reading:
    status = _LIMITS.get(found[1], ReadingStatus.ERROR)
    return Reading(kind=ReadingKind.WEIGHT, status=status, code=found[1].decode("ascii"))


def _error(found: re.Match[bytes]) -> Reading:
    return Reading(
        kind=ReadingKind.ERROR, status=ReadingStatus.ERROR, code=found[1].decode("ascii")
    )


class OhausCodec(GrammarCodec):
    """Reads the answers of an Ohaus scale."""

    end = b"\r\n"
    grammar = (
        (re.compile(_LONG + rb"([? ])(G  |NET|N  |   )"), _weight),
        (re.compile(_LONG + rb"[? ](?:T  |PT )"), _tare),
        (re.compile(_RANGER + rb" ([? ]) (NET|B/G)"), _weight),
        (re.compile(_SHORT + rb"(?: ([? ])?)?"), _short_weight),
        (re.compile(_SHORT + rb" TOTAL"), _total),
        (re.compile(rb"OK!?"), _done),
        (re.compile(rb"Err ([0-9.]+)"), _trouble),
        (re.compile(rb"(ES)"), _error),
    )
    answers = (
        (_ASK_SERIAL, re.compile(rb"(?:S/?N:? ?)?([0-9A-Z]{6,20})"), _serial),
        (_ASK_SERIAL, re.compile(rb"ES"), _no_serial),  # an older one: nobody's order failed
    )

    def begins(self, line: bytes) -> bool:
        return True  # the scale is asked for each line, so that none began before


PROTOCOL = SpokenProtocol(
    name="ohaus",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS,
    codec=lambda options: OhausCodec(KILOGRAMS.with_options(options)),
    talk=Talk(
        identify=_ASK_SERIAL,
        poll=b"IP\r\n",
        orders={
            "weigh": b"SP\r\n",
            "zero": b"Z\r\n",
            "tare": b"T\r\n",
            "clear_tare": b"0T\r\n",
        },
        order_patience=0.5,
    ),
)
