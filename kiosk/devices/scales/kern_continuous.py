"""KERN scales in continuous output.

14 or 15 bytes: a sign and a number (8 or 9 characters), two of unit (`KG`, ` G`), two of status,
CR LF. The second status is `S` stable, `U` not, `E` too much or too little (the line does not say
which); a blank one tells nothing, which is no proof of rest. The scale takes no requests.
Source: src/scale/kern.c of libsigrok.
"""

import re

from kiosk.devices.codec import GrammarCodec
from kiosk.devices.driver import Talk
from kiosk.devices.measures import unit, weight
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.ports import Reading, ReadingKind, ReadingStatus

_STATUS = {
    b"S": ReadingStatus.STABLE,
    b"U": ReadingStatus.UNSTABLE,
    b" ": ReadingStatus.UNKNOWN,
}
_WIDTH = rb"(?=.{12,13}$)"
_UNIT = rb"([A-Za-z%]{2}| [A-Za-z%])"


def _weight(found: re.Match[bytes]) -> Reading:
    data, unit_field, status = found.groups()
    return weight(_STATUS[status], data, unit_field)


def _out_of_range(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.WEIGHT, status=ReadingStatus.OVER_OR_UNDER, unit=unit(found[1]))


class KernContinuousCodec(GrammarCodec):
    """Reads what a KERN scale sends by itself."""

    end = b"\r\n"
    one_width = True
    grammar = (
        (
            re.compile(_WIDTH + rb"([+ -] *[0-9]+(?:\.[0-9]+)?)" + _UNIT + rb"[ A-Z0-9]([SU ])"),
            _weight,
        ),
        (re.compile(_WIDTH + rb"[+ -][ 0-9.-]{7,8}" + _UNIT + rb"[ A-Z0-9]E"), _out_of_range),
    )
    beginning = re.compile(rb"[+-]| .{12}$")  # a shorter one may have lost a minus in front


PROTOCOL = SpokenProtocol(
    name="kern_continuous",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS,
    codec=lambda options: KernContinuousCodec(KILOGRAMS.with_options(options)),
    talk=Talk(),
)
