"""What is known of a lot when its label is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from core.domain.facts import LOCKED, PROCESS, TOLD, immutable

Name = Mapping[str, str]
"""A translatable name: {"en": ..., "hu": ...}."""


PALLET = "pallet"
"""The `label` of a lot type whose lots are logistic units."""


class LabelStatus(StrEnum):
    """Where a print stands. SENT: the printer has it and did not say that it came out."""

    REQUESTED = "requested"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    REPRINTED = "reprinted"
    VOIDED = "voided"


class PrintTrouble(StrEnum):
    """Why a label did not come out, or why nobody can say that it did (INTERRUPTED, ONE_WAY, UNKNOWN)."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    CUTTER = "cutter_error"
    ERROR = "error"
    UNKNOWN = "unknown"
    ONE_WAY = "one_way"
    INTERRUPTED = "interrupted"
    NO_PRINTER = "no_printer"
    FAULT = "fault"


class ReportedState(StrEnum):
    """What a kiosk tells of a print by itself; that it came out is `confirm_label`."""

    SENT = "sent"
    FAILED = "failed"


class LabelAction(StrEnum):
    """What happens to a print."""

    SEND = "send"
    CONFIRM = "confirm"
    FAIL = "fail"
    REPRINT = "reprint"
    VOID = "void"


LABEL: Mapping[tuple[LabelStatus, LabelAction], LabelStatus] = {
    (LabelStatus.REQUESTED, LabelAction.SEND): LabelStatus.SENT,
    (LabelStatus.REQUESTED, LabelAction.CONFIRM): LabelStatus.CONFIRMED,
    (LabelStatus.REQUESTED, LabelAction.FAIL): LabelStatus.FAILED,
    (LabelStatus.REQUESTED, LabelAction.REPRINT): LabelStatus.REPRINTED,
    (LabelStatus.REQUESTED, LabelAction.VOID): LabelStatus.VOIDED,
    (LabelStatus.SENT, LabelAction.SEND): LabelStatus.SENT,
    (LabelStatus.SENT, LabelAction.CONFIRM): LabelStatus.CONFIRMED,
    (LabelStatus.SENT, LabelAction.FAIL): LabelStatus.FAILED,
    (LabelStatus.SENT, LabelAction.REPRINT): LabelStatus.REPRINTED,
    (LabelStatus.SENT, LabelAction.VOID): LabelStatus.VOIDED,
    (LabelStatus.CONFIRMED, LabelAction.REPRINT): LabelStatus.REPRINTED,
    (LabelStatus.CONFIRMED, LabelAction.VOID): LabelStatus.VOIDED,
    (LabelStatus.FAILED, LabelAction.SEND): LabelStatus.SENT,
    (LabelStatus.FAILED, LabelAction.FAIL): LabelStatus.FAILED,
    (LabelStatus.FAILED, LabelAction.CONFIRM): LabelStatus.CONFIRMED,
    (LabelStatus.FAILED, LabelAction.REPRINT): LabelStatus.REPRINTED,
    (LabelStatus.FAILED, LabelAction.VOID): LabelStatus.VOIDED,
    (LabelStatus.REPRINTED, LabelAction.VOID): LabelStatus.VOIDED,
}
"""A voided print is left by nothing; a failed one may be tried again, and fail again, or turn out to have come out."""

REPORTED: Mapping[ReportedState, LabelAction] = {
    ReportedState.SENT: LabelAction.SEND,
    ReportedState.FAILED: LabelAction.FAIL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLabelData:
    """A lot as its label tells it; never its state, which changes after printing.

    `number` is the running number as it stands in the code ("0201"). `produced_at` is aware and
    already in the site's zone. `celsius_range` is the band it is stored in, coldest bound first
    (None: no lower bound). `device` names what weighed it ("S2 · 004217"); `typed`: the weight was
    typed in by hand. `sscc` (18 digits) makes it a logistic unit, of `pieces` of `holds_gtin`. `copy` is
    the number of this copy among those of all prints. `printed_at`: when it goes to the printer.
    """

    code: Annotated[str, immutable("lot.code")]
    compact_code: Annotated[str, immutable("lot.compact_code")]
    type: Annotated[str, immutable("lot.type")]
    type_name: Annotated[Name, PROCESS]
    number: Annotated[str, immutable("lot.code")]
    weight_kg: Annotated[Decimal, immutable("lot.registered_kg")]
    produced_at: Annotated[datetime, immutable("lot.occurred_at", "site.time_zone")]
    plant_day: Annotated[date, immutable("lot.plant_day")]
    site: Annotated[str, immutable("site.code")]
    use_by: Annotated[date | None, immutable("lot.use_by")] = None
    gtin: Annotated[str | None, TOLD] = None
    product_name: Annotated[Name | None, TOLD] = None
    parents: Annotated[tuple[str, ...], immutable("lot_link.parent_id", "lot.code")] = ()
    celsius_range: Annotated[tuple[Decimal | None, Decimal] | None, PROCESS] = None
    device: Annotated[str | None, immutable("lot.scale", "lot.alibi")] = None
    typed: Annotated[bool, immutable("lot.source", "lot.scale")] = False
    sscc: Annotated[str | None, LOCKED] = None
    pieces: Annotated[int | None, immutable("lot.pieces")] = None
    run: Annotated[str | None, immutable("production_run.code")] = None
    customer: Annotated[str | None, TOLD] = None
    holds_gtin: Annotated[str | None, TOLD] = None
    copy: Annotated[int, LOCKED] = 1
    printed_at: Annotated[datetime | None, TOLD] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFacts:
    """What a print is decided on. `printed`: the lot's label has been asked for before."""

    lot_id: Annotated[int, immutable("lot.id")]
    printed: Annotated[bool, LOCKED]
    data: Annotated[LotLabelData, TOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintFacts:
    """A print that was asked for."""

    print_id: Annotated[int, immutable("label_print.id")]
    uid: Annotated[UUID, immutable("label_print.uid")]
    lot: Annotated[str, immutable("lot.code")]
    state: Annotated[LabelStatus, LOCKED]
