"""How the kiosk speaks of devices: their roles and protocols, what they say, and the bytes of a line."""

from collections.abc import Mapping
from decimal import Decimal

from core.domain.labels import LabelStatus, PrintTrouble
from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.i18n.terms import term
from kiosk.ports import (
    DeviceFault,
    DeviceState,
    DeviceStatus,
    PrinterCondition,
    Reading,
    ReadingKind,
    ReadingStatus,
)
from kiosk.settings import Option
from kiosk.viewmodels import label_words
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.scan_words import LAYOUTS

NO_VALUE = "–"
WEDGE, KEYBOARD = "wedge", "keyboard"
"""The protocol of a scanner that types, and the port of its settings."""

FAMILIES = ("scale", "probe", "scanner", "printer")
MAIN_ROLES = ("scale.main", "probe.core", "scanner.main", "printer.label")
"""What the screens of a kiosk work with."""

_FAMILY: Mapping[str, str] = {
    "scale": _("Scale"),
    "probe": _("Thermometer"),
    "scanner": _("Scanner"),
    "printer": _("Printer"),
}
_ROLE: Mapping[str, str] = {
    "scale.main": _("Main scale"),
    "probe.core": _("Core thermometer"),
    "scanner.main": _("Main scanner"),
    "printer.label": _("Label printer"),
}
_PROTOCOL: Mapping[str, str] = {
    "mt_sics": _("Mettler Toledo MT-SICS, KERN KCP"),
    "st_gs": _("Dini Argeo, CAS and most no-name scales"),
    "and_standard": _("A&D standard"),
    "toledo_continuous": _("Toledo continuous"),
    "toledo_8217": _("Mettler Toledo 8217"),
    "kern_continuous": _("KERN continuous"),
    "sartorius_sbi": _("Sartorius SBI"),
    "ohaus": _("Ohaus"),
    "modbus": _("Modbus RTU transmitter"),
    "lutron16": _("Lutron, Extech, PCE"),
    "center309": _("Center 309, Voltcraft K204"),
    "serial": _("Scanner on a serial or USB port"),
    "wedge": _("Scanner that types as a keyboard"),
    "escpos": _("ESC/POS label printer"),
}
_OPTION: Mapping[str, str] = {
    "baud": _("Speed (baud)"),
    "framing": _("Framing"),
    "serial_number": _("Serial number must be"),
    "instrument": _("Name on the records"),
    "unit": _("Unit"),
    "decimals": _("Decimal places"),
    "minimum": _("Smallest booked weight"),
    "settle_readings": _("Readings until settled"),
    "channel": _("Channel"),
    "profile": _("Instrument type"),
    "address": _("Address on the line"),
    "function": _("Modbus function"),
    "register": _("Number of the register"),
    "format": _("Number format"),
    "scale": _("Multiply by"),
    "status_register": _("Status register"),
    "checksum": _("Checksum"),
    "poll": _("Question"),
    "handshake": _("Handshake (RTS, CTS)"),
    "layout": _("Keyboard layout"),
    "fallback": _("Know scans by their speed"),
    "in_store": _("In-store codes"),
    "dots": _("Width of the head in dots"),
    "cut": _("Cutter"),
}
_PROBE_OPTION: Mapping[str, str] = {"minimum": _("Coldest recorded temperature")}
_CHOICE: Mapping[tuple[str, str], str] = {
    ("unit", "C"): "°C",
    ("checksum", "yes"): _("yes"),
    ("checksum", "no"): _("no"),
    ("poll", "none"): _("none: it sends by itself"),
    ("poll", "key"): _("none: it sends at its key"),
    **{("layout", layout): name for layout, name in LAYOUTS.items()},
}
_ADVICE: Mapping[DeviceFault, str] = {
    DeviceFault.NO_PORT: _("Plug the device in. If it is, choose its port anew by Change."),
    DeviceFault.NOT_A_PORT: _("That name leads to something else. Choose the port by Change."),
    DeviceFault.NO_PERMISSION: _(
        "The kiosk's user may not open the port: it must be in the group dialout."
    ),
    DeviceFault.IN_USE: _("Another program has the port open. Close that program."),
    DeviceFault.AMBIGUOUS: _("Several adapters bear that name. Choose the port by Change."),
    DeviceFault.UNREACHABLE: _("Look at its switch, the network cable, the address and the port."),
    DeviceFault.UNPLUGGED: _("Put the plug in again."),
    DeviceFault.STUCK: _("It takes nothing any more. Look at its cable, switch it off and on."),
    DeviceFault.SILENT: _("Look at its switch and cable, and at what its menu says of sending."),
    DeviceFault.NOISE: _("It speaks otherwise than set. Find protocol and line anew by Change."),
    DeviceFault.OTHER_DEVICE: _("Its serial number is not the one set. Connect the right device."),
    DeviceFault.NAMELESS: _("It does not tell its serial number. Look at its menu and cable."),
    DeviceFault.WRONG_SETTINGS: _("Its settings do not fit its protocol. Correct them by Change."),
    DeviceFault.BROKEN_DRIVER: _("Start the kiosk anew. If it stays so, report the message below."),
}
_CONTROL = (
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR"),
    *("SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB"),
    *("ESC", "FS", "GS", "RS", "US"),
)
"""The names of the bytes 0 to 31."""


def family_of(role: str) -> str:
    """What kind of device plays that role: scale, probe, scanner or printer."""
    return role.partition(".")[0]


def family_name(words: Words, family: str) -> str:
    """A scale, a thermometer ... in words."""
    return words.text(_FAMILY[family]) if family in _FAMILY else family


def role_name(words: Words, role: str) -> str:
    """The role as a title: Main scale, Scale 2."""
    if role in _ROLE:
        return words.text(_ROLE[role])
    family, _dot, name = role.partition(".")
    return words.text("{device} {name}", device=family_name(words, family), name=name)


def protocol_name(words: Words, name: str) -> str:
    """The makers that speak a protocol; its own name where none is known."""
    return words.text(_PROTOCOL[name]) if name in _PROTOCOL else name


def option_title(name: str, family: str) -> str:
    """An option of such a device as a message that is translated where it is shown."""
    special = _PROBE_OPTION if family == "probe" else {}
    return special.get(name) or _OPTION.get(name, name)


def option_name(words: Words, name: str, family: str) -> str:
    """An option of such a device as a heading."""
    return words.text(option_title(name, family))


def option_value(words: Words, name: str, value: Option | None) -> str:
    """What an option is set to."""
    match value:
        case None | "":
            return words.text("not set")
        case bool():
            return words.text("yes") if value else words.text("no")
        case Decimal():
            return words.number(value)
    said = _CHOICE.get((name, str(value)))
    return str(value) if said is None else words.text(said)


def advice(words: Words, status: DeviceStatus | None) -> str:
    """What a person does about a device that is not there, or a printer that does not print."""
    if status is None:
        return ""
    if status.condition is PrinterCondition.PAPER_LOW:
        return words.text("The roll is nearly empty. Have a new one at hand.")
    if status.condition is not None and not status.condition.fine:
        trouble = PrintTrouble(status.condition)
        return label_words.advice(words, LabelStatus.FAILED, trouble)
    return words.text(_ADVICE[status.fault]) if status.fault is not None else ""


def visible(raw: bytes) -> str:
    """A line with its control bytes written out: `<STX>`, and `<E9>` for what is no ASCII."""
    return "".join(map(_shown, raw))


def value_text(words: Words, reading: Reading | None) -> str:
    """The value with its unit, or a dash where the line carries none."""
    if reading is None or reading.value is None:
        return NO_VALUE
    if reading.kind is ReadingKind.TEMPERATURE and reading.unit == "C":
        return words.celsius(reading.value)
    number = words.number(reading.value)
    if not reading.unit:
        return number
    return words.text("{value} {unit}", value=number, unit=reading.unit)


def reading_state(words: Words, reading: Reading) -> tuple[Mark, str]:
    """What the device itself says of its value, and whether it may be booked."""
    said = term(words, reading.status)
    if reading.status is ReadingStatus.UNSTABLE:
        return Mark.RUNNING, said
    if reading.status not in (ReadingStatus.STABLE, ReadingStatus.OK):
        return Mark.WARNING, said
    if reading.low_battery:
        return Mark.WARNING, words.text("{state}, battery low", state=said)
    if reading.settled is False:
        return Mark.RUNNING, words.text("{state}, settling", state=said)
    if reading.below_minimum:
        return Mark.AHEAD, words.text("{state}, empty or too light", state=said)
    if not reading.bookable:
        return Mark.AHEAD, words.text("{state}, not to be booked", state=said)
    return Mark.DONE, said


def connection(words: Words, status: DeviceStatus | None) -> tuple[Mark, str]:
    """Where the kiosk stands with the device."""
    if status is None:
        return Mark.WARNING, term(words, DeviceState.CONNECTING)
    if status.state is DeviceState.CONNECTED:
        if status.condition is not None:
            fine = status.condition.fine
            return Mark.DONE if fine else Mark.WARNING, term(words, status.condition)
        return Mark.DONE, term(words, status.state)
    if status.state is DeviceState.CONNECTING:
        return Mark.WARNING, term(words, status.state)
    return Mark.OFFLINE, term(words, status.fault or status.condition or status.state)


def _shown(byte: int) -> str:
    if byte < len(_CONTROL):
        return f"<{_CONTROL[byte]}>"
    return chr(byte) if byte < 0x7F else f"<{byte:02X}>"
