"""What scanners read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class ScanKind(StrEnum):
    """What a scanned code is."""

    GS1 = "gs1"
    DIGITAL_LINK = "digital_link"
    OWN_CODE = "own_code"
    BADGE = "badge"
    EAN = "ean"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreItem:
    """What an in-store code says by the form that this plant gave it: item number, and kilograms."""

    item: str
    kg: Decimal | None = None


class PageCode(StrEnum):
    """A code of the page on which scanners are tried."""

    KEYS = "keys"
    SEPARATED = "separated"
    LINK = "link"


class Separator(StrEnum):
    """What came of the GS between two element strings."""

    SENT = "sent"
    ALT = "alt"
    LOST = "lost"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProof:
    """What a code of the test page shows of the scanner that read it.

    `layout` is the keyboard layout by which the code is what is printed, None where none is;
    `fits`: it is the one of the settings. `capitals`: large and small letters are exchanged.
    """

    code: PageCode
    aim: bool
    layout: str | None
    fits: bool = True
    capitals: bool = False
    separator: Separator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """How a scanner typed a code as a keyboard does: what the computer read, whether STX stood in front.

    `layout` is the keyboard layout by which it was understood; `differs`: the code itself shows
    that it is another one than the settings say.
    """

    text: str
    framed: bool
    layout: str
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One scan, cut to its meaning.

    `reference` is what names the thing: code, compact code, UUID, badge, lot of AI (10) or SSCC of
    AI (00). `ais` holds the element strings as printed, `decimals` the measures among them (AI
    310n: kilograms), `dates` the dates. `reject` holds machine-readable reasons why the scan must
    not be used for a lot: check_digit:AI, duplicate:AI, two_gtins, pounds:AI, missing_separator,
    too_long, cut_off and no_gs1_message (an EAN has this one too: it names a product, never a lot).
    `cause` says more of no_gs1_message: empty, letters, signs, unreadable, date:AI, format:AI, link,
    misread, product, in_store.
    `text` is without prefix and suffix; `typed` tells of a scanner that works as a keyboard,
    `page` what a code of the scanners' test page shows.
    """

    kind: ScanKind
    text: str
    reference: str | None = None
    ais: Mapping[str, str] | None = None
    decimals: Mapping[str, Decimal] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    reject: tuple[str, ...] = ()
    cause: str = ""
    store_item: StoreItem | None = None
    typed: Typed | None = None
    page: PageProof | None = None
    device: str = ""
