"""What everything that asks for a PIN has in common: how many digits stand there, why the last PIN was refused."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Signal

from core.errors import Refused, Unavailable, Violation
from kiosk.i18n.errors import message, unavailable
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.workplace import NoticeKind, Workplace

LEAST_PIN = 4


class PinModel(ScreenModel):
    """The PIN stays with the pad: the work is handed it, `pin_spent` says that it is to be forgotten."""

    pin_spent = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.refusal = ""
        self.busy = False
        self._digits = 0

    @property
    def pin_obstacle(self) -> str | None:
        """Why no PIN can be tried yet, in a few words; None where one can."""
        if self.busy:
            return self.words.text("one moment")
        return self.words.text("first the PIN") if self._digits < LEAST_PIN else None

    def count_digits(self, digits: int) -> None:
        """So many digits of the PIN stand there."""
        self._digits = digits
        if digits:
            self.refusal = ""
        self.changed.emit()

    async def prove(self, check: Callable[[], Awaitable[object]]) -> None:
        """Have the PIN checked; what is wrong with it is told in one sentence, and it is forgotten."""
        self._wait(busy=True)
        try:
            await check()
        except Refused as refused:
            self._say(refused.violation)
        except Unavailable as problem:
            self.refusal = unavailable(self.words, problem)
        finally:
            self.pin_spent.emit()
            self._wait(busy=False)

    def _say(self, violation: Violation) -> None:
        """A machine that is no kiosk is nothing that another PIN would cure: it is told elsewhere."""
        text = message(self.words, violation.code, violation.details)
        if violation.details.get("reason") == "not_enrolled":
            self.place.notices.show(NoticeKind.FAULT, text)
        else:
            self.refusal = text

    def _wait(self, *, busy: bool) -> None:
        self.busy = busy
        self.changed.emit()
