"""Gives each role of the kiosk (scale.main, probe.core, scanner.main, printer.label) its device."""

import logging
import threading
import time
from collections.abc import Iterable, Mapping, Set
from types import TracebackType
from typing import Self

from core.errors import Unavailable
from kiosk.devices.catalogue import protocol_named
from kiosk.devices.keyboard import KEYBOARD, KeyboardSeat
from kiosk.devices.printer_watch import PrinterWatch
from kiosk.devices.protocol import DeviceKind, PrintingProtocol, SpokenProtocol
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.worker import STOP_SECONDS, Worker
from kiosk.ports import DeviceListener, DeviceState, DeviceStatus, LabelPrinter

LEAVE_SECONDS = 2.0
"""How long a change waits for the device before: a printer may be in the middle of an answer."""
_log = logging.getLogger(__name__)
_Player = Worker | PrinterWatch | KeyboardSeat


class DeviceManager:
    """Starts and stops the workers of a kiosk's devices; a context manager does both.

    `replace`, `rest` and `remove` change one role while the others work on; they block for at
    most LEAVE_SECONDS and may be called from any thread. Raises ValueError where a setting names
    an unknown protocol or option, or a role that such a device cannot play.
    """

    def __init__(self, settings: Iterable[DeviceSetting], listener: DeviceListener) -> None:
        self._listener = listener
        self._settings = {setting.role: setting for setting in settings}
        self._workers = {
            role: _worker(setting, listener) for role, setting in self._settings.items()
        }
        self._leaving: list[_Player] = []
        self._changing = threading.Lock()
        self._started = False

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

    @property
    def settings(self) -> Mapping[str, DeviceSetting]:
        """The device of each role."""
        return dict(self._settings)

    def start(self) -> None:
        """Begin to look for every device; returns at once."""
        with self._changing:
            self._started = True
            for worker in self._workers.values():
                worker.start()

    def stop(self, timeout: float = STOP_SECONDS) -> bool:
        """Close every port; True where all threads ended within `timeout` seconds."""
        with self._changing:
            workers = (*self._workers.values(), *self._leaving)
            self._started = False
        for worker in workers:
            worker.ask_to_stop()
        until = time.monotonic() + timeout
        gone = [worker.join(max(0.0, until - time.monotonic())) for worker in workers]
        return all(gone)

    def replace(self, setting: DeviceSetting) -> None:
        """Have another device, or the same one set otherwise, play the role from now on."""
        worker = _worker(setting, self._listener)
        with self._changing:
            self._end(setting.role, "replaced")
            self._settings = {**self._settings, setting.role: setting}
            self._begin(setting.role, worker)

    def rest(self, role: str) -> None:
        """Let go of the role's port until `resume`; the role keeps its setting."""
        with self._changing:
            self._end(role, "resting")

    def resume(self, role: str) -> None:
        """Look for a resting device again; nothing where it does not rest."""
        with self._changing:
            if role in self._settings and role not in self._workers:
                self._begin(role, _worker(self._settings[role], self._listener))

    def remove(self, role: str) -> None:
        """Nothing plays the role any more."""
        with self._changing:
            self._end(role, "removed")
            self._settings = {name: each for name, each in self._settings.items() if name != role}
            self._listener.status(DeviceStatus(role, DeviceState.REMOVED))

    def statuses(self) -> tuple[DeviceStatus, ...]:
        """Where each device stands now."""
        return tuple(worker.status for worker in self._workers.values())

    def orders(self, role: str) -> Set[str]:
        """What the device of that role can be told to do; nothing where the kiosk has none."""
        worker = self._workers.get(role)
        return worker.orders if isinstance(worker, Worker) else frozenset()

    def order(self, role: str, name: str) -> None:
        """Have a scale do something: one of its `orders`, such as "tare"; it answers by readings.

        Raises Unavailable where there is none, it is not connected or knows no such order.
        """
        worker = self._workers.get(role)
        if not isinstance(worker, Worker):
            raise Unavailable("no_device", role=role)
        if name not in worker.orders:
            raise Unavailable("no_order", role=role)
        worker.order(name)

    def printer(self, role: str) -> LabelPrinter:
        """The printer of that role; raises Unavailable where the kiosk has none."""
        watch = self._workers.get(role)
        if not isinstance(watch, PrinterWatch):
            raise Unavailable("no_device", role=role)
        return watch.printer

    def _begin(self, role: str, worker: _Player) -> None:
        self._workers = {**self._workers, role: worker}
        if self._started:
            worker.start()

    def _end(self, role: str, reason: str) -> None:
        """The worker lets go of its port, and whoever shows its last value hears that it is lost."""
        worker = self._workers.get(role)
        if worker is None:
            return
        self._workers = {name: each for name, each in self._workers.items() if name != role}
        if self._started:
            worker.ask_to_stop()
            if not worker.join(LEAVE_SECONDS):
                _log.warning("%s takes long to let go of its port", role)
                self._leaving.append(worker)
            self._listener.status(DeviceStatus(role, DeviceState.LOST, reason))


def _worker(setting: DeviceSetting, listener: DeviceListener) -> _Player:
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
