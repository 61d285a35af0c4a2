"""MT-SICS scales of Mettler Toledo, and the KERN ones that speak KCP, its twin.

Lines: `S S` or `S D` (stable or not), the weight right-aligned in 10 columns, a blank, the unit,
CR LF; `S +`, `S -`, `S I` (busy or not at rest in time); errors `ES`, `ET`, `EL`. Sources:
MT-SICS reference manual, KERN Communications Protocol manual. KCP wants 100 ms between polls.
"""

import re

from kiosk.devices.codec import GrammarCodec
from kiosk.devices.driver import Talk
from kiosk.devices.measures import number, unit, weight
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.ports import Reading, ReadingKind, ReadingStatus

# A lost digit or blank changes the width, so the width is part of the grammar.
_VALUE = rb"(?=[ 0-9.-]{10} )( *-?[0-9]+(?:\.[0-9]+)?) ([A-Za-z%]{1,5})"
_STATUS = {
    b"S": ReadingStatus.STABLE,
    b"D": ReadingStatus.UNSTABLE,
    b"I": ReadingStatus.BUSY,
    b"+": ReadingStatus.OVERLOAD,
    b"-": ReadingStatus.UNDERLOAD,
    b"L": ReadingStatus.ERROR,
}
_ASK_SERIAL = b"I4\r\n"
_ERRORS = {b"S": "syntax", b"T": "transmission", b"L": "logical"}


def _weight(found: re.Match[bytes]) -> Reading:
    status, data, unit_field = found.groups()
    return weight(_STATUS[status], data, unit_field)


def _no_weight(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.WEIGHT, status=_STATUS[found[1]])


def _weight_error(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.WEIGHT, status=ReadingStatus.ERROR, code=_text(found[1]))


def _tare(found: re.Match[bytes]) -> Reading:
    return Reading(
        kind=ReadingKind.TARE,
        status=ReadingStatus.OK,
        value=number(found[1]),
        unit=unit(found[2]),
    )


def _refused_tare(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.TARE, status=_STATUS[found[1]])


def _done(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.ACK, status=ReadingStatus.OK, command=_text(found[1]))


def _not_done(found: re.Match[bytes]) -> Reading:
    command, status = found.groups()
    outside = command.startswith(b"Z") and status in b"+-"
    return Reading(
        kind=ReadingKind.ACK,
        status=_STATUS[status],
        command=_text(command),
        note="outside zero range" if outside else None,
    )


def _info(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.INFO, status=ReadingStatus.OK, serial=_text(found[1]))


def _no_info(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.INFO, status=_STATUS[found[1]])


def _unknown_question(found: re.Match[bytes]) -> Reading:
    """A scale that does not know who it is: nobody's order failed."""
    return Reading(kind=ReadingKind.INFO, status=ReadingStatus.UNKNOWN)


def _error(found: re.Match[bytes]) -> Reading:
    code = _ERRORS[found[1]]
    return Reading(kind=ReadingKind.ERROR, status=ReadingStatus.ERROR, code=code)


def _text(field: bytes) -> str:
    return field.decode("ascii")


class MtSicsCodec(GrammarCodec):
    """Reads the answers of an MT-SICS or KCP scale."""

    end = b"\r\n"
    grammar = (
        (re.compile(rb"S ([SD]) " + _VALUE), _weight),
        (re.compile(rb"S ([IL+-])"), _no_weight),
        (re.compile(rb"S [SD] Error ([0-9A-Za-z]+)"), _weight_error),
        (re.compile(rb"(?:T S|TI [SD]|TA A|MM A) " + _VALUE), _tare),
        (re.compile(rb"(?:T|TI|TA|MM) ([IL+-])"), _refused_tare),
        (re.compile(rb"(Z|TAC) A"), _done),
        (re.compile(rb"(ZI) [SD]"), _done),
        (re.compile(rb"(Z|ZI|TAC) ([IL+-])"), _not_done),
        (re.compile(rb'I4 A "([\x20\x21\x23-\x7e]*)"'), _info),
        (re.compile(rb"I4 ([IL])"), _no_info),
        (re.compile(rb"E([STL])"), _error),
    )
    answers = ((_ASK_SERIAL, re.compile(rb"ES"), _unknown_question),)
    beginning = re.compile(rb"(?:S|T|TI|TA|TAC|MM|Z|ZI|I4) |E[STL]")


# `SI` answers at once, with `S S` only where the scale itself finds the load at rest; `S`, `T`
# and `Z` wait for rest. Nothing here concludes rest from values that do not change.
PROTOCOL = SpokenProtocol(
    name="mt_sics",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS,
    codec=lambda options: MtSicsCodec(KILOGRAMS.with_options(options)),
    talk=Talk(
        identify=_ASK_SERIAL,
        poll=b"SI\r\n",
        every=0.2,
        gap=0.1,
        orders={
            "weigh": b"S\r\n",
            "zero": b"Z\r\n",
            "tare": b"T\r\n",
            "clear_tare": b"TAC\r\n",
        },
    ),
)
