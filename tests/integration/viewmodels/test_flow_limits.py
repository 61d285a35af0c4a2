from collections.abc import Callable
from decimal import Decimal

import pytest

from core.domain.flows import FlowStatus
from core.domain.quality import Decision
from kiosk.viewmodels.flow_limits import FlowLimits
from kiosk.viewmodels.lot import LotModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.quality import QualityModel
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.workplace import Workplace
from tests.fix_core import Plant
from tests.fix_register import POULTRY
from tests.fix_workplace import Desk
from tests.flow_work import configured, draft, graph_of, reach

OpenGates = Callable[..., QualityModel]
OpenRegister = Callable[..., RegisterModel]


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def strict_run(plant: Plant) -> str:
    """A run at its receipt whose flow version takes poultry up to 3.0 °C, and tolerates nothing at shipment."""
    version = draft(plant, "Strict")
    drawn = configured(graph_of(plant, version), 1, limits=limits_at_receipt(plant, version))
    drawn = configured(drawn, 10, limits={"core": "-18"})
    plant.do("save_flow_version", version_id=version, graph=drawn)
    reach(plant, version, FlowStatus.PUBLISHED)
    run = str(plant.do("create_run", version_id=version)["code"])
    plant.do("start_run", run=run)
    plant.do("advance_run", run=run)
    return run


def limits_at_receipt(plant: Plant, version: str) -> dict[str, str]:
    for node in graph_of(plant, version)["nodes"]:
        if node["data"]["step_index"] == 1:
            limits: dict[str, str] = node["data"]["config"]["limits"]
            return limits | {"poultry": "3.0"}
    raise AssertionError("no receipt")


def test_a_registration_is_measured_against_the_flows_own_limit(
    desk: Desk, strict_run: str, open_register: OpenRegister
) -> None:
    model = open_register(strict_run)
    model.choose_meat(POULTRY)
    assert model.measurement.limit == Decimal("3.0")
    desk.measure("3.0")
    face = model.measurement.face()
    assert face is not None
    assert (face.mark, face.warm) == (Mark.DONE, False)
    desk.measure("3.1")
    face = model.measurement.face()
    assert face is not None
    assert (face.mark, face.warm) == (Mark.ALARM, True)
    assert face.words == "Too warm · limit 3.0\u00a0°C"


def test_a_run_of_the_plants_usual_flow_keeps_the_limit_of_the_law(
    desk: Desk, plant: Plant, open_register: OpenRegister, strict_run: str
) -> None:
    usual = plant.new_run()
    plant.do("advance_run", run=usual)
    model = open_register(strict_run)
    model.enter({"run": usual})
    desk.until(lambda: model.loaded)
    desk.settle()
    model.choose_meat(POULTRY)
    assert model.measurement.limit == 4


def test_stock_asks_for_no_temperature(open_register: OpenRegister) -> None:
    model = open_register(None)
    assert model.measurement.ccp is None
    assert model.measurement.face() is None


def test_the_gate_asks_for_a_reading_within_the_flows_own_limit(
    desk: Desk, plant: Plant, strict_run: str, open_gates: OpenGates
) -> None:
    lot = plant.register(strict_run, "RAW", "120", meat=POULTRY)
    model = open_gates(run=strict_run)
    assert model.code == lot
    assert model.blocked(Decision.PASS) == "measure first, at most 3.0\u00a0°C"


def test_a_warm_lot_is_held_at_once_by_the_flows_own_limit_while_the_database_is_away(
    desk: Desk, plant: Plant, strict_run: str, open_gates: OpenGates
) -> None:
    plant.register(strict_run, "RAW", "120", meat=POULTRY)
    model = open_gates(run=strict_run)
    desk.line.cut = True
    desk.measure("3.1")
    model.record_live()
    desk.settle()
    assert model.chosen is not None
    assert model.chosen.held
    desk.line.cut = False


def test_the_lot_screen_types_against_the_flows_own_limit(
    desk: Desk, plant: Plant, strict_run: str, place: Workplace
) -> None:
    lot = plant.register(strict_run, "RAW", "120", meat=POULTRY)
    model = LotModel(place)
    model.enter({"lot": lot})
    desk.until(lambda: model.loaded)
    assert model.limit == Decimal("3.0")
    model.leave()


def test_a_flow_may_tolerate_nothing_where_the_process_tolerates_a_little(
    desk: Desk, plant: Plant, strict_run: str, place: Workplace
) -> None:
    limits = FlowLimits(place)
    shipping = limits.ccp(strict_run, 10)
    assert shipping is not None
    assert shipping.tolerated == -15
    desk.run(limits.read_by_code(strict_run))
    shipping = limits.ccp(strict_run, 10)
    assert shipping is not None
    assert (shipping.tolerated, shipping.core_only) == (None, True)
    assert limits.ccp(strict_run, 0) is None
    assert limits.ccp(None, None) is None


def test_the_process_stands_in_until_the_version_can_be_asked_for(
    desk: Desk, plant: Plant, strict_run: str, place: Workplace
) -> None:
    limits = FlowLimits(place)
    desk.lose_database()
    desk.run(limits.read_by_code(strict_run))
    receipt = limits.ccp(strict_run, 1)
    assert receipt is not None
    assert receipt.limit(POULTRY) == 4
    desk.find_database()
    desk.run(limits.read_by_code(strict_run))
    receipt = limits.ccp(strict_run, 1)
    assert receipt is not None
    assert receipt.limit(POULTRY) == 3
