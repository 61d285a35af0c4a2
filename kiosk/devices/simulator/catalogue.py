"""Finds the simulated devices: each is a file in one of the four families, named as its protocol."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from kiosk.devices.catalogue import FAMILIES
from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.device import SimulatedDevice

_HERE = __name__.rpartition(".")[0]
_USUAL: Mapping[DeviceKind, str] = {
    DeviceKind.SCALE: "mt_sics",
    DeviceKind.THERMOMETER: "lutron16",
    DeviceKind.SCANNER: "serial",
    DeviceKind.PRINTER: "escpos",
}


def simulators() -> tuple[type[SimulatedDevice], ...]:
    """Every simulated device, by family and protocol."""
    return tuple(
        import_module(f"{package.__name__}.{module.name}").SIMULATOR
        for package in (import_module(f"{_HERE}.{family}") for family in FAMILIES)
        for module in pkgutil.iter_modules(package.__path__)
    )


def simulator_of(kind: DeviceKind, protocol: str | None = None) -> type[SimulatedDevice]:
    """The simulated device of that kind and protocol (None: the usual one); raises ValueError."""
    wanted = protocol or _USUAL[kind]
    for model in simulators():
        if model.kind is kind and model.protocol == wanted:
            return model
    raise ValueError(f"no simulated {kind} speaks {wanted}")
