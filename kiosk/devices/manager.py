"""Gives each role of the kiosk (scale.main, probe.core, scanner.main, printer.label) its device."""

import time
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from core.errors import Unavailable
from kiosk.devices.catalogue import protocol_named
from kiosk.devices.keyboard import KEYBOARD, KeyboardSeat
from kiosk.devices.printer_watch import PrinterWatch
from kiosk.devices.protocol import DeviceKind, PrintingProtocol, SpokenProtocol
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.worker import STOP_SECONDS, Worker
from kiosk.ports import DeviceListener, DeviceStatus, LabelPrinter


class DeviceManager:
    """Starts and stops the workers of a kiosk's devices; a context manager does both.

    Raises ValueError where a setting names an unknown protocol or option, or a role that such a
    device cannot play.
    """

    def __init__(self, settings: Iterable[DeviceSetting], listener: DeviceListener) -> None:
        self._workers = {setting.role: _worker(setting, listener) for setting in settings}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to look for every device; returns at once."""
        for worker in self._workers.values():
            worker.start()

    def stop(self, timeout: float = STOP_SECONDS) -> bool:
        """Close every port; True where all threads ended within `timeout` seconds."""
        for worker in self._workers.values():
            worker.ask_to_stop()
        until = time.monotonic() + timeout
        gone = [
            worker.join(max(0.0, until - time.monotonic())) for worker in self._workers.values()
        ]
        return all(gone)

    def statuses(self) -> tuple[DeviceStatus, ...]:
        """Where each device stands now."""
        return tuple(worker.status for worker in self._workers.values())

    def order(self, role: str, name: str) -> None:
        """Have a scale do something: "tare", "zero", "clear_tare" or "weigh" (see Worker.order)."""
        worker = self._workers.get(role)
        if not isinstance(worker, Worker):
            raise Unavailable("no_device", role=role)
        worker.order(name)

    def printer(self, role: str) -> LabelPrinter:
        """The printer of that role; raises Unavailable where the kiosk has none."""
        watch = self._workers.get(role)
        if not isinstance(watch, PrinterWatch):
            raise Unavailable("no_device", role=role)
        return watch.printer


def _worker(
    setting: DeviceSetting, listener: DeviceListener
) -> Worker | PrinterWatch | KeyboardSeat:
    protocol = protocol_named(setting.protocol)
    protocol.check(setting)
    if isinstance(protocol, PrintingProtocol):
        return PrinterWatch(setting.role, protocol.printer(setting), listener)
    if isinstance(protocol, SpokenProtocol):
        if setting.port == KEYBOARD:
            return _seat(setting, protocol, listener)
        return Worker(setting, protocol, listener)
    raise TypeError(f"{protocol.name} is neither spoken nor printing")


def _seat(
    setting: DeviceSetting, protocol: SpokenProtocol, listener: DeviceListener
) -> KeyboardSeat:
    if protocol.kind is not DeviceKind.SCANNER:
        raise ValueError(f"{setting.role} cannot type: a {protocol.kind} needs a port of its own")
    protocol.driver(setting.options)  # options that do not fit are told here
    return KeyboardSeat(setting.role, listener)
