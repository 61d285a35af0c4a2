import asyncio

import pytest

from core.errors import Refused, Unavailable
from kiosk.runtime.tasks import Tasks, action


class Model:
    """A view model with one action."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.tasks = Tasks(self.failures.append)
        self.door = asyncio.Event()
        self.runs = 0
        self.fails: Exception | None = None

    @action
    async def save(self, times: int = 1) -> None:
        self.runs += times
        await self.door.wait()
        if self.fails is not None:
            raise self.fails


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_second_tap_while_it_runs_does_nothing() -> None:
    async def story() -> list[int]:
        model, runs = Model(), []
        model.save()
        model.save(5)
        await settle()
        runs.append(model.runs)
        model.door.set()
        await settle()
        model.save(2)
        await settle()
        return [*runs, model.runs]

    assert asyncio.run(story()) == [1, 3]


def test_two_models_do_not_stand_in_each_others_way() -> None:
    async def story() -> int:
        one, other = Model(), Model()
        other.tasks = one.tasks
        one.save()
        other.save()
        await settle()
        await one.tasks.end()
        return one.runs + other.runs

    assert asyncio.run(story()) == 2


@pytest.mark.parametrize("failure", [Refused("invalid"), Unavailable("database")])
def test_a_refusal_is_shown_and_not_logged(failure: Exception) -> None:
    assert failures_of(failure) == [failure]


@pytest.mark.expected_log("an action met a fault: 'weight'")
def test_a_fault_is_shown_and_logged() -> None:
    failure = KeyError("weight")
    assert failures_of(failure) == [failure]


def failures_of(failure: Exception) -> list[Exception]:
    async def story() -> list[Exception]:
        model = Model()
        model.fails = failure
        model.door.set()
        model.save()
        await settle()
        return model.failures

    return asyncio.run(story())


def test_after_the_end_nothing_begins() -> None:
    async def story() -> tuple[int, bool]:
        model = Model()
        await model.tasks.end()
        model.save()
        await settle()
        return model.runs, model.tasks.is_running("save")

    assert asyncio.run(story()) == (0, False)


def test_what_is_under_way_at_the_end_is_cancelled_and_not_a_failure() -> None:
    async def story() -> tuple[bool, bool, list[Exception]]:
        model = Model()
        model.tasks.start("save", lambda: Model.save.__wrapped__(model))
        await settle()
        before = model.tasks.is_running("save")
        await model.tasks.end()
        await settle()
        return before, model.tasks.is_running("save"), model.failures

    assert asyncio.run(story()) == (True, False, [])
