"""From the scale's bytes to the lot in the books, through the real window."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kiosk.devices.protocol import DeviceKind
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.simulator.catalogue import simulator_of
from kiosk.devices.simulator.device import SimulatedDevice
from tests.fix_bench import Bench
from tests.fix_workplace import Desk

Open = Callable[..., Bench]
LIMITS = {"decimals": 3, "minimum": Decimal("0.2"), "instrument": "S2"}


def scale(protocol: str, folder: Path) -> SimulatedDevice:
    return simulator_of(DeviceKind.SCALE, protocol)(str(folder / "ttySCALE"))


@pytest.mark.parametrize(("protocol", "alibi"), [("st_gs", True), ("mt_sics", False)])
def test_a_lot_carries_what_the_scale_said_and_the_load_must_come_off(
    protocol: str, alibi: bool, desk: Desk, open_bench: Open, tmp_path: Path
) -> None:
    plant = desk.plant()
    journey = plant.run_to(5)
    with scale(protocol, tmp_path) as device:
        setting = DeviceSetting("scale.main", protocol, device.port, LIMITS)
        bench = open_bench(journey.run, [setting])
        bench.window.tap(f"lot:{journey['MIX']}")
        device.value("15.042")
        desk.until(lambda: bench.weight() == "15.042 kg Stable, in the band")
        bench.window.tap("register")
        desk.until(lambda: bench.weight() == "15.042 kg Take the load off")
        device.value("0.100")
        desk.until(lambda: bench.weight() == "0.100 kg Below minimum")
        device.value("15.100")
        desk.until(lambda: bench.weight() == "15.100 kg Stable, in the band")
        bench.close()
    [lot] = plant.ask("lots", run=journey.run, type="SKW15")["items"]
    booked = plant.ask("lot", lot=lot["code"])
    assert (booked["weight_kg"], booked["source"]) == ("15.042", "device")
    assert booked["scale"] == "S2"
    assert "15.042" in booked["scale_line"]
    assert (booked["alibi"] is not None) is alibi


def test_a_tared_container_is_taken_off_what_is_booked(
    desk: Desk, open_bench: Open, tmp_path: Path
) -> None:
    plant = desk.plant()
    journey = plant.run_to(5)
    with scale("st_gs", tmp_path) as device:
        setting = DeviceSetting("scale.main", "st_gs", device.port, LIMITS)
        bench = open_bench(journey.run, [setting])
        bench.window.tap(f"lot:{journey['MIX']}")
        device.value("0.640")
        desk.until(lambda: bench.weight() == "0.640 kg Too light")
        bench.window.tap("tare")
        desk.until(lambda: bench.weight() == "0.000 kg Empty")
        device.value("15.640")
        desk.until(lambda: bench.weight() == "15.000 kg Stable, in the band")
        bench.window.tap("register")
        desk.until(lambda: bench.weight() == "15.000 kg Take the load off")
        device.value("0.640")
        desk.until(lambda: bench.weight() == "0.000 kg Empty")
        bench.window.tap("tare")
        desk.until(lambda: bench.weight() == "0.640 kg Too light")
        bench.close()
    [lot] = plant.ask("lots", run=journey.run, type="SKW15")["items"]
    booked = plant.ask("lot", lot=lot["code"])
    assert (booked["weight_kg"], booked["alibi"] is not None) == ("15.000", True)
