"""Why a run may not go on: each lot or thing in the way, with what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.lots import LotStatus
from core.domain.queries.lots import LotRow
from core.domain.queries.runs import RefusedCommand, Run
from core.domain.words import Words
from kiosk.i18n.terms import term_of
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.when import ago


class Cure(StrEnum):
    """What takes an obstacle away; the screen knows where that is done."""

    INSPECT = "inspect"
    OPEN_LOT = "open_lot"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way. `lot` is empty where a lot is missing."""

    mark: Mark
    head: str
    detail: str
    cure: Cure
    lot: str = ""


def obstacles_of(
    words: Words, run: Run, lots: Mapping[str, LotRow], command: str, now: datetime
) -> tuple[Obstacle, ...]:
    """What keeps `command` (advance_run, complete_run) from being done, in the order of the plant.

    `lots` are the run's lots in QUARANTINE or on HOLD by code. A person without the right is told
    no reasons by the plant; for them these lots count.
    """
    refused = next((each for each in run.refused if each.command == command), None)
    if refused is None:
        return ()
    return tuple(
        _obstacle(words, lots, lot, why, now) for lot, why in _named(run, lots, refused)
    ) + (tuple(_missing(words, run)) if _lacks_lots(run, refused) else ())


def counts_text(words: Words, obstacles: tuple[Obstacle, ...]) -> str:
    """The obstacles in a few words, for the button that they block."""
    waiting = sum(each.cure is Cure.INSPECT for each in obstacles)
    held = sum(each.cure is Cure.OPEN_LOT for each in obstacles)
    if waiting and held:
        return words.text("first: {waiting} to inspect, {held} on HOLD", waiting=waiting, held=held)
    if waiting:
        return words.plural("first: {count} inspection", "first: {count} inspections", waiting)
    if held:
        return words.plural("first: {count} lot on HOLD", "first: {count} lots on HOLD", held)
    return words.text("first: register a lot")


def _named(
    run: Run, lots: Mapping[str, LotRow], refused: RefusedCommand
) -> Iterator[tuple[str, str]]:
    if refused.code == "forbidden":
        last = run.step == run.steps[-1].index
        for code, lot in lots.items():
            if last or lot.step == run.step:
                yield code, lot.status.value
        return
    named = refused.details.get("lots")
    for each in named if isinstance(named, list | tuple) else ():
        yield str(each["lot"]), str(each["why"])


def _obstacle(
    words: Words, lots: Mapping[str, LotRow], lot: str, why: str, now: datetime
) -> Obstacle:
    known = lots.get(lot)
    if why == LotStatus.HOLD:
        return Obstacle(
            Mark.HOLD,
            lot,
            words.text("on HOLD · only a manager releases it"),
            Cure.OPEN_LOT,
            lot,
        )
    reason = term_of(words, "Why", why)
    if known is not None:
        reason = words.text(
            "{reason} · {ago}", reason=reason, ago=ago(words, known.created_at, now)
        )
    return Obstacle(Mark.WARNING, lot, reason, Cure.INSPECT, lot)


def _lacks_lots(run: Run, refused: RefusedCommand) -> bool:
    if refused.code == "forbidden":
        return bool(run.work.types) and not any(each.count for each in run.work.types)
    return refused.details.get("missing") == "lot"


def _missing(words: Words, run: Run) -> Iterator[Obstacle]:
    types = ", ".join(each.type for each in run.work.types)
    yield Obstacle(
        Mark.WARNING,
        words.text("No lot at this step yet"),
        words.text("needed: {types}", types=types),
        Cure.REGISTER,
    )
