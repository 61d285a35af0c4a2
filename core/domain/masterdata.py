"""Master data, and the facts that decide whether an entry of it may be made or changed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from core.domain.facts import GUARDED, TOLD, immutable

CODE = r"[A-Z0-9][A-Z0-9._/-]{0,19}"
"""What suppliers, customers, products, containers, reasons and kiosks are called by, once in capitals."""

SUPPLIER_PREFIX = "S"
CUSTOMER_PREFIX = "C"


class ReasonTopic(StrEnum):
    """What an entry of the catalogue gives a reason for."""

    HOLD = "hold"
    REJECT = "reject"
    RELEASE = "release"
    RUN = "run"
    SCRAP = "scrap"
    LABEL = "label"
    STOCK = "stock"
    OUTBOX = "outbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFacts:
    """Whether what is to be made is there already, under the code or badge it is to be called by."""

    reference: Annotated[str, TOLD]
    taken: Annotated[bool, GUARDED]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProductFacts(NewFacts):
    """`lot_types` are those of the site's process."""

    lot_types: Annotated[frozenset[str], immutable("lot_type.type")]


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskFacts:
    """A kiosk of the site. `proves_itself`: the one that scripts work from needs not."""

    row_id: Annotated[int, TOLD]
    uid: Annotated[UUID, TOLD]
    code: Annotated[str, immutable("kiosk.code")]
    station: Annotated[str, TOLD]
    proves_itself: Annotated[bool, immutable("kiosk.code")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """An entry that is there; `lot_types` are those of the site's process."""

    row_id: Annotated[int, TOLD]
    lot_types: Annotated[frozenset[str], immutable("lot_type.type")]
