"""Several kiosks at once, doing what comes to their minds and repeating themselves: the books stay right."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from core.context import Request
from core.errors import Refused, Unavailable
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once, made_from
from tests.proofs import size

KIOSKS = ("K1", "K2", "EXEC")
STEPS = size(70, 1500)
SEEDS = range(size(2, 12))


class Hands:
    """One kiosk's person: draws commands at random from what is there, and keeps what was answered."""

    def __init__(self, plant: Plant, runs: tuple[str, ...], seed: str) -> None:
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
                "run": self._runs[0],
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
                        "run": self._runs[1],
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
                ("advance_run", {"run": pick(self._runs)}),
            ]
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_storm_every_kilogram_is_where_the_books_say(
    plant: Plant, books: Books, seed: int
) -> None:
    books.write("UPDATE app.buffer SET capacity_kg = 700 WHERE code = 'LK-1'")
    runs = (plant.run_to(1).run, plant.run_to(2).run)
    everyone = [
        Hands(replace(plant, station=plant.core.station(kiosk)), runs, f"{seed} {kiosk}")
        for kiosk in KIOSKS
    ]
    done = at_once(*[hands.work for hands in everyone], seconds=60 + STEPS / 5)
    books.balance()
    assert books.ask("SELECT used_kg <= capacity_kg FROM app.buffer WHERE code = 'LK-1'")
    for hands in done:
        assert len(hands.answers) > STEPS / 5
        assert set(hands.away) <= {"busy"}
        for key, result in hands.answers.items():
            assert plant.core.fate(key) == result
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
    numbers = books.rows(
        "SELECT type, count(*), max(split_part(code, '-', 4)::int) FROM app.lot GROUP BY type"
    )
    assert [(kind, count) for kind, count, _ in numbers] == [
        (kind, last) for kind, _, last in numbers
    ]
