"""Several kiosks at once, doing what comes to their minds and repeating themselves: the books stay right."""

import random
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from core.context import Request
from core.domain.commands.runs import AdvanceRun
from core.errors import Refused, Unavailable
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once, made_from
from tests.proofs import size

KIOSKS = ("K1", "K2", "EXEC")
STEPS = size(70, 1500)
SEEDS = range(size(2, 12))
SPARE = size(3, 30)
"""Runs that wait beside the two at work: a storm on runs that are all past their step would be only refusals."""

GAPS = """
    WITH drawn AS (
      SELECT type AS prefix, split_part(code, '-', 4)::bigint AS number FROM app.lot
    ), free AS (
      SELECT prefix, generate_series(next, last) AS number FROM app.code_lease WHERE next <= last
    ), whole AS (
      SELECT prefix, generate_series(1, last) AS number FROM app.code_counter WHERE prefix IN (SELECT prefix FROM drawn)
    )
    SELECT prefix, number FROM whole EXCEPT ALL (TABLE drawn UNION ALL TABLE free)
    UNION ALL (TABLE drawn UNION ALL TABLE free) EXCEPT ALL SELECT prefix, number FROM whole
"""
"""Numbers that are neither on a lot nor in a kiosk's block, and those that are so twice or past the counter."""


class Runs:
    """The runs at work, the one that makes RAW first; whoever brings one on puts the next of its kind in its place."""

    def __init__(self, plant: Plant) -> None:
        self._waiting = {
            1: [plant.run_to(1).run for _ in range(1 + SPARE)],
            2: [_at_deboning(plant) for _ in range(1 + SPARE)],
        }

    def at(self, step: int) -> str:
        """The run whose lots of the step are made now."""
        return self._waiting[step][-1]

    def ripe(self) -> list[str]:
        """Runs that may be brought on, because another one stands behind them."""
        return [waiting[-1] for waiting in self._waiting.values() if len(waiting) > 1]

    def advanced(self, run: str) -> None:
        """The run is past its step."""
        for waiting in self._waiting.values():
            if run in waiting:
                waiting.remove(run)


def _at_deboning(plant: Plant) -> str:
    """A run at its second step that left no more than a kilogram behind."""
    run = plant.run_to(1).run
    plant.passed(plant.register(run, "RAW", "1", meat="poultry", temperature_c="2"))
    plant.do("advance_run", run=run)
    return run


class Hands:
    """One kiosk's person: draws commands at random from what is there, and keeps what was answered."""

    def __init__(self, plant: Plant, runs: Runs, seed: str) -> None:
        self._plant = plant
        self._runs = runs
        self._random = random.Random(seed)
        self._sent: list[Request] = []
        self.answers: dict[UUID, Mapping[str, Any]] = {}
        self.codes: list[str] = []
        self.away: list[str] = []

    def work(self) -> "Hands":
        for _ in range(STEPS):
            request = self._draw()
            self._sent.append(request)
            try:
                answer = self._plant.core.handle(request)
            except Refused as refusal:
                self.codes.append(refusal.violation.code)
                continue
            except Unavailable as away:
                self.away.append(away.reason)
                continue
            if isinstance(request.command, AdvanceRun):
                self._runs.advanced(request.command.run)
            assert self.answers.setdefault(request.key, answer.result) == answer.result
        return self

    def _draw(self) -> Request:
        if self._sent and self._random.random() < 0.15:
            return self._random.choice(self._sent)
        name, args = self._command()
        return self._plant.request(name, **args)

    def _command(self) -> tuple[str, dict[str, Any]]:
        pick = self._random.choice
        lots = self._plant.ask("lots", limit=40)["items"]
        lot = pick(lots) if lots else None
        if lot is None or self._random.random() < 0.25:
            return "register_lot", {
                "run": self._runs.at(1),
                "type": "RAW",
                "weight_kg": "40",
                "meat": "poultry",
                "temperature_c": pick(["2", "3.9", "5"]),
                "buffer": pick(["LK-1", None]),
            }
        kg = pick(["1", "7.5", "20", lot["remaining_kg"]])
        return pick(
            [
                (
                    "register_lot",
                    {
                        "run": self._runs.at(2),
                        "type": "DEB",
                        "weight_kg": kg,
                        "buffer": pick(["LK-1", None]),
                        "parents": made_from((lot["code"], kg)),
                    },
                ),
                ("move_stock", {"lot": lot["code"], "kg": kg, "to": pick(["LK-1", None])}),
                ("move_stock", {"lot": lot["code"], "kg": kg, "from": "LK-1"}),
                (
                    "inspect_lot",
                    {
                        "lot": lot["code"],
                        "decision": pick(["PASS", "PASS", "HOLD", "FAIL"]),
                        "notes": WHY,
                    },
                ),
                ("inspect_lot", {"lot": lot["code"], "decision": "PASS"}),
                (
                    "record_temperature",
                    {"lot": lot["code"], "celsius": pick(["3", "4.5"]), "kind": "CORE"},
                ),
                ("print_label", {"lot": lot["code"], "reason": pick([None, WHY])}),
                *(("advance_run", {"run": run}) for run in self._runs.ripe()),
            ]
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_storm_every_kilogram_is_where_the_books_say(
    plant: Plant, books: Books, seed: int
) -> None:
    books.write("UPDATE app.buffer SET capacity_kg = 700 WHERE code = 'LK-1'")
    runs = Runs(plant)
    everyone = [Hands(plant.at(kiosk), runs, f"{seed} {kiosk}") for kiosk in KIOSKS]
    done = at_once(*[hands.work for hands in everyone], seconds=60 + STEPS / 5)
    books.balance()
    assert books.ask("SELECT used_kg <= capacity_kg FROM app.buffer WHERE code = 'LK-1'")
    for kiosk, hands in zip(KIOSKS, done, strict=True):
        assert len(hands.answers) > STEPS / 5
        assert set(hands.away) <= {"busy"}
        for key, result in hands.answers.items():
            assert plant.core.fate(key, plant.core.station(kiosk)) == result
    refused = {code for hands in done for code in hands.codes}
    assert refused <= {
        "illegal_transition",
        "step_not_ready",
        "lot_not_released",
        "weight_exceeded",
        "notes_required",
        "genealogy",
        "buffer_capacity",
        "buffer_temperature",
        "forbidden",
        "invalid",
        "run_not_running",
    }
    events, keys = books.rows("SELECT count(*), count(DISTINCT key) FROM app.audit_event")[0]
    assert events == keys == books.ask("SELECT count(*) FROM app.command_log")
    assert books.rows(GAPS) == []
