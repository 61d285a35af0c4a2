"""A&D scales with the standard format.

17 bytes: `ST,+0012.345 kg` CR LF is a header (`ST` stable, `US` not, `QT` pieces, `OL` out of
range, where the sign tells over from under), 9 of data and 3 of unit; some models fill all 12
with `+9999999E+19`. An order comes back as its own letters, `?E` (unknown) or `I` (not now); models
with error codes say ACK, or `EC,E11` (11: the load is not at rest). Sources: EK-L, GH, GC and HC
series manuals. The scale wants 500 ms between two requests.
"""

import re

from kiosk.devices.codec import GrammarCodec
from kiosk.devices.driver import Talk
from kiosk.devices.measures import unit, weight
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.devices.transport.link import LineSettings
from kiosk.ports import Reading, ReadingKind, ReadingStatus

_STATUS = {
    b"ST": ReadingStatus.STABLE,
    b"US": ReadingStatus.UNSTABLE,
    b"QT": ReadingStatus.STABLE,
}
_ACK = b"\x06"
_ORDERS = rb"(?:Z|T|CT|U)"
_LIMITS = {b"+": ReadingStatus.OVERLOAD, b"-": ReadingStatus.UNDERLOAD}


def _weight(found: re.Match[bytes]) -> Reading:
    header, data, unit_field = found.groups()
    return weight(_STATUS[header], data, unit_field)


def _out_of_range(found: re.Match[bytes]) -> Reading:
    sign, unit_field = found.groups(b"")
    return Reading(kind=ReadingKind.WEIGHT, status=_LIMITS[sign], unit=unit(unit_field))


def _done(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.ACK, status=ReadingStatus.OK, command=found[0].decode("ascii"))


def _not_now(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.ACK, status=ReadingStatus.BUSY)


def _failed(found: re.Match[bytes]) -> Reading:
    return Reading(
        kind=ReadingKind.ERROR, status=ReadingStatus.ERROR, code=found[0].decode("ascii")
    )


class AndStandardCodec(GrammarCodec):
    """Reads the answers of an A&D scale."""

    end = b"\r\n"
    grammar = (
        (
            re.compile(
                rb"(ST|US|QT),(?=.{12}$)([+-] *[0-9]+(?:\.[0-9]+)?)"
                rb"(?= *[^ ])([ A-Za-z%]{3})"
            ),
            _weight,
        ),
        (re.compile(rb"OL,([+-])(?:[ 0-9.]{8}([ A-Za-z%]{3})|9{7}E\+19)"), _out_of_range),
        (re.compile(_ORDERS), _done),
        (re.compile(rb"I"), _not_now),
        (re.compile(rb"\?E?"), _failed),
        (re.compile(rb"EC,E[0-9]{1,2}"), _failed),
    )
    beginning = re.compile(rb"(?:ST|US|QT|OL|EC),|(?:" + _ORDERS + rb"|I|\?E?|\x06)$")

    def read(self, line: bytes) -> Reading | None:
        if line != _ACK:
            return super().read(line)
        command = self._request.decode("ascii", "replace").strip()
        return Reading(kind=ReadingKind.ACK, status=ReadingStatus.OK, command=command or None)


PROTOCOL = SpokenProtocol(
    name="and_standard",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS,
    line=LineSettings(baud=2400, framing="7E1"),
    codec=lambda options: AndStandardCodec(KILOGRAMS.with_options(options)),
    talk=Talk(
        poll=b"Q\r\n",
        every=0.5,
        gap=0.5,
        orders={
            "weigh": b"S\r\n",
            "zero": b"Z\r\n",
            "tare": b"T\r\n",
            "clear_tare": b"CT\r\n",
        },
    ),
)
