"""What the register screen says of a lot's origin: the button for it, its lines, and the kinds of animal."""

from dataclasses import dataclass
from datetime import date

from core.domain.lots import Species
from core.domain.words import Words
from kiosk.i18n.arguments import ARGUMENTS
from kiosk.i18n.terms import term
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.origin import Entry, Origin
from kiosk.viewmodels.partners import Side
from kiosk.viewmodels.register_words import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginLine:
    """A line of the origin; `value` is a dash where nothing is said."""

    entry: Entry
    name: str
    value: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginFace:
    """The button: what it leads to, what is said already, and whether the plant asks for more."""

    title: str
    text: str
    mark: Mark


def title(words: Words, origin: Origin) -> str:
    """Of what leaves the plant, where it goes."""
    if Entry.CUSTOMER in origin.entries:
        return words.text("Destination")
    return words.text("Origin")


def face(words: Words, origin: Origin) -> OriginFace | None:
    """The button; None where nothing is asked of such a lot."""
    if not origin.entries:
        return None
    said = [value for entry in origin.entries if (value := shown(words, origin, entry))]
    if origin.missing is not None:
        mark, text = Mark.WARNING, origin.missing
    elif said:
        mark, text = Mark.DONE, " · ".join(said)
    else:
        mark, text = Mark.AHEAD, words.text("nothing entered")
    return OriginFace(title=title(words, origin), text=text, mark=mark)


def lines(words: Words, origin: Origin) -> tuple[OriginLine, ...]:
    """Everything that may be said, with what is."""
    broken = origin.broken
    wrong = broken.details.get("argument") if broken else None
    return tuple(
        OriginLine(
            entry=entry,
            name=words.text(ARGUMENTS[entry]),
            value=(value := shown(words, origin, entry)) or "–",
            mark=Mark.WARNING if entry == wrong else Mark.DONE if value else Mark.AHEAD,
        )
        for entry in origin.entries
    )


def shown(words: Words, origin: Origin, entry: Entry) -> str:
    """What is said, as people read it; empty where nothing is."""
    match getattr(origin.said, entry):
        case None:
            return ""
        case Species() as species:
            return term(words, species)
        case date() as day:
            return words.date(day)
        case code if entry in (Entry.SUPPLIER, Entry.CUSTOMER):
            return origin.partners.name(Side(entry), str(code))
        case text:
            return str(text)


def species_choices(words: Words, origin: Origin) -> tuple[Choice, ...]:
    """The kinds of animal that decide how old minced meat may be."""
    return tuple(
        Choice(key=each, text=term(words, each), chosen=each is origin.said.species)
        for each in Species
    )
