"""What the register screen says: choices, shares, what follows from registering, and the words on its button."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from core.domain.lots import LotStatus
from core.domain.process import LotType
from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.i18n.terms import term, term_of
from kiosk.viewmodels.made_from import Pick, Share
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.outcome import LOT_MARKS
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.run_picture import StepLine, steps_of
from kiosk.viewmodels.weight_state import REFUSALS, STATES, WeightState

MAY = (_("Lot, weight, label"), _("Temperature, decision"), _("Move to a buffer"))
MAY_NOT = (_("Start, advance, complete"), _("Release a held lot"), _("Flows and users"))
_HINTS: Mapping[WeightState, str] = {
    **REFUSALS,
    WeightState.EMPTY: _("Put the lot on the scale. Its label prints by itself."),
    WeightState.REMOVE_LOAD: _("Registered. Take the load off, then put the next one on."),
    WeightState.READY: _("Everything is there. The label prints by itself."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a few things to choose; `key` names it for the model."""

    key: str
    text: str
    detail: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A lot that the new one may be made from; `order` 0 is not picked, `kg` is what it would give."""

    code: str
    detail: str
    order: int = 0
    kg: str = ""
    all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name with its value, and a mark where one belongs."""

    name: str
    value: str
    mark: Mark | None = None


def titles(model: RegisterModel) -> tuple[str, str]:
    """The header's lines: run with its step; flow."""
    words, run, step = model.words, model.run, model.step
    if run is None or step is None:
        return model.subject.get("run", ""), ""
    first = words.text(
        "{run} · {number} {step}", run=run.code, number=step.index, step=words.name(step.name)
    )
    return first, words.name(run.flow)


def heading(model: RegisterModel) -> tuple[str, str]:
    """What is made, and what to do next."""
    words, chosen = model.words, model.chosen
    if model.loaded and chosen is None:
        return words.text("Nothing is made at this step"), ""
    if chosen is None:
        return words.text("One moment, please"), ""
    return words.text("Register a lot: {type}", type=chosen.type), hint(model)


def hint(model: RegisterModel) -> str:
    """The next thing to do, in one sentence."""
    words, chosen = model.words, model.chosen
    if chosen is not None and chosen.needs_meat and model.meat is None:
        return words.text("Choose the meat: it decides the limit.")
    if demand := model.origin.demand:
        return demand
    if chosen is not None and chosen.inputs and not model.made_from.main_types:
        return words.text("Tap or scan the lot that it is made from.")
    if model.weighing.state is WeightState.READY and model.measurement.missing:
        return words.text("Hold the probe into the core, or type the temperature in.")
    if model.weighing.state is WeightState.READY and _will_be_held(model):
        return words.text("Too warm: the lot will be on HOLD and in no buffer.")
    return words.text(_HINTS[model.weighing.state])


def _will_be_held(model: RegisterModel) -> bool:
    now = model.measurement.now
    return now is not None and model.measurement.holds(now.celsius)


def rail(model: RegisterModel) -> tuple[StepLine, ...]:
    """The run's steps; none where stock is registered."""
    if model.run is None:
        return ()
    lines = steps_of(model.words, model.run, 0)
    return tuple(
        replace(line, mark=Mark.ALARM) if line.current and model.alarmed else line for line in lines
    )


def type_choices(model: RegisterModel) -> tuple[str, tuple[Choice, ...]]:
    """The title over the types and the types, none where there is nothing to choose."""
    words, types = model.words, model.sources.types
    if len(types) < 2:
        return "", ()
    sizes = all(each.target_kg is not None for each in types)
    choices = tuple(
        Choice(key=each.type, text=_size(words, each) if sizes else words.name(each.name),
               chosen=each == model.chosen)
        for each in types
    )  # fmt: skip
    return (words.text("Size") if sizes else words.text("What is it?")), choices


def _size(words: Words, lot_type: LotType) -> str:
    kg = lot_type.target_kg or Decimal(0)
    places = 0 if kg == kg.to_integral_value() else 3
    return words.text("{number} kg", number=words.number(kg, places))


def meat_choices(model: RegisterModel) -> tuple[Choice, ...]:
    """The kinds of meat, where the type needs one, each with its limit."""
    plant = model.process
    if plant is None or model.chosen is None or not model.chosen.needs_meat:
        return ()
    ccp, words = model.measurement.ccp, model.words
    return tuple(
        Choice(
            key=meat,
            text=term_of(words, "Meat", meat),
            detail=words.text("limit {limit}", limit=words.celsius(limit))
            if ccp and (limit := ccp.limit(meat)) is not None
            else "",
            chosen=meat == model.meat,
        )
        for meat in plant.meats
    )


def source_lines(model: RegisterModel) -> tuple[SourceLine, ...]:
    """The picked lots in their order, then the others, oldest first."""
    made_from, words = model.made_from, model.words
    given = made_from.kilograms(model.weighing.net_kg)
    picked = [
        SourceLine(
            code=pick.offer.code,
            detail=_share_text(words, pick, given[pick.offer.code]),
            order=order,
            kg="" if (kg := given[pick.offer.code]) is None else words.kilograms(kg),
            all=pick.share is Share.ALL,
        )
        for order, pick in enumerate(made_from.picks, start=1)
    ]
    codes = {line.code for line in picked}
    others = [
        SourceLine(code=offer.code, detail=_left(words, offer.remaining_kg))
        for offer in made_from.offers
        if offer.code not in codes
    ]
    return (*picked, *others)


def _share_text(words: Words, pick: Pick, kg: Decimal | None) -> str:
    if pick.share is Share.ALL:
        return words.text("all: {kg}", kg=words.kilograms(pick.offer.remaining_kg))
    if kg is None:
        return _left(words, pick.offer.remaining_kg)
    return words.text("gives {kg}", kg=words.kilograms(kg))


def _left(words: Words, kg: Decimal) -> str:
    return words.text("left {kg}", kg=words.kilograms(kg))


def sources_title(model: RegisterModel) -> str:
    """What it is made from, by type."""
    inputs = model.chosen.inputs if model.chosen else ()
    return model.words.text("Made from? ({types})", types=", ".join(inputs))


def no_sources(model: RegisterModel) -> str:
    """What stands in place of an empty list of lots."""
    if not model.loaded or source_lines(model):
        return ""
    return model.words.text("No released lot. Scan one, or release one at quality.")


def place_choices(model: RegisterModel) -> tuple[Choice, ...]:
    """The buffers that take the type, then none."""
    words, chosen = model.words, model.placing.buffer(model.chosen)
    buffers = tuple(
        Choice(
            key=each.code,
            text=each.code,
            detail=words.text("free {kg}", kg=words.kilograms(each.capacity_kg - each.used_kg)),
            chosen=each.code == chosen,
        )
        for each in model.placing.fitting(model.chosen)
    )
    nowhere = Choice(
        key="",
        text=words.text("No buffer"),
        detail=words.text("it stays at the station"),
        chosen=chosen is None,
    )
    return (*buffers, nowhere) if buffers else ()


def place(model: RegisterModel) -> Choice | None:
    """Where the lot will be put; None where no buffer takes its type."""
    chosen = next((choice for choice in place_choices(model) if choice.chosen), None)
    if chosen is None or not chosen.key:
        return chosen
    if _will_be_held(model):
        text, why = model.words.text("No buffer"), model.words.text("it will be on HOLD")
        return Choice(key=chosen.key, text=text, detail=why)
    text = model.words.text("Into {buffer}", buffer=chosen.text)
    return Choice(key=chosen.key, text=text, detail=chosen.detail)


def facts(model: RegisterModel) -> tuple[Fact, ...]:
    """What follows from registering: the lot's state, what is left of its parents, the yield."""
    found = [_state(model)]
    weight, words = model.weighing.net_kg, model.words
    if weight is not None and model.made_from.picks:
        found.append(_leaves(model, weight))
        percent = model.made_from.yield_percent(weight)
        if percent is not None:
            mark = Mark.DONE if model.yield_is_usual(percent) else Mark.WARNING
            found.append(Fact(name=words.text("Yield"), value=words.percent(percent), mark=mark))
    return tuple(found)


def _state(model: RegisterModel) -> Fact:
    """The state the lot will stand in."""
    gate = model.step is not None and model.step.gate
    status = LotStatus.QUARANTINE if gate else LotStatus.RELEASED
    if _will_be_held(model):
        status = LotStatus.HOLD
    name = model.words.text("Its state")
    return Fact(name=name, value=term(model.words, status), mark=LOT_MARKS[status])


def _leaves(model: RegisterModel, weight: Decimal) -> Fact:
    """What is left of the only parent, or what several give together."""
    words, picks = model.words, model.made_from.picks
    given = model.made_from.kilograms(weight)
    if len(picks) == 1:
        offer = picks[0].offer
        left = offer.remaining_kg - (given[offer.code] or 0)
        name = words.text("Left of {lot}", lot=short(offer.code))
        return Fact(name=name, value=words.kilograms(left))
    total = sum((kg for kg in given.values() if kg is not None), Decimal(0))
    name = words.plural("Taken from {count} lot", "Taken from {count} lots", len(picks))
    return Fact(name=name, value=words.kilograms(total))


def short(code: str) -> str:
    """Type and number of a code: MIX · 0031."""
    head, _dash, rest = code.partition("-")
    return f"{head} · {rest.rpartition('-')[2]}" if rest else code


def primary(model: RegisterModel) -> tuple[str, str]:
    """The button's verb with the value it will write, and what comes with it."""
    words, weight = model.words, model.weighing.net_kg
    if weight is None:
        small = words.text(STATES[model.weighing.state][1])
        return (words.text("Keep here") if model.away else words.text("Register")), small
    shown = words.kilograms(weight)
    if model.away:
        return words.text("Keep here · {weight}", weight=shown), words.text("sent later")
    return words.text("Register · {weight}", weight=shown), words.text("and 1 label printed")


def strip(model: RegisterModel) -> tuple[str, str]:
    """Since when nothing can be saved, and what that means."""
    words, waiting = model.words, model.connection.waiting
    if waiting:
        head = words.plural(
            "No connection – {count} entry is only on this kiosk",
            "No connection – {count} entries are only on this kiosk",
            waiting,
        )
    else:
        head = words.text("No connection – what you register stays on this kiosk")
    return head, words.text(
        "It is sent by itself when the connection is back. Do not switch the kiosk off."
    )
