"""Finds the protocols: each is a file in one of the four families, known by the file's name."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from kiosk.devices.protocol import DeviceProtocol

FAMILIES = ("scales", "thermometers", "scanners", "printers")
_HERE = __name__.rpartition(".")[0]


def protocols() -> tuple[DeviceProtocol, ...]:
    """Every protocol, by family and name."""
    return tuple(
        module.PROTOCOL
        for module in map(import_module, sorted(_modules()))
        if hasattr(module, "PROTOCOL")
    )


def protocol_named(name: str) -> DeviceProtocol:
    """The protocol of that name; imports no other. Raises ValueError where there is none."""
    for module_name in _modules():
        if module_name.rpartition(".")[2] == name:
            found = getattr(import_module(module_name), "PROTOCOL", None)
            if isinstance(found, DeviceProtocol):
                return found
    known = ", ".join(sorted(protocol.name for protocol in protocols()))
    raise ValueError(f"no protocol {name}: there are {known}")


def _modules() -> Iterator[str]:
    for family in FAMILIES:
        package = import_module(f"{_HERE}.{family}")
        for module in pkgutil.iter_modules(package.__path__):
            yield f"{package.__name__}.{module.name}"
