"""The demo plant DUNA: people, buffers, suppliers and products as the documentation names them."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.context import new_id
from core.db.engine import translated
from core.db.enrolment import UNENROLLED
from core.db.rows.calibration import CalibrationRow, DeviceRow
from core.db.rows.plant import CustomerRow, KioskRow, ProductRow, SiteRow, SupplierRow, UserRow
from core.domain import process
from core.domain.calibration import InstrumentKind
from core.domain.people import Limit, Role
from core.ops.catalogue import add_catalogue
from core.ops.plant import (
    NewBuffer,
    NewSite,
    NewUser,
    add_buffer,
    add_kiosk,
    add_published_flow,
    add_site,
    owner_engine,
)

SITE = NewSite(
    code="DUNA",
    name="Duna",
    process="doner",
    time_zone="Europe/Budapest",
    gs1_prefix="5991234",
    address="6500 Baja, Duna utca 1.",
    strict=False,
    shortest_pin=4,
    limits={limit: 10 if limit is Limit.SIGN_IN else 0 for limit in Limit},
)
USERS = (
    NewUser(badge="B-ADMIN", pin="1001", name="Varga Ilona", role=Role.ADMIN),
    NewUser(badge="B-MANAGER", pin="1002", name="Szabó Péter", role=Role.MANAGER),
    NewUser(badge="B-MANAGER2", pin="1012", name="Horváth Gergő", role=Role.MANAGER),
    NewUser(badge="B-OPERATOR", pin="1003", name="Kovács Nóra", role=Role.OPERATOR),
    NewUser(badge="B-AUDITOR", pin="1004", name="Tóth Eszter", role=Role.AUDITOR),
    NewUser(badge="B-VIEWER", pin="1005", name="Nagy Balázs", role=Role.VIEWER),
)
FLOW_VERSION = UUID("01900000-0000-7000-8000-000000000001")
"""Always the same, so that a script may name it."""

INSTRUMENTS = (("S1", "20.000"), ("S2", "20.000"), ("T1", None), ("T2", None))
"""Scales with the mass they are tested with; thermometers are tested in melting ice."""
CHECKED_FOR = 365
"""Days for which their first checks are good: a demo that nobody checks goes on for a year."""

KIOSKS = (("K1", "1"), ("K2", "2"))


def _buffer(code: str, kind: str, capacity: int, low: str, high: str) -> NewBuffer:
    return NewBuffer(
        code=code,
        type=kind,
        capacity_kg=Decimal(capacity),
        min_c=Decimal(low),
        max_c=Decimal(high),
    )


BUFFERS = (
    _buffer("LK-1", "LK", 5000, "0.0", "7.0"),
    _buffer("MIX-1", "MIX", 2000, "-2.0", "4.0"),
    _buffer("SKW15-1", "SKW15", 1000, "-2.0", "4.0"),
    _buffer("SKW30-1", "SKW30", 1000, "-2.0", "4.0"),
    _buffer("FRZ-1", "FRZ", 5000, "-40.0", "-18.0"),
    _buffer("PAL-1", "PAL", 10000, "-40.0", "-18.0"),
)
PRODUCTS = (
    (
        "CH15",
        "FG15",
        "15.000",
        "05991234567894",
        "Chicken döner skewer 15 kg",
        "Csirke döner nyárs 15 kg",
    ),
    (
        "CH30",
        "FG30",
        "30.000",
        "05991234567887",
        "Chicken döner skewer 30 kg",
        "Csirke döner nyárs 30 kg",
    ),
)


def found_demo(migrator_url: str) -> None:
    """The demo plant, whole, every machine enrolled as its kiosks; refuses `conflict` where it stands already."""
    engine = owner_engine(migrator_url)
    try:
        with translated(), Session(engine) as session, session.begin():
            site = add_site(session, SITE, USERS)
            author = session.scalars(select(UserRow).where(UserRow.badge == "B-ADMIN")).one()
            add_published_flow(session, site, {"en": "Döner", "hu": "Döner"}, author, FLOW_VERSION)
            for code, station in KIOSKS:
                add_kiosk(session, site, code, station, UNENROLLED)
            for buffer in BUFFERS:
                add_buffer(session, site, buffer)
            _add_partners(session, site)
            add_catalogue(session, site)
            _add_instruments(session, site, author)
    finally:
        engine.dispose()


def _add_partners(session: Session, site: SiteRow) -> None:
    """Who delivers, who buys, and what is sold."""
    for code, name in (("S-ALFA", "Alföldi Húsüzem Kft."), ("S-BARO", "Baromfi Partner Zrt.")):
        session.add(SupplierRow(uid=new_id(), site_id=site.id, code=code, name=name))
    for code, name in (("C-GRILL", "Grill Kft."), ("C-BUDA", "Budai Büfé Bt.")):
        session.add(CustomerRow(uid=new_id(), site_id=site.id, code=code, name=name))
    for sku, lot_type, kg, gtin, en, hu in PRODUCTS:
        session.add(
            ProductRow(
                uid=new_id(),
                site_id=site.id,
                sku=sku,
                name={"en": en, "hu": hu},
                lot_type=lot_type,
                nominal_kg=Decimal(kg),
                gtin=gtin,
            )
        )


def _add_instruments(session: Session, site: SiteRow, checked_by: UserRow) -> None:
    """The plant's scales and thermometers, each with a good check."""
    kiosk = session.scalars(select(KioskRow).where(KioskRow.code == KIOSKS[0][0])).one()
    plan = process.load(site.process).calibration
    now = session.scalars(select(func.clock_timestamp())).one()
    due = now + timedelta(days=CHECKED_FOR)
    who = {"site_id": site.id, "kiosk_id": kiosk.id}
    for code, mass in INSTRUMENTS:
        kind = InstrumentKind.THERMOMETER if mass is None else InstrumentKind.SCALE
        reference = Decimal(mass or 0)
        device = DeviceRow(
            **who,
            uid=new_id(),
            code=code,
            kind=kind,
            interval_days=CHECKED_FOR,
            checked_at=now,
            good_at=now,
            due_at=due,
            created_by=checked_by.id,
        )
        session.add(device)
        session.flush()
        check = CalibrationRow(
            **who,
            uid=new_id(),
            device_id=device.id,
            reference=reference,
            reading=reference,
            unit="C" if mass is None else "kg",
            tolerance=plan.of(kind).allowed(reference),
            passed=True,
            due_at=due,
            user_id=checked_by.id,
            at=now,
        )
        session.add(check)
