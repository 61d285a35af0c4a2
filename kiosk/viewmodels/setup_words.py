"""What the set-up of a device asks and shows, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.i18n.terms import term
from kiosk.ports import Heard
from kiosk.settings import DeviceTable
from kiosk.viewmodels import device_words as says
from kiosk.viewmodels.device_setup import ANY, DeviceSetUp, Page
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.register_words import Choice
from kiosk.viewmodels.trial_print import print_outcome

_TITLES: Mapping[Page, str] = {
    Page.ROLE: _("What is it for?"),
    Page.PROTOCOL: _("Which device is it?"),
    Page.PORT: _("Where is it connected?"),
    Page.OPTIONS: _("How is it set?"),
    Page.TRIAL: _("Does it work?"),
}


@dataclass(frozen=True, slots=True)
class PortLine:
    """A port as a tile; `obstacle` says who has it."""

    key: str
    name: str
    detail: str
    obstacle: str | None = None


def title(words: Words, setup: DeviceSetUp) -> str:
    """What is asked now."""
    return words.text(_TITLES[setup.page])


def subtitle(words: Words, setup: DeviceSetUp) -> str:
    """What was answered so far."""
    parts = [says.role_name(words, setup.role)] if setup.role else []
    if setup.protocol == ANY:
        parts.append(words.text("unknown protocol"))
    elif setup.protocol:
        parts.append(says.protocol_name(words, setup.protocol))
    return " · ".join([*parts, *([setup.port] if setup.port else [])])


def roles(words: Words, setup: DeviceSetUp) -> tuple[Choice, ...]:
    """What is missing of the usual devices, and one more of each kind."""
    taken = setup.taken
    usual = [role for role in says.MAIN_ROLES if role not in taken]
    more = [_next_role(family, taken) for family in says.FAMILIES]
    return tuple(
        Choice(
            key=role,
            text=says.role_name(words, role),
            detail=words.text("used by the screens")
            if role in usual or says.family_of(role) == "scanner"
            else words.text("seen and checked only"),
            chosen=role == setup.role,
        )
        for role in (*usual, *more)
    )


def protocols(words: Words, setup: DeviceSetUp) -> tuple[Choice, ...]:
    """The protocols of such a device, and the search where it can be searched for."""
    known = tuple(
        Choice(key=name, text=text, chosen=name == setup.protocol)
        for text, name in sorted(
            (says.protocol_name(words, offer.name), offer.name) for offer in setup.offers
        )
    )
    if setup.family not in ("scale", "probe"):
        return known
    search = Choice(
        key=ANY,
        text=words.text("I do not know"),
        detail=words.text("find it by its port"),
        chosen=setup.protocol == ANY,
    )
    return (search, *known)


def ports(words: Words, setup: DeviceSetUp) -> tuple[PortLine, ...]:
    """The ports of this computer; a role's own port can be chosen for it again."""
    lines = []
    for port in setup.ports:
        if port.path.startswith("usb:") and setup.family != "printer":
            continue
        taken = port.role is not None and port.role != setup.role
        holder = says.role_name(words, port.role) if port.role else ""
        lines.append(
            PortLine(
                port.usb or port.path,
                port.path,
                port.usb or words.text("serial port"),
                words.text("in use: {device}", device=holder) if taken else None,
            )
        )
    if setup.port and setup.port not in [line.key for line in lines]:
        lines.insert(0, PortLine(setup.port, setup.port, words.text("chosen by its name")))
    return tuple(lines)


def raw_lines(setup: DeviceSetUp) -> tuple[str, ...]:
    """The newest lines of the port, control bytes written out."""
    return tuple(says.visible(line) for line in setup.heard.lines)


def hearing(words: Words, setup: DeviceSetUp) -> tuple[Mark, str]:
    """What the listening is at, in one sentence."""
    heard = setup.heard
    if not setup.port:
        return Mark.AHEAD, words.text("Choose a port to see what comes from it.")
    if setup.family == "printer":
        return Mark.AHEAD, words.text(
            "A printer says nothing by itself. Print a test label at the end."
        )
    if setup.port == says.KEYBOARD:
        return Mark.AHEAD, words.text("Save it, then scan the test page.")
    if heard.fault is not None:
        why = term(words, heard.fault)
        return Mark.OFFLINE, words.text("The port cannot be opened: {why}", why=why)
    if heard.problem:
        text = words.text("The device cannot be set up so ({why}).", why=heard.problem)
        return Mark.WARNING, text
    if setup.port.startswith("socket://"):
        return _heard_on_network(words, heard)
    line = words.text("{baud} {framing}", baud=str(heard.baud), framing=heard.framing)
    if heard.found:
        name = says.protocol_name(words, heard.protocol)
        return Mark.DONE, words.text("This is {protocol}, at {line}.", protocol=name, line=line)
    if heard.lines:
        text = words.text("Lines come that are not understood yet. Trying {line}.", line=line)
        return Mark.WARNING, text
    return Mark.WARNING, words.text("Nothing comes yet. Trying {line}.", line=line)


def _heard_on_network(words: Words, heard: Heard) -> tuple[Mark, str]:
    """A network has no speed and no framing to try."""
    if heard.found:
        name = says.protocol_name(words, heard.protocol)
        return Mark.DONE, words.text("This is {protocol}.", protocol=name)
    if heard.lines:
        return Mark.WARNING, words.text("Lines come that are not understood yet.")
    return Mark.WARNING, words.text("Nothing comes yet.")


def value(words: Words, setup: DeviceSetUp) -> tuple[Mark, str, str]:
    """The value of the trial, and what the device and the options say of it."""
    heard = setup.heard
    if setup.port == says.KEYBOARD:
        return Mark.AHEAD, says.NO_VALUE, words.text("Save it, then scan the test page.")
    if setup.family == "printer":
        if setup.printed is None:
            return Mark.AHEAD, says.NO_VALUE, words.text("nothing printed yet")
        mark = Mark.DONE if setup.printed.fine else Mark.WARNING
        return mark, says.NO_VALUE, print_outcome(words, setup.printed)[1]
    if heard.scan is not None:
        return Mark.DONE, says.visible(heard.scan.text.encode()), words.text("scanned")
    if heard.reading is None:
        return Mark.WARNING, says.NO_VALUE, words.text("no signal")
    mark, state = says.reading_state(words, heard.reading)
    return mark, says.value_text(words, heard.reading), state


def _next_role(family: str, taken: Mapping[str, DeviceTable]) -> str:
    numbers = (f"{family}.{number}" for number in range(2, 100))
    return next(role for role in numbers if role not in taken)
