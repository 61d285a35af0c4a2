"""What became of a registration: the new lot's code and state, and what to do where it is too warm."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.domain.commands.lots import RegisterLot
from core.domain.lots import LotStatus
from core.domain.words import Words
from kiosk.i18n.terms import term, term_of
from kiosk.viewmodels.marks import Mark

LOT_MARKS: Mapping[LotStatus, Mark] = {
    LotStatus.CREATED: Mark.RUNNING,
    LotStatus.QUARANTINE: Mark.QUARANTINE,
    LotStatus.RELEASED: Mark.DONE,
    LotStatus.HOLD: Mark.HOLD,
    LotStatus.REJECTED: Mark.REJECTED,
    LotStatus.CONSUMED: Mark.DONE,
    LotStatus.FINISHED: Mark.DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The last registration. `code` is None while it only waits on this kiosk to be sent."""

    code: str | None
    type: str
    weight_kg: Decimal
    status: LotStatus
    buffer: str | None = None
    violation: bool = False
    deviation: bool = False
    celsius: Decimal | None = None
    limit_c: Decimal | None = None
    meat: str | None = None

    @property
    def kept(self) -> bool:
        """Whether it is on this kiosk only."""
        return self.code is None

    @property
    def mark(self) -> Mark:
        """The lot's state; what is only kept here never looks like what is saved."""
        return Mark.OFFLINE if self.kept else LOT_MARKS[self.status]

    def headline(self, words: Words) -> str:
        """The lot as it is called."""
        if self.code is not None:
            return self.code
        weight = words.kilograms(self.weight_kg)
        return words.text("Kept here: {type} · {weight}", type=self.type, weight=weight)

    def detail(self, words: Words) -> str:
        """State, weight and place in one line."""
        if self.kept:
            return words.text("It is sent by itself. It gets its code and its label then.")
        state = term(words, self.status)
        weight = words.kilograms(self.weight_kg)
        if self.deviation:
            limit = words.celsius(self.limit_c) if self.limit_c is not None else ""
            return words.text(
                "{state} · {weight} · tolerated, limit {limit}",
                state=state,
                weight=weight,
                limit=limit,
            )
        if self.buffer is None:
            return words.text("{state} · {weight}", state=state, weight=weight)
        return words.text(
            "{state} · {weight} · in {buffer}", state=state, weight=weight, buffer=self.buffer
        )

    def kind(self, words: Words) -> str:
        """What it is: its type, with the meat where that decides."""
        if self.meat is None:
            return self.type
        meat = term_of(words, "Meat", self.meat)
        return words.text("{type} · {meat}", type=self.type, meat=meat)

    def alarm(self, words: Words) -> tuple[str, str]:
        """What is wrong against which limit, and what has been done about it already."""
        assert self.celsius is not None
        celsius, limit = words.celsius(self.celsius), ""
        if self.limit_c is not None:
            limit = words.celsius(self.limit_c)
        if self.meat is None:
            head = words.text("Too warm: {celsius} – at most {limit}", celsius=celsius, limit=limit)
        else:
            head = words.text(
                "Too warm: {celsius} – at most {limit} for {meat}",
                celsius=celsius,
                limit=limit,
                meat=term_of(words, "Meat", self.meat),
            )
        if self.kept:
            return head, words.text("Set it aside: it is put on HOLD when it is sent.")
        return head, words.text("The lot is on HOLD by itself. It must not be moved or processed.")


def outcome_of(
    command: RegisterLot, result: Mapping[str, Any] | None, limit: Decimal | None, *, too_warm: bool
) -> Outcome:
    """The registration as the plant answered it; without a result, as this kiosk knows it."""
    answer = result or {"status": LotStatus.HOLD if too_warm else LotStatus.CREATED}
    return Outcome(
        code=answer.get("code"),
        type=command.type,
        weight_kg=command.weight_kg,
        status=LotStatus(str(answer["status"])),
        buffer=answer.get("buffer"),
        violation=bool(answer.get("violation", too_warm)),
        deviation=bool(answer.get("deviation", False)),
        celsius=command.temperature_c,
        limit_c=limit,
        meat=command.meat,
    )


def age_warning(words: Words, result: Mapping[str, Any]) -> str:
    """That minced meat in the new lot has to be used up at once; empty where it has more time."""
    aged = [each for each in result.get("warnings", ()) if each["reason"] == "age"]
    if not aged:
        return ""
    least = min(each["limit"] - each["days"] for each in aged)
    lots = ", ".join(each["lot"] for each in aged if each["limit"] - each["days"] == least)
    if least:
        return words.text(
            "{made} is saved. Minced meat in it has to be used up by tomorrow: {lots}",
            made=str(result["code"]),
            lots=lots,
        )
    return words.text(
        "{made} is saved. Minced meat in it has to be used up today: {lots}",
        made=str(result["code"]),
        lots=lots,
    )
