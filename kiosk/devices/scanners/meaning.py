"""What a scanned code means: our own codes, badges, GS1 element strings, Digital Link, EAN.

GS1 is read with biip, and what biip lets pass is looked at again here: wrong check digits, an
FNC1 that got lost on the way, pounds, two different values for one thing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from biip import ParseConfig, ParseError
from biip.gs1_element_strings import GS1ElementString
from biip.symbology import GS1Symbology

from core.domain import codes
from core.domain.gs1 import GS, check_digit
from kiosk.devices.scanners.digital_link import is_address, link_pairs, may_be_address
from kiosk.devices.scanners.in_store import Forms, is_in_store, store_item
from kiosk.ports import Scan, ScanKind

LONGEST_CODE = 4096  # far more than any label holds
NO_GS1_MESSAGE = "no_gs1_message"
MISSING_SEPARATOR = "missing_separator"
TOO_LONG = "too_long"
CUT_OFF = "cut_off"
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_GS1_SYMBOLS = {f"]{symbol.value}" for symbol in GS1Symbology.with_gs1_messages()}
_GS1_QR = "]Q3"
_BADGE = re.compile(r"B-[A-Z0-9][A-Z0-9-]{,37}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OWN = re.compile(  # given while offline, an alias later
    r"[A-Z0-9]{1,6}-[0-9]{8}-[A-Z]{4}-P[A-Z0-9]+-[0-9]{3,}"
)
_EAN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_UNREADABLE = re.compile("[\x00-\x1c\x1e\x1f\x7f\ufffd]")  # but GS
_NET = "310"  # kilograms; the fourth digit says how many places
_POUNDS = re.compile(r"3[24]0[0-9]|35[67][0-9]")  # net, gross; ounces
_DAY = r"[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])"
_AIS = (  # those of food and of what it is packed in
    "0[0-2]|1[0-7]|2[0-2]|24[01]|25[01]|3[1-6][0-9][0-5]|37|39[0-3][0-9]|4[0-3][0-9]|70[0-4][0-9]"
)
_NEXT = "$|(?:10|21|37|24[01]|25[01]|42[0-7]|70[0-4][0-9])[0-9A-Za-z]"
_SWALLOWED = re.compile(  # an element string that a lost FNC1 made a part of the one before
    r".(?:3[1-4]0[0-5][0-9]{6}|0[12][0-9]{14}|00[0-9]{18}|41[0-7][0-9]{13}"
    rf"|1[1357]{_DAY})(?:{_NEXT})"
    rf"|.029(?:{_AIS})[0-9A-Za-z]"  # GS typed as Alt+029
)
_TEXT = "X"  # letters and digits, in the format of an identifier
_OPEN = re.compile(r"\.\.|\[")  # in the format of an identifier whose values differ in length
_CHECKED = re.compile(r"00|01|02|41[0-7]")
_DATED = re.compile(r"1[1-7]|432[456]|70(?:0[367]|11)|8008")
_HARVEST = re.compile(rf"7007({_DAY})({_DAY})(?={GS}|$)")  # from, to
_ANY_DATE = ParseConfig(gs1_element_strings_verify_date=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """The element strings up to the end, or up to the first that cannot be read, and why not.

    `spilled`: the last of them ran into the next, for a separator is missing between.
    """

    elements: tuple[GS1ElementString, ...]
    cause: str = ""
    spilled: bool = False


def parse_scan(data: bytes | str, forms: Forms = ()) -> Scan:
    """The meaning of one scanned code, without terminator; never raises.

    A GS1 message names its lot by AI (10), else its logistic unit by AI (00). `forms` are the
    plant's own in-store codes.
    """
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    text = text.strip("\x02\x03\r\n ")
    if len(text) > LONGEST_CODE:
        return faulty(TOO_LONG)
    aim = found[0] if (found := _AIM.match(text)) else ""
    content = text[len(aim) :].strip(f"{GS} ")
    if _UNREADABLE.search(content):
        return _nothing(ScanKind.UNKNOWN, text, "signs")
    if not content.isascii():
        return _nothing(ScanKind.UNKNOWN, text, "letters")
    if aim in _GS1_SYMBOLS:
        if aim == _GS1_QR and GS not in content:  # there % stands for FNC1, and %% for %
            content = "%".join(part.replace("%", GS) for part in content.split("%%"))
        return _element_strings(ScanKind.GS1, text, content)
    return _ours(text, content) or _of_others(text, content, aim, forms)


def faulty(reject: str) -> Scan:
    """A scan of which nothing can be used."""
    return Scan(kind=ScanKind.UNKNOWN, text="", reject=(reject,))


def _ours(text: str, content: str) -> Scan | None:
    own = _UUID.fullmatch(content) or _OWN.fullmatch(content) or codes.parse(content)
    if own and not _is_bare_ai_10(content):
        return Scan(kind=ScanKind.OWN_CODE, text=text, reference=content)
    if _BADGE.fullmatch(content):
        return Scan(kind=ScanKind.BADGE, text=text, reference=content)
    return None


def _is_bare_ai_10(content: str) -> bool:
    """Whether this is AI (10) with a compact code, which reads like the code of a type 10..."""
    return content.startswith("10") and codes.parse(content[2:]) is not None


def _of_others(text: str, content: str, aim: str, forms: Forms) -> Scan:
    if is_address(content):
        return _digital_link(text, content)
    if may_be_address(content) and (link := _digital_link(text, content)).ais is not None:
        return link
    if _EAN.fullmatch(content) and check_digit(content[:-1]) == content[-1]:
        return _ean(text, content, forms)
    if _EAN.fullmatch(content) and aim.startswith("]E"):
        return _nothing(ScanKind.EAN, text, "misread")
    if aim:  # a symbol that holds no element strings, whatever its text looks like
        return _nothing(ScanKind.UNKNOWN, text, _strange(content) if content else "empty")
    return _element_strings(ScanKind.UNKNOWN, text, content)


def _ean(text: str, content: str, forms: Forms) -> Scan:
    cause = "in_store" if is_in_store(content) else "product"
    scan = replace(_nothing(ScanKind.EAN, text, cause), reference=content)
    return replace(scan, store_item=store_item(content, forms))


def _element_strings(otherwise: ScanKind, text: str, content: str) -> Scan:
    read = _read(content.replace("|", GS))  # which many scanners are set to send instead
    if not read.cause:
        scan = _told(ScanKind.GS1, text, read.elements)
        return replace(scan, reject=(MISSING_SEPARATOR,)) if read.spilled else scan
    if otherwise is ScanKind.GS1 or read.elements or read.cause == "empty":
        return _nothing(otherwise, text, read.cause)
    return _nothing(otherwise, text, _strange(content))


def _strange(content: str) -> str:
    """What is odd about a code that is neither ours nor GS1, and yet somebody's perhaps."""
    return "signs" if GS in content else ""


def _read(content: str) -> _Read:
    found: list[GS1ElementString] = []
    rest = content.strip()
    while rest:
        try:
            element = _next(rest)
        except ParseError:
            return _Read(tuple(found), _why_not(rest))
        found.append(element)
        behind = rest[len(element) :]
        if behind[:1] not in ("", GS) and element.ai.separator_required:
            if not _goes_on(rest.partition(GS)[0], behind):
                return _Read(tuple(found), f"format:{element.ai.ai}")
            if _OPEN.search(element.ai.format):
                return _Read(tuple(found), spilled=True)
        rest = behind.lstrip(GS)
    return _Read(tuple(found), "" if found else "empty")


def _goes_on(run: str, behind: str) -> bool:
    """Whether `run` holds another element string, though no separator: in it, or `behind` a full one."""
    try:
        _next(behind)
    except ParseError:
        return _SWALLOWED.search(run) is not None
    return True


def _next(rest: str) -> GS1ElementString:
    if harvest := _HARVEST.match(rest):
        first, last = (GS1ElementString.extract(f"11{day}").date for day in harvest.groups())
        if first is None or last is None or first > last:
            raise ParseError("days in the wrong order")
        return replace(GS1ElementString.extract(rest, config=_ANY_DATE), date=first)
    return GS1ElementString.extract(rest)


def _why_not(rest: str) -> str:
    """What is wrong with the element string that `rest` begins with."""
    if dated := _DATED.match(rest):
        return f"date:{dated[0]}"
    return f"format:{rest[:2]}" if rest[:2].isdecimal() else "unreadable"


def _digital_link(text: str, content: str) -> Scan:
    pairs = link_pairs(content)
    if not pairs:
        return _nothing(ScanKind.UNKNOWN, text, "link")
    found: list[GS1ElementString] = []
    for ai, value in pairs:
        read = _read(ai + value)
        if read.cause or read.elements[0].ai.ai != ai or len(read.elements[0]) != len(ai + value):
            is_day = read.cause.startswith("date")
            return _nothing(ScanKind.DIGITAL_LINK, text, read.cause if is_day else f"format:{ai}")
        found += read.elements
    return _told(ScanKind.DIGITAL_LINK, text, found)


def _nothing(kind: ScanKind, text: str, cause: str) -> Scan:
    return Scan(kind=kind, text=text, reject=(NO_GS1_MESSAGE,), cause=cause)


def _told(kind: ScanKind, text: str, elements: Sequence[GS1ElementString]) -> Scan:
    ais: dict[str, str] = {}
    dates: dict[str, date] = {}
    reject: list[str] = []
    for element in elements:
        ai = element.ai.ai
        if ais.setdefault(ai, element.value) != element.value:
            reject.append(f"duplicate:{ai}")
        if element.date is not None:
            dates.setdefault(ai, element.date)
        reject.extend(_faults(kind, element))
    if len({each.decimal for each in elements if each.ai.ai.startswith(_NET)}) > 1:
        reject.append(f"duplicate:{_NET}n")
    if {"01", "02"} <= ais.keys():  # the goods themselves, and those in a package
        reject.append("two_gtins")
    return Scan(
        kind=kind,
        text=text,
        reference=ais.get("10") or ais.get("00"),
        ais=ais,
        decimals={e.ai.ai: e.decimal for e in elements if e.decimal is not None},
        dates=dates,
        reject=tuple(reject),
    )


def _faults(kind: ScanKind, element: GS1ElementString) -> Iterator[str]:
    """Why this element must not be used although biip read it."""
    ai, value = element.ai.ai, element.value
    if _CHECKED.fullmatch(ai) and check_digit(value[:-1]) != value[-1]:
        yield f"check_digit:{ai}"
    if _POUNDS.fullmatch(ai):
        yield f"pounds:{ai}"
    may_swallow = kind is ScanKind.GS1 and _TEXT in element.ai.format
    if may_swallow and codes.parse(value) is None and _SWALLOWED.search(value):
        yield MISSING_SEPARATOR
