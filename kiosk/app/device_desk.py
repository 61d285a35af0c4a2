"""The kiosk's devices as its screens change them: at run time and in the settings file."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from core.context import Actor
from core.domain.people import Permission
from core.errors import Refused, Unavailable
from kiosk.devices.setting import DeviceSetting
from kiosk.ports import (
    DeviceFault,
    DeviceListener,
    DeviceState,
    DeviceStatus,
    Heard,
    LabelPrinter,
    PrinterCondition,
    ProtocolOffer,
    SerialPort,
)
from kiosk.settings import DeviceTable, NotKept, Option, keep_device

if TYPE_CHECKING:
    from PIL.Image import Image

    from kiosk.devices.listening import Listening
    from kiosk.devices.manager import DeviceManager
    from kiosk.devices.protocol import SpokenProtocol

_logger = logging.getLogger(__name__)
T = TypeVar("T")
_PRINTERS = "printer."
_NODES = Path("/dev/usb")  # where Linux puts printers on USB
LET_GO_SECONDS = 3.0
"""How long a change waits for a port that is still listened to."""


class Overheard:
    """A listening of which the desk hears when it is closed."""

    def __init__(self, listening: "Listening", closed: Callable[[], object]) -> None:
        self._listening = listening
        self._closed = closed

    def heard(self) -> Heard:
        return self._listening.heard()

    def close(self) -> None:
        """May be repeated."""
        self._listening.close()
        self._closed()


class RunningDevices:
    """A DeviceDesk over the kiosk's DeviceManager, which is made by `open` and given back by `stop`.

    `draw` makes the test label of a role for a head of so many dots.
    """

    def __init__(
        self,
        settings: Iterable[DeviceSetting],
        listener: DeviceListener,
        *,
        file: Path,
        actor: Callable[[], Actor | None],
        draw: Callable[[str, int], "Image"],
    ) -> None:
        self._settings = tuple(settings)
        self._listener = listener
        self._file = file
        self._actor = actor
        self._draw = draw
        self._manager: DeviceManager | None = None
        self._unusable: dict[str, DeviceSetting] = {}
        self._offers: tuple[ProtocolOffer, ...] = ()
        self._listening: tuple[Listening, str | None] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def devices(self) -> Mapping[str, DeviceTable]:
        settings = {each.role: each for each in self._settings}
        if self._manager is not None:
            settings = {**self._unusable, **self._manager.settings}
        return {
            role: DeviceTable(each.protocol, each.port, each.options)
            for role, each in settings.items()
        }

    @property
    def file(self) -> str:
        return str(self._file)

    async def open(self) -> None:
        """Load the drivers, which takes a moment, and begin to look for the devices."""
        self._manager = await _elsewhere(self._made)
        self._manager.start()

    async def stop(self) -> None:
        """Close every port."""
        self._end_listening()
        await asyncio.gather(*self._ending, return_exceptions=True)
        if self._manager is not None:
            await _elsewhere(self._manager.stop)

    def offers(self) -> Sequence[ProtocolOffer]:
        return self._offers

    async def ports(self) -> Sequence[SerialPort]:
        return await _elsewhere(self._ports)

    async def listen(
        self,
        role: str,
        port: str,
        protocols: Sequence[str],
        options: Mapping[str, Option],
        *,
        trial: bool,
    ) -> Overheard:
        manager = self._running
        holder = await _elsewhere(partial(self._holder, port))
        if holder not in (None, role):
            raise Unavailable("port_in_use", port=port, role=holder)
        self._end_listening()
        await asyncio.gather(*self._ending)
        make = partial(_listening, role, port, protocols, options, trial=trial)
        listening = await _elsewhere(make)
        if holder is not None:
            await _elsewhere(partial(manager.rest, holder))
        self._listening = listening, holder
        listening.start()
        return Overheard(listening, lambda: self._end_listening(listening))

    async def assign(self, role: str, device: DeviceTable) -> None:
        manager = self._may_change()
        await self._let_go()
        setting = DeviceSetting(role, device.protocol, device.port, device.options)
        await _elsewhere(partial(_check, setting))
        await _elsewhere(partial(self._want_free, setting))
        await self._keep(role, device)
        await _elsewhere(partial(manager.replace, setting))
        self._unusable.pop(role, None)

    async def remove(self, role: str) -> None:
        manager = self._may_change()
        await self._let_go()
        await self._keep(role, None)
        await _elsewhere(partial(manager.remove, role))
        self._unusable.pop(role, None)

    def orders(self, role: str) -> Set[str]:
        """What the device of that role can be told to do."""
        return frozenset() if self._manager is None else self._manager.orders(role)

    def order(self, role: str, name: str) -> None:
        self._running.order(role, name)

    def printer(self, role: str) -> LabelPrinter:
        """The printer of that role; raises Unavailable where the kiosk has none."""
        return self._running.printer(role)

    async def test_print(self, role: str, device: DeviceTable | None = None) -> PrinterCondition:
        return await _elsewhere(partial(self._test_printed, role, device))

    @property
    def _running(self) -> "DeviceManager":
        if self._manager is None:
            raise Unavailable("starting")
        return self._manager

    def _may_change(self) -> "DeviceManager":
        actor = self._actor()
        if actor is None or not actor.may(Permission.ADMINISTER):
            raise Refused("forbidden", permission=Permission.ADMINISTER.value)
        return self._running

    def _made(self) -> "DeviceManager":
        """The drivers' libraries are loaded here, not before the first paint."""
        from kiosk.devices.catalogue import protocols
        from kiosk.devices.manager import DeviceManager
        from kiosk.devices.protocol import COMMON_OPTIONS, SpokenProtocol

        self._offers = tuple(
            ProtocolOffer(
                name=each.name,
                family=each.kind.role,
                options=COMMON_OPTIONS | each.options
                if each.tells_name
                else (COMMON_OPTIONS | each.options) - {"serial_number"},
                orders=frozenset(each.talk.orders)
                if isinstance(each, SpokenProtocol)
                else frozenset(),
                baud=each.line.baud,
                framing=each.line.framing,
                choices=each.choices,
                names=each.names,
            )
            for each in protocols()
        )
        return DeviceManager(self._usable(), self._listener)

    def _usable(self) -> tuple[DeviceSetting, ...]:
        """A device that cannot be as the settings say is told, and the others work."""
        for setting in self._settings:
            try:
                _check(setting)
            except ValueError as problem:
                _logger.warning("%s cannot be used: %s", setting.role, problem)
                self._unusable[setting.role] = setting
                fault = DeviceFault.WRONG_SETTINGS
                told = DeviceStatus(setting.role, DeviceState.LOST, str(problem), fault=fault)
                self._listener.status(told)
        return tuple(each for each in self._settings if each.role not in self._unusable)

    def _ports(self) -> tuple[SerialPort, ...]:
        from kiosk.devices.transport.opening import serial_ports

        present = [*serial_ports(), *((f"usb:{node}", "") for node in sorted(_NODES.glob("lp*")))]
        return tuple(
            SerialPort(path=path, usb=usb, role=self._holder(path)) for path, usb in present
        )

    def _holder(self, port: str, besides: Set[str] = frozenset()) -> str | None:
        """Which role's device is at that port now; roles `besides` are not looked at."""
        place = _place(port)
        for role, device in self.devices.items():
            if role not in besides and _place(device.port) == place:
                return role
        return None

    def _want_free(self, setting: DeviceSetting) -> None:
        """A port serves one role; only printers are opened for each label, and may be shared."""
        shared = {setting.role}
        if setting.role.startswith(_PRINTERS):
            shared |= {role for role in self.devices if role.startswith(_PRINTERS)}
        if holder := self._holder(setting.port, shared):
            raise Unavailable("port_in_use", port=setting.port, role=holder)

    def _test_printed(self, role: str, device: DeviceTable | None) -> PrinterCondition:
        printer = self.printer(role) if device is None else _printer(role, device)
        image = self._draw(role, printer.dots)
        return printer.print(image)

    async def _keep(self, role: str, device: DeviceTable | None) -> None:
        try:
            await _elsewhere(partial(keep_device, self._file, role, device))
        except NotKept as problem:
            _logger.warning("%s", problem)
            reason = f"settings_{problem.reason}"
            raise Unavailable(reason, file=str(problem.file)) from problem

    async def _let_go(self) -> None:
        self._end_listening()
        await asyncio.gather(*self._ending)

    def _end_listening(self, only: "Listening | None" = None) -> None:
        if self._listening is None or only not in (None, self._listening[0]):
            return
        (listening, rested), self._listening = self._listening, None
        listening.close()
        self._do_later(self._ended(listening, rested))

    async def _ended(self, listening: "Listening", rested: str | None) -> None:
        await _elsewhere(partial(listening.join, LET_GO_SECONDS))
        if rested is not None:
            await _elsewhere(partial(self._running.resume, rested))

    def _do_later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


async def _elsewhere(call: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(None, call)


def _check(setting: DeviceSetting) -> None:
    """Raise ValueError where the protocol cannot be spoken so, before anything is changed."""
    from kiosk.devices.catalogue import protocol_named
    from kiosk.devices.protocol import PrintingProtocol, SpokenProtocol

    protocol = protocol_named(setting.protocol)
    protocol.check(setting)
    protocol.line_of(setting)
    if isinstance(protocol, SpokenProtocol):
        protocol.driver(setting.options)
    elif isinstance(protocol, PrintingProtocol):
        protocol.printer(setting)


def _listening(
    role: str,
    port: str,
    protocols: Sequence[str],
    options: Mapping[str, Option],
    *,
    trial: bool,
) -> "Listening":
    from kiosk.devices.catalogue import protocol_named
    from kiosk.devices.listening import Candidate, Listening
    from kiosk.devices.protocol import SpokenProtocol

    candidates: list[Candidate] = []
    for name in protocols:
        protocol = protocol_named(name)
        if not isinstance(protocol, SpokenProtocol):
            raise ValueError(f"{name} is not listened to")
        for tried in (options,) if trial else _variants(protocol):
            setting = DeviceSetting(role, name, port, tried)
            protocol.check(setting)
            candidates.append(Candidate(protocol, tried))
    if not trial:
        return Listening(port, candidates)
    return Listening(port, candidates[:1], [candidates[0].protocol.line_of(setting)])


def _variants(protocol: "SpokenProtocol") -> tuple[Mapping[str, Option], ...]:
    """The options that a search tries: an instrument of each kind the protocol knows."""
    return tuple({"profile": name} for name in protocol.choices.get("profile", ())) or ({},)


def _printer(role: str, device: DeviceTable) -> LabelPrinter:
    from kiosk.devices.catalogue import protocol_named
    from kiosk.devices.protocol import PrintingProtocol

    protocol = protocol_named(device.protocol)
    setting = DeviceSetting(role, device.protocol, device.port, device.options)
    protocol.check(setting)
    if not isinstance(protocol, PrintingProtocol):
        raise ValueError(f"{device.protocol} prints nothing")
    return protocol.printer(setting)


def _place(port: str) -> str:
    """What a port is on this computer: a link and its target are the same one."""
    from kiosk.devices.transport.link import LinkLost
    from kiosk.devices.transport.opening import resolved

    if port.startswith("socket://"):
        return port
    try:
        return str(Path(resolved(port)).resolve())
    except (LinkLost, OSError):
        return port
