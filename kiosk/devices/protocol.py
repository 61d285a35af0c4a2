"""What a protocol's file declares: its name, what its bytes mean, and how to talk to the device."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.devices.decoded import Json, decoded
from kiosk.devices.driver import Codec, Driver, Talk
from kiosk.devices.setting import DeviceSetting, Options
from kiosk.devices.settling import settling
from kiosk.devices.transport.link import ORDINARY_LINE, LineSettings
from kiosk.ports import LabelPrinter

COMMON_OPTIONS = frozenset({"baud", "framing", "serial_number", "instrument"})
READING_OPTIONS = frozenset({"unit", "decimals", "minimum"})
PROBE_OPTIONS = READING_OPTIONS | {"settle_readings"}


class DeviceKind(StrEnum):
    """A family of devices; `role` begins the names of the roles it may play ("probe.core")."""

    SCALE = "scale"
    THERMOMETER = "thermometer"
    SCANNER = "scanner"
    PRINTER = "printer"

    @property
    def role(self) -> str:
        return "probe" if self is DeviceKind.THERMOMETER else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceProtocol(ABC):
    """A protocol by its name, which is that of its file; each such file holds one as PROTOCOL.

    `options` are the names of settings it understands beside the common ones.
    """

    name: str
    kind: DeviceKind
    line: LineSettings = ORDINARY_LINE
    options: frozenset[str] = frozenset()

    @property
    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """The values of those options that have only some."""
        return {}

    @property
    def names(self) -> Mapping[str, str]:
        """What people call such a value, where it is a word of the settings only."""
        return {}

    @property
    def tells_name(self) -> bool:
        """Whether the device can be asked for its serial number."""
        return False

    def check(self, setting: DeviceSetting) -> None:
        """Raise ValueError where the setting's role or an option does not fit this protocol."""
        if not setting.role.startswith(f"{self.kind.role}."):
            raise ValueError(f"{setting.role} cannot be a {self.kind}: it speaks {self.name}")
        if unknown := setting.options.keys() - COMMON_OPTIONS - self.options:
            raise ValueError(f"{setting.role} has unknown options: {', '.join(sorted(unknown))}")
        if "serial_number" in setting.options and not self.tells_name:
            raise ValueError(
                f"{setting.role} cannot be told by its serial_number:"
                f" {self.name} has no way to ask for it"
            )

    def line_of(self, setting: DeviceSetting) -> LineSettings:
        """Speed and framing of the device's line; raises ValueError for impossible ones."""
        usual = self.usual_line(setting.options)
        return LineSettings(
            int(str(setting.options.get("baud", usual.baud))),
            str(setting.options.get("framing", usual.framing)),
        )

    def usual_line(self, options: Options) -> LineSettings:
        """The line of a device with these options that says nothing of it."""
        return self.line

    @abstractmethod
    def decode(self, data: bytes, request: bytes) -> Json:
        """What `data`, sent by the device after `request` (may be empty), says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenProtocol(DeviceProtocol):
    """A scale, thermometer or scanner, which a worker listens to and asks.

    `defaults` are options of a device of which the settings do not say otherwise.
    """

    codec: Callable[[Options], Codec]
    talk: Talk
    defaults: Options = field(default_factory=dict)

    @property
    def tells_name(self) -> bool:
        return self.talk.identify is not None

    def driver(self, options: Options) -> Driver:
        """The conversation of one connection; raises ValueError for options that do not fit."""
        chosen = {**self.defaults, **options}
        codec = self.codec(chosen)
        if self.kind is DeviceKind.THERMOMETER:
            codec = settling(codec, chosen)
        return Driver(codec, self.talk_for(chosen))

    def talk_for(self, options: Options) -> Talk:
        """How to talk to a device with these options; its orders are those of `talk`."""
        return self.talk

    def decode(self, data: bytes, request: bytes) -> Json:
        codec = self.codec({})
        if request:
            codec.asked(request)
        return decoded([*codec.feed(data), *codec.feed(b"")], codec.leftover)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingProtocol(DeviceProtocol):
    """A label printer; `answer` reads its status (bytes, request)."""

    printer: Callable[[DeviceSetting], LabelPrinter]
    answer: Callable[[bytes, bytes], Json]

    def decode(self, data: bytes, request: bytes) -> Json:
        return self.answer(data, request)
