"""The settings of a kiosk: each declared once, read from TOML and the environment."""

import errno
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
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

_BOM = "\ufeff"
"""What editors on Windows put before a text."""

_WINDOWS_PLACE = r"%ProgramData%\Nyars"


class SettingsError(ValueError):
    """A settings file or variable that cannot be used; the text is a sentence for the administrator."""


class NotKept(SettingsError):
    """A change that the settings file did not take; the file is as it was.

    `reason`: denied, full, broken (it cannot be read), unsafe (its form) or failed.
    """

    def __init__(self, reason: str, file: Path, cause: object) -> None:
        super().__init__(f"The settings in {file} cannot be changed: {cause}.")
        self.reason = reason
        self.file = file


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
    file: Path | None = field(default=None, compare=False)
    """Where a change is kept: the file these came from, or the one read at the next start."""

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
    """The settings of `file`; else of kiosk.toml in `data_dir`; where no folder is named of the
    system's file, or of kiosk.toml in the usual data folder; else the defaults. Variables such as
    NYARS_KIOSK count more than a file, `data_dir` more than both.

    Raises SettingsError.
    """
    folder = str(data_dir or environment.get(_variable("data_dir"), ""))
    file = file or _place(folder)
    values = _from_file(file if file.is_file() else None) | _from_environment(environment)
    if folder:
        values["data_dir"] = folder
    return Settings(**values, file=file)


def keep_device(file: Path, role: str, device: DeviceTable | None) -> None:
    """Write the device that plays `role` into `file`, or take its table out with None.

    Everything else stays to the letter, comments too, and the file is the old or the new one
    whatever happens. Raises NotKept.
    """
    from tomlkit.exceptions import TOMLKitError  # only who changes settings waits for it

    file = file.resolve()  # a link stays one
    before = _text(file)
    mark, text = (_BOM, before[1:]) if before.startswith(_BOM) else ("", before)
    try:
        content = _content(text)
        wanted = _changed(content, role, device)
    except (AttributeError, TypeError, ValueError) as exc:
        raise NotKept("broken", file, exc) from exc
    if device is None and wanted == content:
        return
    try:
        after = _cut(text, role) if device is None else _put(text, role, device)
        safe = _content(after) == wanted
    except (TOMLKitError, AttributeError, TypeError, ValueError):
        safe = False
    if not safe:
        raise NotKept("unsafe", file, "its devices are written in an unusual form")
    _replace(file, mark + after)


def example() -> str:
    """The example file: every option with its doc and default."""
    parts = ["# Settings of a Nyárs kiosk. A line without # replaces the default it shows."]
    for option in simple():
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


def _place(folder: str) -> Path:
    """A data folder that is named keeps its own settings: the system's are for another plant."""
    if folder:
        return Path(folder).expanduser() / FILE
    system = system_file()
    return system if system.is_file() else default_data_dir() / FILE


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SettingsError(f"The settings in {file} cannot be read: {exc}.") from exc
    return {name: _checked(name, value, str(file)) for name, value in content.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        option.name: _from_text(option, environment[_variable(option.name)])
        for option in simple()
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
    return {option.name: option for option in fields(Settings) if option.metadata}


def simple() -> list["Field[Any]"]:
    """Every option but the devices."""
    return [option for option in _options().values() if option.name != "devices"]


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8") if file.is_file() else ""
    except (OSError, UnicodeDecodeError) as exc:
        raise NotKept("broken", file, exc) from exc


def _put(text: str, role: str, device: DeviceTable) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    if "devices" not in document:
        document["devices"] = tomlkit.table(is_super_table=True)
    devices = cast("dict[str, Any]", document["devices"])
    if role not in devices:
        devices[role] = tomlkit.table()
    table, wanted = devices[role], _options_of(device)
    for name in [name for name in table if name not in wanted]:
        del table[name]
    for name, value in wanted.items():
        if table.get(name) != value or not isinstance(value, str):  # 1 and true are equal
            table[name] = tomlkit.float_(str(value)) if isinstance(value, Decimal) else value
    return document.as_string()


def _cut(text: str, role: str) -> str:
    """Without the table of that role; what is said before the next table speaks of that one."""
    lines = text.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        if tomllib.loads(lines[start]) == {"devices": {role: {}}}:
            while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
                end -= 1
            return "".join(lines[:start] + lines[end:])
    return text


def _options_of(device: DeviceTable) -> dict[str, Option]:
    return {"protocol": device.protocol, "port": device.port, **device.options}


def _content(text: str) -> dict[str, Any]:
    """What a file says; a table of no devices is none."""
    content = tomllib.loads(text, parse_float=Decimal)
    return {name: value for name, value in content.items() if name != "devices" or value}


def _changed(content: dict[str, Any], role: str, device: DeviceTable | None) -> dict[str, Any]:
    """What the file must say after the change."""
    devices = {name: table for name, table in content.get("devices", {}).items() if name != role}
    if device is not None:
        devices[role] = _options_of(device)
    rest = {name: value for name, value in content.items() if name != "devices"}
    return rest | ({"devices": devices} if devices else {})


def _replace(file: Path, text: str) -> None:
    """Put `text` in the file's place at once, with the file's own rights."""
    fresh: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        fresh = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        _take_rights(file, fresh)
        fresh.replace(file)
        fresh = None
        _settle(file.parent)
    except OSError as exc:
        raise NotKept(_REASONS.get(exc.errno or 0, "failed"), file, exc) from exc
    finally:
        if fresh is not None:
            fresh.unlink(missing_ok=True)


def _take_rights(file: Path, fresh: Path) -> None:
    if not file.exists():
        fresh.chmod(0o644)
        return
    shutil.copymode(file, fresh)
    if sys.platform != "win32":
        owner = file.stat()
        with suppress(PermissionError):  # only root may give a file to another
            os.chown(fresh, owner.st_uid, owner.st_gid)


def _settle(folder: Path) -> None:
    """Have the folder itself on the disk, where the system can: else the rename may be lost."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_REASONS: Mapping[int, str] = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ENOSPC: "full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "full",  # Windows has no quota of that name
}
