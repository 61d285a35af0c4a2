"""The last known plant: what was answered last, for when the database is away."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """An answer; `stale` where the database is away and this is what it said last."""

    answer: T
    stale: bool = False


class LastKnown:
    """The newest answers by question, the least used dropped first."""

    def __init__(self, size: int = 500) -> None:
        self._size = size
        self._answers: OrderedDict[Hashable, object] = OrderedDict()

    def keep(self, question: Hashable, answer: object) -> None:
        """`answer` is the newest to `question`."""
        self._answers[question] = answer
        self._answers.move_to_end(question)
        if len(self._answers) > self._size:
            self._answers.popitem(last=False)

    def get(self, question: Hashable) -> object | None:
        """The newest answer, or None where there never was one."""
        if question in self._answers:
            self._answers.move_to_end(question)
        return self._answers.get(question)
