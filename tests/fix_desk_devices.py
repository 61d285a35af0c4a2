"""Simulated devices that a Desk's kiosk can be set up with."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.fix_workplace import Desk


class Bench:
    """A scale, a thermometer and a scanner on pseudo-terminals, a printer on a TCP port."""

    def __init__(self, desk: "Desk", folder: Path) -> None:
        from kiosk.devices.simulator.printers.escpos import SimulatedPrinter
        from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
        from kiosk.devices.simulator.scanners.serial import SimulatedScanner
        from kiosk.devices.simulator.thermometers.lutron16 import SimulatedThermometer

        self._desk = desk
        self.scale: SimulatedScale = SimulatedScale(str(folder / "ttyUSB0"))
        self.probe: SimulatedThermometer = SimulatedThermometer(str(folder / "ttyUSB1"))
        self.scanner: SimulatedScanner = SimulatedScanner(str(folder / "ttyACM0"))
        self.printer: SimulatedPrinter = SimulatedPrinter("tcp:0")
        self._devices = (self.scale, self.probe, self.scanner, self.printer)
        for device in self._devices:
            device.start()
        self.scale.value("12.345")
        self.probe.value("-18.5")

    def set_up(self) -> None:
        """An administrator has set up all four."""
        from kiosk.settings import DeviceTable

        assign = self._desk.devices.assign
        tables = {
            "scale.main": DeviceTable("mt_sics", self.scale.port, {"instrument": "S8"}),
            "probe.core": DeviceTable("lutron16", self.probe.port, {"instrument": "T8"}),
            "scanner.main": DeviceTable("serial", self.scanner.port, {}),
            "printer.label": DeviceTable("escpos", self.printer.port, {}),
        }
        for role, table in tables.items():
            self._desk.run(assign(role, table))

    def close(self) -> None:
        """Pull every plug."""
        for device in self._devices:
            device.close()


@pytest.fixture
def bench(desk: "Desk", tmp_path: Path) -> Iterator[Bench]:
    """Simulated devices, none set up; the desk's drivers are loaded."""
    bench = Bench(desk, tmp_path)
    desk.run(desk.devices.open())
    yield bench
    desk.run(desk.devices.stop())
    bench.close()
