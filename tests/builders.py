"""Commands and facts for tests of rules: a plain case that every rule accepts, but for `changes`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.domain.commands.lots import Parent, RegisterLot
from core.domain.commands.quality import RecordTemperature
from core.domain.commands.stock import MoveStock
from core.domain.lots import (
    BufferFact,
    LotStatus,
    MincedFact,
    ParentFact,
    RegisterFacts,
    Species,
)
from core.domain.quality import InspectFacts, MeasureFacts, TemperatureKind
from core.domain.runs import RunFacts, RunLot, RunStatus
from core.domain.stock import MoveFacts

NOW = datetime(2026, 1, 24, 12, tzinfo=UTC)
RUN = "RUN-20260124-DUNA-0001"
RAW = "RAW-20260124-DUNA-0001"
DEB = "DEB-20260124-DUNA-0001"


def kg(text: str) -> Decimal:
    """Kilograms or degrees out of text."""
    return Decimal(text)


def register_deb(**changes: Any) -> RegisterLot:
    """DEB of 90 kg out of 100 kg of RAW."""
    fields: dict[str, Any] = {
        "run": RUN,
        "type": "DEB",
        "weight_kg": kg("90"),
        "parents": (Parent(lot=RAW, kg=kg("100")),),
    }
    return RegisterLot(**(fields | changes))


def deb_facts(**changes: Any) -> RegisterFacts:
    """What `register_deb` is decided on: the run at step 2, RAW released with 100 kg."""
    fields: dict[str, Any] = {
        "now": NOW,
        "acted_at": NOW,
        "site_id": 1,
        "site": "DUNA",
        "process": "doner",
        "plant_day": date(2026, 1, 24),
        "stock": False,
        "inputs": ("RAW",),
        "main_inputs": ("RAW",),
        "one_input_type": False,
        "needs_meat": False,
        "meats": ("red", "poultry", "offal", "minced"),
        "parents": (raw_parent(),),
        "buffer": None,
        "supplier_id": None,
        "customer_id": None,
        "run_id": 7,
        "run_code": RUN,
        "run_status": RunStatus.RUNNING,
        "run_version": 3,
        "run_step": 2,
        "creates": ("DEB",),
        "gate": True,
    }
    return RegisterFacts(**(fields | changes))


def register_raw(**changes: Any) -> RegisterLot:
    """RAW poultry of 100 kg at 3.2 degrees Celsius."""
    fields: dict[str, Any] = {
        "run": RUN,
        "type": "RAW",
        "weight_kg": kg("100"),
        "meat": "poultry",
        "temperature_c": kg("3.2"),
    }
    return RegisterLot(**(fields | changes))


def raw_facts(**changes: Any) -> RegisterFacts:
    """What `register_raw` is decided on: the run at step 1, where poultry is limited to 4.0."""
    fields: dict[str, Any] = {
        "inputs": (),
        "main_inputs": (),
        "parents": (),
        "needs_meat": True,
        "run_step": 1,
        "creates": ("RAW",),
        "limit_c": kg("4.0"),
    }
    return replace(deb_facts(), **(fields | changes))


def raw_parent(**changes: Any) -> ParentFact:
    """A RELEASED lot RAW with 100 kg."""
    fields: dict[str, Any] = {
        "lot_id": 11,
        "code": RAW,
        "type": "RAW",
        "status": LotStatus.RELEASED,
        "void": False,
        "remaining_kg": kg("100.000"),
    }
    return ParentFact(**(fields | changes))


def minced(code: str, days: int, species: Species = Species.OTHER) -> MincedFact:
    """Minced meat that was slaughtered so many days before NOW."""
    return MincedFact(code=code, slaughter_date=NOW.date() - timedelta(days=days), species=species)


def cold_room(**changes: Any) -> BufferFact:
    """LK-1: 5000 kg, 0.0 to 7.0 degrees Celsius, empty and open."""
    fields: dict[str, Any] = {
        "buffer_id": 1,
        "code": "LK-1",
        "allowed": ("RAW", "DEB", "BULK"),
        "capacity_kg": kg("5000.000"),
        "used_kg": kg("0.000"),
        "min_c": kg("0.0"),
        "max_c": kg("7.0"),
        "celsius": None,
        "open": True,
    }
    return BufferFact(**(fields | changes))


def move(**changes: Any) -> MoveStock:
    """10 kg of a RAW lot to LK-1."""
    return MoveStock(**({"lot": RAW, "kg": kg("10"), "to": "LK-1"} | changes))


def move_facts(**changes: Any) -> MoveFacts:
    """The lot lies in no buffer with its 100 kg; LK-1 is empty."""
    fields: dict[str, Any] = {
        "lot_id": 11,
        "code": RAW,
        "type": "RAW",
        "status": LotStatus.RELEASED,
        "celsius": None,
        "source_id": None,
        "source_kg": kg("100.000"),
        "target": cold_room(),
    }
    return MoveFacts(**(fields | changes))


def at_gate(**changes: Any) -> InspectFacts:
    """A DEB lot in QUARANTINE at its gate, which is no CCP."""
    fields: dict[str, Any] = {
        "lot_id": 12,
        "code": DEB,
        "status": LotStatus.QUARANTINE,
        "gate": True,
        "ccp": False,
    }
    return InspectFacts(**(fields | changes))


def reading(**changes: Any) -> RecordTemperature:
    """2.0 degrees in the core of a DEB lot."""
    fields: dict[str, Any] = {"lot": DEB, "celsius": kg("2.0"), "kind": TemperatureKind.CORE}
    return RecordTemperature(**(fields | changes))


def reading_facts(**changes: Any) -> MeasureFacts:
    """What a reading of a DEB lot is decided on."""
    fields: dict[str, Any] = {
        "now": NOW,
        "acted_at": NOW,
        "lot_id": 12,
        "code": DEB,
        "status": LotStatus.QUARANTINE,
    }
    return MeasureFacts(**(fields | changes))


def run_lot(status: LotStatus = LotStatus.RELEASED, **changes: Any) -> RunLot:
    """A DEB lot of step 2 that carries a PASS."""
    fields: dict[str, Any] = {
        "code": DEB,
        "type": "DEB",
        "step": 2,
        "status": status,
        "passed": True,
    }
    return RunLot(**(fields | changes))


def run_facts(**changes: Any) -> RunFacts:
    """A run that is RUNNING at step 2 of 10, a gate, with one lot that passed."""
    fields: dict[str, Any] = {
        "run_id": 7,
        "uid": UUID(int=7),
        "code": RUN,
        "status": RunStatus.RUNNING,
        "version": 3,
        "step": 2,
        "last_step": 10,
        "gate": True,
        "creates": ("DEB",),
        "lots": (run_lot(),),
    }
    return RunFacts(**(fields | changes))
