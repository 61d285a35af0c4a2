"""Sartorius scales with SBI, the maker's own interface.

16 bytes: a sign, a blank, the weight in 8, a blank, the unit in 3, CR LF; 22 with an identifier of
6 in front (`N` net, `G` gross, `Stat` for what is no weight). No unit: not at rest. A digit in
brackets is not verified. `High` and `Low` (or `H` and `L`) are out of range; `--` (no final weight
yet), `C` (adjusting itself) and a dark display say to wait; `ERR 101`, `APP.ERR` and `DIS.ERR` are
errors, whose digits are no weight. Orders get no answer. Sources: manuals of the Entris II, Master,
Combics, Quintix and FB series; the factory's line is 1200 7O1 with a hardware handshake.
"""

import re
from dataclasses import replace

from kiosk.devices.codec import GrammarCodec
from kiosk.devices.driver import Talk
from kiosk.devices.measures import number, unit
from kiosk.devices.profile import KILOGRAMS
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.transport.link import LineSettings
from kiosk.ports import Reading, ReadingKind, ReadingStatus

_ASK_SERIAL = b"\x1bx2_\r\n"
_NET = {"N": True, "G": False, "G#": False}
_NAMES = {"G": "G#"}  # as the manual calls a gross weight
_TARES = {"T", "T1", "T2", "PT2"}
_LIMITS = {b"H": ReadingStatus.OVERLOAD, b"L": ReadingStatus.UNDERLOAD}
_NAMED = rb"([A-Za-z*][A-Za-z0-9#*.% -]{5})?"
_STATUS = rb"(?:Stat  )?(?=.{14}$)"
_UNIT = rb"(?:   |[A-Za-z%][A-Za-z%/ ]{2})"


def _weight(found: re.Match[bytes]) -> Reading | None:
    named, data, unit_field = found.groups(b"      ")
    name = named.decode("ascii").strip()
    if name and name not in _NET and name not in _TARES:
        return Reading(kind=ReadingKind.INFO, status=ReadingStatus.UNKNOWN, id=name)
    unit_name = unit(unit_field)
    return Reading(
        kind=ReadingKind.TARE if name in _TARES else ReadingKind.WEIGHT,
        status=_status(name, unit_name),
        value=number(data),
        unit=unit_name,
        net=_NET.get(name),
        id=_NAMES.get(name, name) or None,
    )


def _status(name: str, unit_name: str | None) -> ReadingStatus:
    if unit_name is None:
        return ReadingStatus.UNSTABLE
    return ReadingStatus.OK if name in _TARES else ReadingStatus.STABLE


def _unverified(found: re.Match[bytes]) -> Reading:
    data = found[2].translate(None, b"[]")
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=ReadingStatus.UNKNOWN,
        value=number(data),
        unit=unit(found[3]),
        note="last digit not verified",
    )


def _out_of_range(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.WEIGHT, status=_LIMITS[found[1][:1]])


def _not_yet(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.WEIGHT, status=ReadingStatus.BUSY)


def _error(found: re.Match[bytes]) -> Reading:
    code = found[1] or found[2]
    return Reading(kind=ReadingKind.ERROR, status=ReadingStatus.ERROR, code=code.decode("ascii"))


def _serial(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.INFO, status=ReadingStatus.OK, serial=found[1].decode("ascii"))


class SartoriusSbiCodec(GrammarCodec):
    """Reads what a Sartorius scale answers or sends by itself."""

    end = b"\r\n"
    grammar = (
        (
            re.compile(
                _NAMED + rb"(?=[+ -] [ 0-9.]{8} )([+ -] +[0-9]+(?:\.[0-9]*)?) (" + _UNIT + rb")"
            ),
            _weight,
        ),
        (
            re.compile(_NAMED + rb"([+ -] +[0-9]+(?:\.[0-9]*)?\[[0-9]\]) *(" + _UNIT + rb")"),
            _unverified,
        ),
        (re.compile(_STATUS + rb" +(High|HH?|Low|LL?) +"), _out_of_range),
        (
            re.compile(_STATUS + rb" *(?:E(?:RR|rr)? +([0-9A-Za-z.]+)|((?:APP|DIS|PRT)\.ERR?)) *"),
            _error,
        ),
        (re.compile(_STATUS + rb" *(?:--?|C|Cal\.(?:Int|Ext)\.)? *"), _not_yet),
    )
    beginning = re.compile(rb"[A-Za-z+ -]")
    answers = ((_ASK_SERIAL, re.compile(rb" *(?=[^ ]*[0-9])([0-9A-Za-z-]{4,14}) *"), _serial),)


class SartoriusProtocol(SpokenProtocol):
    """The scale may be set to wait for the kiosk's wire, and to have the kiosk wait for its own."""

    def line_of(self, setting: DeviceSetting) -> LineSettings:
        handshake = setting.options.get("handshake", False)
        if not isinstance(handshake, bool):
            raise ValueError(f"handshake is true or false, not {handshake}")
        return replace(super().line_of(setting), handshake=handshake)


# An ESC U and an ESC V get no answer: the next weight shows what came of them.
PROTOCOL = SartoriusProtocol(
    name="sartorius_sbi",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS | {"handshake"},
    line=LineSettings(baud=1200, framing="7O1"),
    codec=lambda options: SartoriusSbiCodec(KILOGRAMS.with_options(options)),
    talk=Talk(
        identify=_ASK_SERIAL,
        poll=b"\x1bP\r\n",
        every=0.25,
        orders={"zero": b"\x1bV\r\n", "tare": b"\x1bU\r\n"},
        order_patience=0.5,
    ),
)
