"""A day that is reached in steps of a day, a month or a year."""

from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from core.domain.words import Words
from core.errors import Violation
from kiosk.i18n.errors import message

_PROBE = date(2033, 11, 22)


class Part(StrEnum):
    """What of a day is moved."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class DayEntry(QObject):
    """Starts at `day`, or at today. `broken` gives what stands against a day.

    `accepted` carries the day, or None where there is to be none.
    """

    changed = Signal()
    accepted = Signal(object)
    cancelled = Signal()

    def __init__(
        self,
        words: Words,
        *,
        title: str,
        day: date | None,
        today: date,
        broken: Callable[[date], Violation | None],
    ) -> None:
        super().__init__()
        self.title = title
        self.day = day or today
        self.known = day is not None
        self._words = words
        self._broken = broken

    @property
    def parts(self) -> tuple[Part, ...]:
        """In the order in which the language writes a day."""
        if self._words.date(_PROBE).startswith(str(_PROBE.year)):
            return Part.YEAR, Part.MONTH, Part.DAY
        return Part.DAY, Part.MONTH, Part.YEAR

    @property
    def text(self) -> str:
        return self._words.date(self.day)

    @property
    def problem(self) -> str:
        """Why this day cannot be, in one sentence; empty where it can."""
        broken = self._broken(self.day)
        return message(self._words, broken.code, broken.details) if broken else ""

    def value(self, part: Part) -> str:
        """The figures of that part."""
        number = {Part.DAY: self.day.day, Part.MONTH: self.day.month, Part.YEAR: self.day.year}
        return str(number[part])

    def move(self, part: Part, by: int) -> None:
        """So many days, months or years on or back; the last of a month stays in its month."""
        if part is Part.DAY:
            number = self.day.toordinal() + by
            if date.min.toordinal() <= number <= date.max.toordinal():
                self.day = date.fromordinal(number)
        else:
            months = self.day.year * 12 + self.day.month - 1
            year, month = divmod(months + by * (12 if part is Part.YEAR else 1), 12)
            if MINYEAR <= year <= MAXYEAR:
                last = monthrange(year, month + 1)[1]
                self.day = date(year, month + 1, min(self.day.day, last))
        self.changed.emit()

    def accept(self) -> None:
        if not self.problem:
            self.accepted.emit(self.day)

    def clear(self) -> None:
        """There is to be no day."""
        self.accepted.emit(None)

    def cancel(self) -> None:
        self.cancelled.emit()
