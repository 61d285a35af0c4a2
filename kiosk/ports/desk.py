"""Changing the devices of a kiosk that runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.ports.devices import DeviceFault
from kiosk.ports.printers import PrinterCondition
from kiosk.ports.readings import Reading
from kiosk.ports.scans import Scan
from kiosk.settings import DeviceTable, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolOffer:
    """A protocol that a device may speak.

    `family` begins the roles it can play: scale, probe, scanner or printer. `options` are the
    settings it takes beside protocol and port, `choices` the values of those that have only some,
    `names` what people call such a value where it is a word of the settings only,
    `orders` what such a device can be told to do; `baud` and `framing` the line as its makers set
    it.
    """

    name: str
    family: str
    options: frozenset[str]
    orders: frozenset[str]
    baud: int
    framing: str
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPort:
    """A serial port of this computer. `usb` is how the settings find it again wherever it is
    plugged in (VID:PID and more), `role` which running device holds it."""

    path: str
    usb: str = ""
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a port said that plays no role yet.

    `protocol`, `baud` and `framing` are what is being tried, or with `found` what makes sense of
    it, `options` what the protocol needs to be told for that. `lines` are the newest as they came,
    oldest first; `problem` says why there is no port, `fault` the same as a word for the screens.
    """

    protocol: str = ""
    options: Mapping[str, Option] = field(default_factory=dict)
    baud: int = 0
    framing: str = ""
    found: bool = False
    lines: tuple[bytes, ...] = ()
    reading: Reading | None = None
    scan: Scan | None = None
    identity: str | None = None
    problem: str = ""
    fault: DeviceFault | None = None


class PortListening(Protocol):
    """A port that is listened to until it is closed."""

    def heard(self) -> Heard:
        """What is known by now."""

    def close(self) -> None:
        """Let go of the port, soon; whoever played a role there plays it again."""


class DeviceDesk(Protocol):
    """The kiosk's devices while it runs: what plays which role, and how to change that.

    The coroutines wait on other threads. Where the actor may not administer, `assign` and `remove`
    raise Refused; Unavailable where the change cannot be kept, and nothing is changed then.
    """

    @property
    def devices(self) -> Mapping[str, DeviceTable]:
        """The device of each role."""

    @property
    def file(self) -> str:
        """The settings file that keeps them."""

    def offers(self) -> Sequence[ProtocolOffer]:
        """The protocols there are, by family and name; none while the kiosk starts."""

    async def ports(self) -> Sequence[SerialPort]:
        """The serial ports of this computer."""

    async def listen(
        self,
        role: str,
        port: str,
        protocols: Sequence[str],
        options: Mapping[str, Option],
        *,
        trial: bool,
    ) -> PortListening:
        """Listen to `port` for a device of `role`, searching among `protocols` and line settings.

        As a `trial` the one protocol is spoken with just these options. Raises Unavailable for a
        port that another role holds, ValueError for options that do not fit.
        """

    async def assign(self, role: str, device: DeviceTable) -> None:
        """Have the device play the role from now on and after the next start."""

    async def remove(self, role: str) -> None:
        """Nothing plays the role any more."""

    def order(self, role: str, name: str) -> None:
        """Have a scale do one of its orders; it answers by readings. Raises Unavailable."""

    async def test_print(self, role: str, device: DeviceTable | None = None) -> PrinterCondition:
        """Print a test label on the role's printer, or on one that is not assigned yet."""
