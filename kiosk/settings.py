"""The settings of a kiosk: each declared once, read from TOML and the environment."""

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import platformdirs

FILE = "kiosk.toml"
PREFIX = "NYARS_"
_PX_PER_MM = Decimal("4.91")  # a 10.1 inch panel of 1280 x 800

Option = str | int | bool | Decimal
"""What an option of a device may be."""

_WINDOWS_PLACE = r"%ProgramData%\Nyars"


class SettingsError(ValueError):
    """A settings file or variable that cannot be used; the text is a sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class DeviceTable:
    """One `[devices."scale.main"]`: protocol, port, and what else its protocol takes."""

    protocol: str
    port: str
    options: Mapping[str, Option]


def _doc(text: str) -> Mapping[str, str]:
    return {"doc": text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every option with its default. The doc of each stands in the example file as it is here."""

    kiosk: str = field(
        default="K1", metadata=_doc("Code under which this PC is registered as a kiosk.")
    )
    language: str = field(
        default="en",
        metadata=_doc("Language of the kiosk while nobody is signed in; people bring their own."),
    )
    px_per_mm: Decimal = field(
        default=_PX_PER_MM,
        metadata=_doc("Pixels a millimetre of the screen; all sizes of the screens follow it."),
    )
    dark: bool = field(
        default=False, metadata=_doc("Dark colours, for cold stores and night shifts.")
    )
    full_screen: bool = field(
        default=True, metadata=_doc("The kiosk fills the screen and has no frame.")
    )
    idle_minutes: int = field(
        default=10,
        metadata=_doc("Minutes without a touch after which the PIN is asked again: 1 to 10."),
    )
    database: str = field(
        default="",
        metadata=_doc("URL of the plant's PostgreSQL; empty: the embedded one in the data folder."),
    )
    data_dir: str = field(
        default="",
        metadata=_doc("Folder of the outbox and of the embedded database; empty: the usual one."),
    )
    devices: Mapping[str, DeviceTable] = field(
        default_factory=dict,
        metadata={
            "doc": "A device by the role it plays: protocol, port and the protocol's options."
        },
    )

    @property
    def data_path(self) -> Path:
        """The data folder."""
        return Path(self.data_dir).expanduser() if self.data_dir else default_data_dir()


def default_data_dir() -> Path:
    """/var/lib/nyars for root on Linux, else the folder that the system gives to each user."""
    if sys.platform == "linux" and os.geteuid() == 0:
        return Path("/var/lib/nyars")
    return platformdirs.user_data_path("nyars", appauthor=False)


def system_file() -> Path:
    """Where the settings of an installed kiosk lie."""
    if sys.platform == "win32":
        return Path(os.path.expandvars(_WINDOWS_PLACE)) / FILE
    return Path("/etc/nyars") / FILE


def load(
    file: Path | None = None,
    *,
    data_dir: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings of `file`; else of kiosk.toml in `data_dir`, or of the system's file where no
    folder is named; else the defaults. Variables such as NYARS_KIOSK count more than a file,
    `data_dir` more than both.

    Raises SettingsError.
    """
    folder = str(data_dir or environment.get(_variable("data_dir"), ""))
    values = _from_file(file or _found(folder)) | _from_environment(environment)
    if folder:
        values["data_dir"] = folder
    return Settings(**values)


def example() -> str:
    """The example file: every option with its doc and default."""
    parts = ["# Settings of a Nyárs kiosk. A line without # replaces the default it shows."]
    for option in _simple():
        doc, name = option.metadata["doc"], _variable(option.name)
        parts.append(f"# {doc} ({name})\n# {option.name} = {_toml(option.default)}")
    parts.append(f"# {_options()['devices'].metadata['doc']}\n{_DEVICES}")
    return "\n\n".join(parts) + "\n"


_DEVICES = """\
# [devices."scale.main"]
# protocol = "mt_sics"
# port = "/dev/serial/by-id/usb-scale"
#
# [devices."printer.label"]
# protocol = "escpos"
# port = "socket://192.168.1.50:9100\""""


def _found(folder: str) -> Path | None:
    """A data folder that is named keeps its own settings: the system's are for another plant."""
    file = Path(folder).expanduser() / FILE if folder else system_file()
    return file if file.is_file() else None


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SettingsError(f"The settings in {file} cannot be read: {exc}.") from exc
    return {name: _checked(name, value, str(file)) for name, value in content.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        option.name: _from_text(option, environment[_variable(option.name)])
        for option in _simple()
        if environment.get(_variable(option.name))
    }


def _from_text(option: "Field[Any]", text: str) -> Any:
    place = f"the variable {_variable(option.name)}"
    try:
        value = (
            text
            if isinstance(option.default, str)
            else tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
        )
    except tomllib.TOMLDecodeError:
        value = text
    return _checked(option.name, value, place)


def _checked(name: str, value: Any, place: str) -> Any:
    if name not in _options():
        raise SettingsError(f"There is no option {name}; see {place}.")
    if name == "devices":
        return _devices(value, place)
    default = _options()[name].default
    if isinstance(default, Decimal) and type(value) is int:
        value = Decimal(value)
    if type(value) is not type(default):
        raise SettingsError(f"{name} in {place} must be like {_toml(default)}.")
    return value


def _devices(value: object, place: str) -> Mapping[str, DeviceTable]:
    if not isinstance(value, dict):
        raise SettingsError(f'devices in {place} must be tables such as [devices."scale.main"].')
    return {role: _device(role, table, place) for role, table in value.items()}


def _device(role: str, table: object, place: str) -> DeviceTable:
    options = dict(cast(Mapping[str, Option], table)) if isinstance(table, dict) else {}
    protocol, port = options.pop("protocol", None), options.pop("port", None)
    if not isinstance(protocol, str) or not isinstance(port, str):
        raise SettingsError(f"The device {role} in {place} needs a protocol and a port.")
    return DeviceTable(protocol, port, options)


def _options() -> Mapping[str, "Field[Any]"]:
    return {option.name: option for option in fields(Settings)}


def _simple() -> list["Field[Any]"]:
    return [option for option in fields(Settings) if option.name != "devices"]


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
