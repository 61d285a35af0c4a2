"""MT-SICS scales of Mettler Toledo, and the KERN ones that speak KCP, its twin.

Lines: `S S` or `S D` (stable or not), the weight right-aligned in 10 columns, a blank, the unit,
CR LF; `S +`, `S -`, `S I` (busy or not at rest in time); errors `ES`, `ET`, `EL`. Sources:
MT-SICS reference manual, KERN Communications Protocol manual. KCP wants 100 ms between polls.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from kiosk.devices.codec import LineCodec
from kiosk.devices.driver import Talk
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.ports import Reading, ReadingKind, ReadingStatus

# A lost digit or blank changes the width, so the width is part of the grammar.
_VALUE = rb"(?=[ 0-9.-]{10} )(?P<value> *-?[0-9]+(?:\.[0-9]+)?) (?P<unit>[A-Za-z%]{1,5})"
_STATUS = {
    "S": ReadingStatus.STABLE,
    "D": ReadingStatus.UNSTABLE,
    "I": ReadingStatus.BUSY,
    "+": ReadingStatus.OVERLOAD,
    "-": ReadingStatus.UNDERLOAD,
    "L": ReadingStatus.ERROR,
}
_ERRORS = {"S": "syntax", "T": "transmission", "L": "logical"}

Groups = dict[str, str]


def _weight(found: Groups) -> Reading:
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=_STATUS[found["status"]],
        value=Decimal(found["value"].strip()) if "value" in found else None,
        unit=found.get("unit"),
    )


def _weight_error(found: Groups) -> Reading:
    return Reading(kind=ReadingKind.WEIGHT, status=ReadingStatus.ERROR, code=found["code"])


def _tare(found: Groups) -> Reading:
    return Reading(
        kind=ReadingKind.TARE,
        status=ReadingStatus.OK,
        value=Decimal(found["value"].strip()),
        unit=found["unit"],
    )


def _refused_tare(found: Groups) -> Reading:
    return Reading(kind=ReadingKind.TARE, status=_STATUS[found["status"]])


def _done(found: Groups) -> Reading:
    return Reading(kind=ReadingKind.ACK, status=ReadingStatus.OK, command=found["command"])


def _not_done(found: Groups) -> Reading:
    outside = found["command"].startswith("Z") and found["status"] in "+-"
    return Reading(
        kind=ReadingKind.ACK,
        status=_STATUS[found["status"]],
        command=found["command"],
        note="outside zero range" if outside else None,
    )


def _info(found: Groups) -> Reading:
    return Reading(kind=ReadingKind.INFO, status=ReadingStatus.OK, serial=found["serial"])


def _no_info(found: Groups) -> Reading:
    return Reading(kind=ReadingKind.INFO, status=_STATUS[found["status"]])


def _error(found: Groups) -> Reading:
    code = _ERRORS[found["code"]]
    return Reading(kind=ReadingKind.ERROR, status=ReadingStatus.ERROR, code=code)


_GRAMMAR: tuple[tuple[re.Pattern[bytes], Callable[[Groups], Reading]], ...] = (
    (re.compile(rb"S (?P<status>[SD]) " + _VALUE), _weight),
    (re.compile(rb"S (?P<status>[I+-])"), _weight),
    (re.compile(rb"S [SD] Error (?P<code>[0-9A-Za-z]+)"), _weight_error),
    (re.compile(rb"(?:T S|TI [SD]|TA A) " + _VALUE), _tare),
    (re.compile(rb"(?:T|TI|TA) (?P<status>[IL+-])"), _refused_tare),
    (re.compile(rb"(?P<command>Z|TAC) A"), _done),
    (re.compile(rb"(?P<command>ZI) [SD]"), _done),
    (re.compile(rb"(?P<command>Z|ZI|TAC) (?P<status>[IL+-])"), _not_done),
    (re.compile(rb'I4 A "(?P<serial>[^"]*)"'), _info),
    (re.compile(rb"I4 (?P<status>[IL])"), _no_info),
    (re.compile(rb"E(?P<code>[STL])"), _error),
)
_BEGINNING = re.compile(rb"(?:S|T|TI|TA|TAC|Z|ZI|I4) |E[STL]")


class MtSicsCodec(LineCodec):
    """Reads the answers of an MT-SICS or KCP scale."""

    end = b"\r\n"

    def begins(self, line: bytes) -> bool:
        return _BEGINNING.match(line) is not None

    def read(self, line: bytes) -> Reading | None:
        for pattern, meaning in _GRAMMAR:
            if found := pattern.fullmatch(line):
                groups = found.groupdict(b"").items()
                return meaning({name: text.decode("ascii", "replace") for name, text in groups})
        return None


# `SI` answers at once, with `S S` only where the scale itself finds the load at rest; `S`, `T`
# and `Z` wait for rest. Nothing here concludes rest from values that do not change.
PROTOCOL = SpokenProtocol(
    name="mt_sics",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS,
    codec=lambda options: MtSicsCodec(KILOGRAMS.with_options(options)),
    talk=Talk(
        identify=b"I4\r\n",
        poll=b"SI\r\n",
        every=0.2,
        orders={
            "weigh": b"S\r\n",
            "zero": b"Z\r\n",
            "tare": b"T\r\n",
            "clear_tare": b"TAC\r\n",
        },
    ),
)
