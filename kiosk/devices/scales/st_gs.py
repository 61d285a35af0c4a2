"""The ST,GS family: Dini Argeo, CAS, A&D AD-4329, Selleton and most indicators without a name.

`ST,GS,  12.345,kg` CR LF: stability (`ST`, `US`, `OL`, `UL`, `HD` held), kind (`GS` gross, `NT`
net, `TR` tare, `PT` preset tare), 8 of data (9 with a sign apart), the unit, before which Dini puts
a comma. RS-485 puts two digits of address in front; CAS puts its identifier (`1` is the first) and
a binary byte of lamps before the data. `REXT` is answered with net and tare, pieces and maybe a
date: `1,ST,    11.095,       1.250,         0,kg,NO`. Orders are answered by `OK` (accepted, not
yet done) or `ERR01` to `ERR04`, at A&D by `I` (not now) or `?`. `PID` keeps the weighing in the
alibi memory and answers with its number, or `NO`: `PIDST,1,    12.345kg,       0.000kg,00000-000158`.
Sources: Dini Argeo 3590, DGT and DFW, CAS CI-400, CI-600D and NT-200, A&D AD-4329 and Selleton
SL-7516 manuals.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from kiosk.devices.codec import GrammarCodec
from kiosk.devices.driver import Talk
from kiosk.devices.measures import number, unit
from kiosk.devices.profile import KILOGRAMS, Profile
from kiosk.devices.protocol import READING_OPTIONS, DeviceKind, SpokenProtocol
from kiosk.devices.setting import Options
from kiosk.ports import Reading, ReadingKind, ReadingStatus

_STATUS = {
    b"ST": ReadingStatus.STABLE,
    b"US": ReadingStatus.UNSTABLE,
    b"OL": ReadingStatus.OVERLOAD,
    b"UL": ReadingStatus.UNDERLOAD,
    b"HD": ReadingStatus.HOLD,
    b"TL": ReadingStatus.ERROR,  # not level
}
_NET = {b"GS": False, b"NT": True}
_TARES = (b"TR", b"PT")
_LIMITS = (ReadingStatus.OVERLOAD, ReadingStatus.UNDERLOAD, ReadingStatus.ERROR)
_NOT_KEPT = {head: status for head, status in _STATUS.items() if head != b"ST"}
_STABLE_LAMP, _HOLD_LAMP = 0x40, 0x10
_ADDRESS = rb"([0-9]{2})?"
_SENDER = rb"(?:([\x30-\x93])([\x00-\xff]),)?"
# A lost digit or blank changes the width, so the width is part of the grammar.
_DATA = rb"([+-][ 0-9.]{8}|[ 0-9.+-]{8})"
_UNIT = rb"(?:,( ?[A-Za-z%]{1,3} ?)| ?([A-Za-z%]{2}| [A-Za-z%]|[A-Za-z%] ))"
_NUMBER = re.compile(rb" *[+-]? *[0-9]+(?:\.[0-9]+)?")


def _weight(found: re.Match[bytes]) -> Reading | None:
    address, head, mode, sender, lamp, data, unit_field, other_field = found.groups()
    status = _STATUS[head] if lamp is None else _by_lamp(head, lamp[0])
    is_number = status not in _LIMITS
    if is_number and not _NUMBER.fullmatch(data):
        return None
    is_tare = mode in _TARES
    return Reading(
        kind=ReadingKind.TARE if is_tare else ReadingKind.WEIGHT,
        status=ReadingStatus.OK if is_tare and is_number else status,
        value=number(data) if is_number else None,
        unit=unit(unit_field or other_field),
        net=_NET.get(mode),
        address=_text(address),
        device_id=None if sender is None else sender.decode("latin-1"),
        lamp=None if lamp is None else lamp[0],
    )


def _by_lamp(head: bytes, lamp: int) -> ReadingStatus:
    """The worse of what the letters and the lamps say."""
    if head in (b"OL", b"UL"):
        return _STATUS[head]
    if lamp & _HOLD_LAMP:
        return ReadingStatus.HOLD
    return _STATUS[head] if lamp & _STABLE_LAMP else ReadingStatus.UNSTABLE


def _extended(found: re.Match[bytes]) -> Reading | None:
    address, head, net, tare, unit_field = found.groups()
    status = _STATUS[head]
    if status in _LIMITS:
        return Reading(
            kind=ReadingKind.WEIGHT, status=status, unit=unit(unit_field), address=_text(address)
        )
    if not (_NUMBER.fullmatch(net) and _NUMBER.fullmatch(tare)):
        return None
    taken_off = number(tare)
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=status,
        value=number(net),
        unit=unit(unit_field),
        net=bool(taken_off),
        tare=taken_off,
        address=_text(address),
    )


def _kept(found: re.Match[bytes]) -> Reading | None:
    """What the alibi memory made of a weighing; only one with a number was kept."""
    address, head, gross, unit_field, tare, alibi = found.groups()
    is_kept = alibi != b"NO"
    if is_kept and not (_NUMBER.fullmatch(gross) and _NUMBER.fullmatch(tare)):
        return None
    return Reading(
        kind=ReadingKind.INFO,
        status=ReadingStatus.OK if is_kept else _NOT_KEPT.get(head, ReadingStatus.UNDERLOAD),
        value=number(gross) if is_kept else None,
        unit=unit(unit_field),
        tare=number(tare) if is_kept else None,
        net=False,
        address=_text(address),
        command="PID",
        alibi=_text(alibi) if is_kept else None,
    )


def _accepted(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.ACK, status=ReadingStatus.OK, address=_text(found[1]))


def _error(found: re.Match[bytes]) -> Reading:
    return Reading(
        kind=ReadingKind.ERROR,
        status=ReadingStatus.ERROR,
        address=_text(found[1]),
        code=_text(found[2]),
    )


def _not_now(found: re.Match[bytes]) -> Reading:
    return Reading(kind=ReadingKind.ACK, status=ReadingStatus.BUSY, address=_text(found[1]))


def _text(field: bytes | None) -> str | None:
    return None if field is None else field.decode("ascii")


_TEN = rb"([ 0-9.+-]{10})"
_TWO = rb"(?: [A-Za-z]|[A-Za-z]{2})"
_DATE = rb"(?:,(?:NO|[0-9/ :]{8,20}))?"


class StGsCodec(GrammarCodec):
    """Reads what an indicator of the family sends, by itself or when asked.

    On a bus one hears what others say, and maybe oneself: lines of another than `address`, where
    that is told, and the request come back, stand for nothing.
    """

    end = b"\r\n"
    one_width = True
    grammar = (
        (
            re.compile(_ADDRESS + rb"(ST|US|OL|UL|HD|TL),(GS|NT|TR|PT)," + _SENDER + _DATA + _UNIT),
            _weight,
        ),
        (
            re.compile(
                _ADDRESS
                + rb"PID(ST|US|OL|UL|TL),[0-9],"
                + (_TEN + rb"(" + _TWO + rb"),(?:  |PT)" + _TEN + _TWO)
                + rb",([0-9]{5}-[0-9]{6}|NO)"
            ),
            _kept,
        ),
        (
            re.compile(
                _ADDRESS
                + rb"[0-9],(ST|US|OL|UL|TL),"
                + (_TEN + rb",(?:  |PT)" + _TEN + rb"(?:,[ 0-9.+-]{10}){1,2}")
                + (rb",(" + _TWO + rb")" + _DATE)
            ),
            _extended,
        ),
        (re.compile(_ADDRESS + rb"OK"), _accepted),
        (re.compile(_ADDRESS + rb"(ERR[0-9]{2}|\?)"), _error),
        (re.compile(_ADDRESS + rb"I"), _not_now),
    )
    beginning = re.compile(
        rb"(?:[0-9]{2})?(?:(?:[0-9],)?(?:ST|US|OL|UL|HD|TL),|PID|ERR|(?:OK|I|\?)$)"
    )

    def __init__(self, profile: Profile, address: bytes = b"") -> None:
        super().__init__(profile)
        self._address = address

    def passes_over(self, line: bytes) -> bool:
        is_foreign = self._address and line[:2].isdigit() and line[:2] != self._address
        return bool(is_foreign) or line + self.end == self._request or super().passes_over(line)

    def read(self, line: bytes) -> Reading | None:
        reading = super().read(line)
        if reading is not None and reading.kind in (ReadingKind.ACK, ReadingKind.ERROR):
            return replace(reading, command=_order(self._request))
        return reading


def _order(request: bytes) -> str | None:
    """The letters of a request, without the address before and the digits behind."""
    return request.decode("ascii", "replace").strip().strip("0123456789") or None


_USUAL_POLL = "READ"
_UNASKED = _BY_ITSELF, _BY_KEY = ("none", "key")
_ORDERS = {
    "zero": b"ZERO\r\n",
    "tare": b"TARE\r\n",
    "clear_tare": b"TMAN0\r\n",
    "alibi": b"PID\r\n",
}


class StGsProtocol(SpokenProtocol):
    """The requests carry the RS-485 address; an indicator that sends by itself is not polled.

    One that sends only when somebody presses its key may be silent for ever.
    """

    @property
    def choices(self) -> Mapping[str, tuple[str, ...]]:
        return {"poll": (_USUAL_POLL, "REXT", "RW", *_UNASKED)}

    def talk_for(self, options: Options) -> Talk:
        address = _address(str(options.get("address", "")))
        poll = str(options.get("poll", _USUAL_POLL)) or _BY_ITSELF
        return replace(
            self.talk,
            poll=None if poll in _UNASKED else address + poll.encode("ascii") + b"\r\n",
            orders={name: address + order for name, order in self.talk.orders.items()},
            silence=None if poll == _BY_KEY else self.talk.silence,
        )


def _address(told: str) -> bytes:
    if not re.fullmatch(r"[0-9]{0,2}", told):
        raise ValueError(f"an address is 0 to 99, not {told}")
    return told.rjust(2, "0").encode("ascii") if told else b""


PROTOCOL = StGsProtocol(
    name="st_gs",
    kind=DeviceKind.SCALE,
    options=READING_OPTIONS | {"address", "poll"},
    codec=lambda options: StGsCodec(
        KILOGRAMS.with_options(options), _address(str(options.get("address", "")))
    ),
    talk=Talk(poll=b"READ\r\n", orders=_ORDERS),
)
