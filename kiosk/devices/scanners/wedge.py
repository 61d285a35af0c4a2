"""Scanners that type as a keyboard does ("wedge").

Best set to STX (Ctrl+B) in front, the AIM identifier, and ETX, CR or Enter behind: what stands
between belongs to the scanner, however slowly it comes. Without STX only the speed tells it from a
person: at least LEAST characters, none later than FAST seconds after the one before, Enter behind.

`Wedge` takes keys with their times and says what becomes of them; it knows neither Qt nor a clock.
Bytes, one key each in UTF-8, are understood by `WedgeCodec`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from core.domain.gs1 import GS
from kiosk.devices.driver import Talk
from kiosk.devices.protocol import DeviceKind, SpokenProtocol
from kiosk.devices.scanners.code_lines import CodeLines
from kiosk.devices.scanners.in_store import Forms, in_store_forms
from kiosk.devices.scanners.layouts import LAYOUTS, US, begins_with_aim, layout_option, meant
from kiosk.devices.scanners.meaning import CUT_OFF, LONGEST_CODE, faulty, parse_scan
from kiosk.devices.scanners.page_proof import page_proof
from kiosk.devices.setting import Options
from kiosk.ports import Scan, ScanKind, Typed

K = TypeVar("K")
STX = "\x02"
ENDS = frozenset("\x03\r\n")
UNKNOWN = "\ufffd"
"""A key that gives no character: a code with it is none, for it may be a separator on a wrong key."""
FAST = 0.05
LEAST = 6
FRAME = 0.5
"""So long a scanner may take for the next key of a code that STX began."""


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What a scanner typed, without prefix and suffix; `framed`: STX stood in front."""

    text: str
    framed: bool


@dataclass(frozen=True, slots=True)
class Outcome(Generic[K]):
    """What becomes of keys: `deliver` those, in this order, to whom they were meant for.

    `scan` is what a scanner typed; its keys are nobody's else. `cut`: a scanner's code broke off.
    """

    deliver: tuple[K, ...] = ()
    scan: TypedCode | None = None
    cut: bool = False

    def then(self, later: "Outcome[K]") -> "Outcome[K]":
        return Outcome(self.deliver + later.deliver, later.scan, self.cut or later.cut)


@dataclass(slots=True)
class Wedge(Generic[K]):
    """Tells a scanner's keys from a person's. A key is whatever the caller wants back.

    `fallback`: whether speed alone makes a scan, where STX does not stand in front.
    """

    fallback: bool = True
    _held: list[K] = field(default_factory=list)
    _text: str = ""
    _framed: bool = False
    _last: float = 0.0
    _ends_until: float | None = None

    @property
    def due(self) -> float | None:
        """When `expire` wants to be called if no key comes; None: never."""
        if self._framed:
            return self._last + FRAME
        return self._last + FAST if self._held else None

    def press(self, key: K, char: str, now: float, *, pin: bool = False) -> Outcome[K]:
        """A key is pressed that stands for `char`, or for none. `pin`: a PIN is asked for now."""
        before = self.expire(now)
        until, self._ends_until = self._ends_until, None
        if char == STX:
            return before.then(self._begin(key, now))
        if self._framed:
            return before.then(self._inside(key, char, now))
        if char in ENDS and until is not None and now <= until:
            self._ends_until = until
            return before  # CR LF, or ETX and Enter: still the end of the last scan
        return before.then(self._maybe(key, char, now, pin=pin))

    def other(self, key: K, now: float) -> Outcome[K]:
        """Something that says nothing of scanners but must keep its place: a release, Shift."""
        before = self.expire(now)
        if self._framed and self._text:
            return before
        if self._framed or self._held:
            self._held.append(key)
            return before
        return before.then(Outcome((key,)))

    def expire(self, now: float) -> Outcome[K]:
        """Nothing came for long enough: whatever was held is a person's, or a scan broke off."""
        due = self.due
        if due is None or now <= due:
            return Outcome()
        return self._break_off()

    def _begin(self, key: K, now: float) -> Outcome[K]:
        before = self._break_off()
        self._framed, self._held, self._last = True, [key], now
        return before

    def _inside(self, key: K, char: str, now: float) -> Outcome[K]:
        self._last = now
        if char not in ENDS:
            self._text = (self._text + char)[: LONGEST_CODE + 1]
            self._held = [] if self._text else [*self._held, key]
            return Outcome()
        text = self._text
        self._forget()
        self._ends_until = now + FRAME
        if not text or len(text) > LONGEST_CODE:
            return Outcome(cut=True)
        return Outcome(scan=TypedCode(text, framed=True))

    def _maybe(self, key: K, char: str, now: float, *, pin: bool) -> Outcome[K]:
        if char in ENDS and len(self._text) >= LEAST and not pin:
            text = self._text
            self._forget()
            self._ends_until = now + FAST
            return Outcome(scan=TypedCode(text, framed=False))
        self._held.append(key)
        belongs = char == GS or (char != "" and char.isprintable())
        if pin or not self.fallback or not belongs or len(self._text) >= LONGEST_CODE:
            return self._break_off()
        self._text += char
        self._last = now
        return Outcome()

    def _break_off(self) -> Outcome[K]:
        cut = self._framed and self._text != ""
        held = tuple(self._held)
        self._forget()
        return Outcome(deliver=held, cut=cut)

    def _forget(self) -> None:
        self._held, self._text, self._framed = [], "", False


def read_typed(code: TypedCode, layout: str = US, forms: Forms = ()) -> Scan:
    """The meaning of what a scanner typed on a computer whose keyboard layout should be `layout`.

    An AIM identifier shows the true layout, and so does a code that makes sense in another one
    only; y and z of a code without either cannot be told apart.
    """
    others = [name for name in LAYOUTS if name != layout]
    scans = {name: parse_scan(meant(code.text, name), forms) for name in (layout, *others)}
    proved = [name for name in scans if begins_with_aim(code.text, name)]
    sensible = [name for name, scan in scans.items() if _makes_sense(scan)]
    chosen = (proved or sensible or [layout])[0]
    typed = Typed(text=code.text, framed=code.framed, layout=chosen, differs=chosen != layout)
    return replace(scans[chosen], typed=typed, page=page_proof(code.text, layout))


def cut_off() -> Scan:
    """A scan that broke off: its end did not come."""
    return faulty(CUT_OFF)


def _makes_sense(scan: Scan) -> bool:
    return scan.kind is ScanKind.EAN or (scan.kind is not ScanKind.UNKNOWN and not scan.reject)


@dataclass(frozen=True, slots=True)
class WedgeOptions:
    """How a kiosk reads what scanners type: keyboard layout, speed as a fallback, in-store codes.

    Raises ValueError for a value that cannot be.
    """

    layout: str = US
    fallback: bool = True
    forms: Forms = ()

    @classmethod
    def of(cls, options: Options) -> "WedgeOptions":
        fallback = options.get("fallback", True)
        if not isinstance(fallback, bool):
            raise ValueError(f"fallback must be true or false: {fallback}")
        layout = layout_option(str(options.get("layout", US)))
        return cls(layout, fallback, in_store_forms(str(options.get("in_store", ""))))


class WedgeCodec(CodeLines):
    """Reads typed bytes."""

    def __init__(self, options: Options) -> None:
        chosen = WedgeOptions.of(options)

        def meaning(code: bytes, framed: bool) -> Scan:
            typed = TypedCode(code.decode("utf-8", "replace"), framed=framed)
            return read_typed(typed, chosen.layout, chosen.forms)

        super().__init__(meaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class WedgeProtocol(SpokenProtocol):
    """A keyboard has one of a few layouts."""

    @property
    def choices(self) -> Mapping[str, tuple[str, ...]]:
        return {"layout": LAYOUTS}


PROTOCOL = WedgeProtocol(
    name="wedge",
    kind=DeviceKind.SCANNER,
    options=frozenset({"layout", "fallback", "in_store"}),
    codec=WedgeCodec,
    talk=Talk(silence=None),
)
