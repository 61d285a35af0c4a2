"""Facts of a registration, out of what api.register_facts answers, and the product of a lot."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.facts.read import Raw, found
from core.db.rows.lots import LotRow
from core.db.rows.plant import ProductRow
from core.domain import codec
from core.domain.calibration import InstrumentFact
from core.domain.commands.lots import RegisterLot
from core.domain.lots import (
    BufferFact,
    ContainerFact,
    LotStatus,
    MincedFact,
    ParentFact,
    RegisterFacts,
)
from core.domain.process import Field
from core.domain.values import ZERO_KG
from core.errors import Refused


def register_facts(raw: Raw, cmd: RegisterLot, acted_at: datetime) -> RegisterFacts:
    """Refuses `not_found` for the first thing named that is not there, `invalid` for an unknown lot type."""
    lot_type = raw["type"]
    if lot_type is None:
        raise Refused("invalid", argument="type", reason="unknown_value")
    run = raw["run"] if cmd.run is None else found(raw["run"], "run", cmd.run)
    for name, wanted in (("supplier", cmd.supplier), ("customer", cmd.customer)):
        if wanted is not None:
            found(raw[f"{name}_id"], name, wanted)
    return RegisterFacts(
        now=datetime.fromisoformat(raw["now"]),
        acted_at=acted_at,
        site_id=raw["site_id"],
        site=raw["site"],
        plant_day=date.fromisoformat(raw["plant_day"]),
        parents=tuple(_parents(raw)),
        buffer=buffer_fact(raw["buffer"], cmd.buffer),
        supplier_id=raw["supplier_id"],
        customer_id=raw["customer_id"],
        needs_supplier=raw["strict"]["supplier"],
        needs_customer=raw["strict"]["customer"],
        probe=instrument_fact(raw["probe"]),
        scale=instrument_fact(raw["scale"]),
        minced=tuple(codec.build(MincedFact, each) for each in raw["minced"] or ()),
        **_lot_type(lot_type),
        **(_named(raw["named"], cmd) if raw["named"] else {}),
        **(_run(run, cmd.meat) if run else {}),
    )


def _lot_type(raw: Raw) -> dict[str, Any]:
    """What the process says of a lot type, as the database knows it."""
    return {
        "process": raw["process"],
        "meats": tuple(raw["meats"]),
        "fields": tuple(codec.build(Field, each) for each in raw["fields"]),
        "stock": raw["stock"],
        "inputs": tuple(raw["inputs"]),
        "main_inputs": tuple(raw["main_inputs"]),
        "one_input_type": raw["one_input_type"],
        "needs_meat": raw["needs_meat"],
        "consigned": raw["consigned"],
        "age_days": raw["age_days"],
    }


def _named(raw: Raw, cmd: RegisterLot) -> dict[str, Any]:
    """Product, containers and an earlier reading, where they are named."""
    named: dict[str, Any] = {"containers": tuple(_containers(raw["containers"], cmd))}
    if cmd.product is not None:
        product = found(raw["product"], "product", cmd.product)
        named |= {"product_id": product["id"], "product_type": product["type"]}
    if cmd.remeasures is not None:
        named["remeasures_id"] = found(raw["remeasures_id"], "temperature", cmd.remeasures)
    return named


def _containers(raw: Iterable[Raw], cmd: RegisterLot) -> Iterator[ContainerFact]:
    for known, asked in zip(raw, cmd.containers, strict=True):
        found(known["type"], "container", asked.type)
        yield ContainerFact(type=known["type"], tare_kg=known["tare_kg"], count=asked.count)


def buffer_fact(raw: Raw | None, wanted: str | None) -> BufferFact | None:
    """The buffer that was named, or None where none was."""
    if wanted is None:
        return None
    there = found(raw, "buffer", wanted)
    return BufferFact(
        buffer_id=there["buffer_id"],
        code=there["code"],
        allowed=tuple(there["allowed"]),
        capacity_kg=Decimal(there["capacity_kg"]),
        used_kg=Decimal(there["used_kg"]),
        min_c=Decimal(there["min_c"]),
        max_c=Decimal(there["max_c"]),
        celsius=None if there["celsius"] is None else Decimal(there["celsius"]),
        open=there["open"],
    )


def instrument_fact(raw: Raw | None) -> InstrumentFact | None:
    """The instrument that was named, or None where there is none of that name that was ever checked."""
    return None if raw is None else codec.build(InstrumentFact, raw)


def product_of(session: Session, lot: LotRow) -> ProductRow | None:
    """The product that was named at registration, else the only one of the lot's type."""
    if lot.product_id is not None:
        return session.get_one(ProductRow, lot.product_id)
    products = session.scalars(
        select(ProductRow)
        .where(ProductRow.site_id == lot.site_id, ProductRow.lot_type == lot.type)
        .limit(2)
    ).all()
    return products[0] if len(products) == 1 else None


def _parents(raw: Raw) -> Iterator[ParentFact]:
    awaits = raw["awaits"] or [None] * len(raw["parents"])
    for each, awaited in zip(raw["parents"], awaits, strict=True):
        found(each["lot_id"], "lot", each["ref"])
        yield ParentFact(
            lot_id=each["lot_id"],
            code=each["code"],
            type=each["type"],
            status=LotStatus(each["status"]),
            void=each["void"],
            remaining_kg=each["remaining_kg"],
            use_by=_date(each["use_by"]),
            slaughter_date=_date(each["slaughter_date"]),
            awaits=awaited,
            here_kg=each["here_kg"] or ZERO_KG,
            first_kg=each["first_kg"] or ZERO_KG,
        )


def _run(run: Raw, meat: str | None) -> dict[str, Any]:
    limits = run["limits"]
    limit = limits.get(meat or "", limits.get("core"))
    return {
        "run_id": run["id"],
        "run_code": run["code"],
        "run_status": run["status"],
        "run_version": run["version"],
        "run_step": run["step"],
        "creates": tuple(run["creates"]),
        "gate": run["gate"],
        "limit_c": None if limit is None else Decimal(limit),
        "tolerated_c": run["tolerated"],
        "yield_min": Decimal(run["yield_min"]),
        "yield_max": Decimal(run["yield_max"]),
    }


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
