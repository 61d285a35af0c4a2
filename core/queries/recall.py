"""The recall of a lot in a handful of reads, however many lots it reaches."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text

from core.db.balance import lots_balance
from core.domain import process
from core.domain.lots import FINAL, LOT, LotAction, LotStatus
from core.domain.machine import allowed
from core.domain.queries.recall import (
    Recall,
    RecallCustomer,
    RecallLot,
    RecallPallet,
    RecallPreview,
    RecallPreviewQuery,
    RecallQuery,
    RecallStock,
    Shipment,
    StoppedLot,
)
from core.errors import Refused
from core.queries.base import Reader, answers

PALLET = "pallet"
"""The label of lot types that are pallets."""
ZERO = Decimal("0.000")

_LOTS = text("""
    SELECT l.id, l.code, l.type, l.status, l.void, r.code, l.registered_kg, l.remaining_kg, w.depth
      FROM api.lineage(api.find_lot(:site, :lot), false, NULL) w JOIN app.lot l ON l.id = w.lot_id
      LEFT JOIN app.production_run r ON r.id = l.run_id
     WHERE NOT l.void OR w.depth = 0
     ORDER BY w.depth, l.id
""")
_PLACES = text("""
    SELECT i.lot_id, b.code, i.kg FROM app.inventory_item i JOIN app.buffer b ON b.id = i.buffer_id
     WHERE i.lot_id = ANY(:lots) ORDER BY i.lot_id, i.entered_at, b.code
""")
_SHIPMENTS = text("""
    SELECT l.id, c.code, c.name, c.address, coalesce(g.receiver, c.name),
           coalesce(g.receiver_address, c.address),
           coalesce(g.dispatch_date, (
             SELECT (m.at AT TIME ZONE s.time_zone)::date FROM app.stock_move m
              WHERE m.lot_id = l.id AND m.kind = 'SHIP' ORDER BY m.id DESC LIMIT 1)),
           g.vehicle
      FROM app.lot l JOIN app.site s ON s.id = l.site_id
      LEFT JOIN app.customer c ON c.id = l.customer_id LEFT JOIN app.consignment g ON g.lot_id = l.id
     WHERE l.id = ANY(:lots) ORDER BY l.id
""")
_SSCCS = text("""
    SELECT DISTINCT ON (lot_id) lot_id, sscc FROM app.label_print
     WHERE lot_id = ANY(:lots) AND sscc IS NOT NULL ORDER BY lot_id, id
""")


@dataclass(frozen=True, slots=True)
class _Lot:
    """A lot of the recall as it is read."""

    id: int
    code: str
    type: str
    status: LotStatus
    void: bool
    run: str | None
    weight_kg: Decimal
    remaining_kg: Decimal
    depth: int


@dataclass(frozen=True, slots=True)
class _Buyer:
    """Who a shipment is for, as they are called now; without a code where only the papers name them."""

    code: str | None
    name: str
    address: str | None


@answers(RecallQuery)
def recall(reader: Reader, query: RecallQuery) -> Recall:
    """Everything made from the lot; refuses `not_found`."""
    began = time.perf_counter_ns()
    lots = _lots(reader, query.lot)
    shipped = _shipments(reader, lots)
    stock = _stock(reader, lots)
    pallets = _pallets(reader, lots)
    balance = lots_balance(reader.session, [lot.id for lot in lots])
    return Recall(
        lots=tuple(
            RecallLot(
                code=lot.code,
                type=lot.type,
                status=lot.status,
                run=lot.run,
                weight_kg=lot.weight_kg,
                remaining_kg=lot.remaining_kg,
                depth=lot.depth,
            )
            for lot in lots
        ),
        shipments=tuple(shipment for shipment, _ in shipped),
        customers=_customers(shipped),
        stock=stock,
        pallets=pallets,
        balance=balance,
        seconds=(Decimal(time.perf_counter_ns() - began) / 10**9).quantize(ZERO),
    )


@answers(RecallPreviewQuery)
def recall_preview(reader: Reader, query: RecallPreviewQuery) -> RecallPreview:
    """What a hold would stop; refuses `not_found`."""
    lots = _lots(reader, query.lot)
    stopped = [lot for lot in lots if LotAction.HOLD in allowed(LOT, lot.status)]
    return RecallPreview(
        lots=tuple(
            StoppedLot(code=lot.code, type=lot.type, status=lot.status, kg=lot.remaining_kg)
            for lot in stopped
        ),
        kg=sum((lot.remaining_kg for lot in stopped), ZERO),
        pallets=_pallets(reader, stopped),
        shipments=tuple(shipment for shipment, _ in _shipments(reader, lots) if shipment.gone),
    )


def _lots(reader: Reader, reference: str) -> tuple[_Lot, ...]:
    """The lot and what was made of it, nearest first; nothing where the lot itself is void."""
    asked = {"site": reader.station.site_id, "lot": reference}
    rows = [
        _Lot(lot_id, code, kind, LotStatus(status), void, *rest)
        for lot_id, code, kind, status, void, *rest in reader.session.execute(_LOTS, asked)
    ]
    if not rows:
        raise Refused("not_found", what="lot", reference=reference)
    return () if rows[0].void else tuple(rows)


def _shipments(reader: Reader, lots: Iterable[_Lot]) -> tuple[tuple[Shipment, _Buyer | None], ...]:
    """What left the plant or is made to leave it, each with who gets it."""
    plant = process.load(reader.station.process)
    consigned = {each.type for each in plant.lot_types if each.consigned}
    leaving = {
        lot.id: lot
        for lot in lots
        if lot.status is LotStatus.FINISHED
        or (lot.type in consigned and lot.status is not LotStatus.REJECTED)
    }
    if not leaving:
        return ()
    rows = reader.session.execute(_SHIPMENTS, {"lots": list(leaving)})
    return tuple(
        (
            Shipment(
                code=leaving[lot_id].code,
                status=leaving[lot_id].status,
                gone=leaving[lot_id].status is LotStatus.FINISHED,
                kg=leaving[lot_id].remaining_kg,
                customer=customer,
                receiver=receiver,
                address=address,
                dispatch_date=dispatched,
                vehicle=vehicle,
            ),
            _buyer(customer, name or receiver, home or address),
        )
        for lot_id, customer, name, home, receiver, address, dispatched, vehicle in rows
    )


def _buyer(code: str | None, name: str | None, address: str | None) -> _Buyer | None:
    return _Buyer(code, name, address) if name else None


def _customers(
    shipped: Iterable[tuple[Shipment, _Buyer | None]],
) -> tuple[RecallCustomer, ...]:
    """Each customer once, by name, with what was meant for them."""
    meant: dict[_Buyer, list[Shipment]] = defaultdict(list)
    for shipment, buyer in shipped:
        if buyer is not None:
            meant[buyer].append(shipment)
    return tuple(
        RecallCustomer(
            code=buyer.code,
            name=buyer.name,
            address=buyer.address,
            kg=sum((each.kg for each in shipments), ZERO),
            shipments=tuple(each.code for each in shipments),
        )
        for buyer, shipments in sorted(meant.items(), key=lambda each: each[0].name)
    )


def _stock(reader: Reader, lots: Iterable[_Lot]) -> tuple[RecallStock, ...]:
    """Where what remains of lots that are neither gone nor rejected lies; last what lies in no buffer."""
    here = {lot.id: lot for lot in lots if lot.remaining_kg and lot.status not in FINAL}
    if not here:
        return ()
    placed: dict[int, list[tuple[str | None, Decimal]]] = defaultdict(list)
    for lot_id, buffer, kg in reader.session.execute(_PLACES, {"lots": list(here)}):
        placed[lot_id].append((buffer, kg))
    for lot_id, lot in here.items():
        if loose := lot.remaining_kg - sum(kg for _, kg in placed[lot_id]):
            placed[lot_id].append((None, loose))
    return tuple(
        RecallStock(lot=lot.code, buffer=buffer, kg=kg, status=lot.status)
        for lot_id, lot in here.items()
        for buffer, kg in placed[lot_id]
    )


def _pallets(reader: Reader, lots: Sequence[_Lot]) -> tuple[RecallPallet, ...]:
    """The pallets among the lots."""
    plant = process.load(reader.station.process)
    kinds = {each.type for each in plant.lot_types if each.label == PALLET}
    pallets = [lot for lot in lots if lot.type in kinds]
    if not pallets:
        return ()
    rows = reader.session.execute(_SSCCS, {"lots": [lot.id for lot in pallets]})
    ssccs = {row.lot_id: row.sscc for row in rows}
    return tuple(
        RecallPallet(code=lot.code, sscc=ssccs.get(lot.id), status=lot.status, kg=lot.remaining_kg)
        for lot in pallets
    )
