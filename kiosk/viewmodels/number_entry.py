"""A number as it is typed key by key, and the decision whether it may be taken as it is."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from core.domain.words import Words

MOST_DIGITS = 7


class NumberEntry:
    """Digits, at most one decimal point and a sign. `places` is how many decimals it takes."""

    def __init__(self, places: int, *, signed: bool = False) -> None:
        self.places = places
        self.signed = signed
        self.negative = False
        self.digits = ""  # with "." for the separator

    @property
    def value(self) -> Decimal | None:
        """What stands there, None while there is no digit."""
        if not any(letter.isdigit() for letter in self.digits):
            return None
        value = Decimal(self.digits.rstrip(".") or "0")
        return -value if self.negative else value

    @property
    def ghost(self) -> str:
        """The zeros that the value has beyond what was typed."""
        if "." not in self.digits:
            return ""
        return "0" * (self.places - len(self.digits.partition(".")[2]))

    def digit(self, digit: str) -> None:
        whole, point, decimals = self.digits.partition(".")
        if (point and len(decimals) >= self.places) or len(whole + decimals) >= MOST_DIGITS:
            return
        self.digits = digit if self.digits == "0" else self.digits + digit

    def point(self) -> None:
        if self.places and "." not in self.digits:
            self.digits = f"{self.digits or '0'}."

    def sign(self) -> None:
        self.negative = self.signed and not self.negative

    def erase(self) -> None:
        self.digits = self.digits[:-1]

    def clear(self) -> None:
        self.digits = ""
        self.negative = False


def no_question(value: Decimal) -> str:
    return ""


class TypedNumberModel(QObject):
    """A typed weight or temperature: shows the allowed range and asks once more where told to.

    `question` gives the sentence of the second look for a value, or "" where none is needed;
    where `bound`, nothing outside the range is taken at all. `accepted` carries the Decimal.
    """

    changed = Signal()
    accepted = Signal(object)
    cancelled = Signal()

    def __init__(
        self,
        words: Words,
        *,
        title: str,
        unit: str,
        places: int,
        low: Decimal | None = None,
        high: Decimal | None = None,
        signed: bool = False,
        bound: bool = False,
        question: Callable[[Decimal], str] = no_question,
    ) -> None:
        super().__init__()
        self._words = words
        self.title = title
        self.unit = unit
        self.low, self.high = low, high
        self.note = ""
        self.entry = NumberEntry(places, signed=signed)
        self._bound = bound
        self._question = question
        self._asked = ""

    @property
    def shown(self) -> str:
        sign = "–" if self.entry.negative else ""
        return sign + self.entry.digits.replace(".", self._words.decimal_mark)

    @property
    def range_text(self) -> str:
        """The allowed range in words, empty where there is none."""
        if self.low is None or self.high is None:
            return ""
        places = self.entry.places
        low, high = (self._words.number(each, places) for each in (self.low, self.high))
        if self.low < 0:  # a dash between would look like another minus
            text = self._words.text("{low} … {high} {unit}", low=low, high=high, unit=self.unit)
        else:
            text = self._words.text("{low}–{high} {unit}", low=low, high=high, unit=self.unit)
        return text.rstrip()

    @property
    def warning(self) -> str:
        """The question of the second look, else the note that the caller set."""
        return self._asked or self.note

    @property
    def asking(self) -> bool:
        return bool(self._asked)

    @property
    def instrument_text(self) -> str:
        """Which thermometer shows the value; empty where that is not asked."""
        return ""

    @property
    def can_accept(self) -> bool:
        return self.entry.value is not None and not self.is_beyond

    @property
    def is_beyond(self) -> bool:
        """Whether what stands there is out of a range that binds."""
        value = self.entry.value
        if value is None or not self._bound:
            return False
        below = self.low is not None and value < self.low
        return below or (self.high is not None and value > self.high)

    @property
    def accept_text(self) -> str:
        value = self.entry.value
        if value is None:
            return self._words.text("Enter")
        number = self._words.number(value, self.entry.places)
        if self.asking:
            text = self._words.text("Yes, enter {value} {unit}", value=number, unit=self.unit)
        else:
            text = self._words.text("Enter · {value} {unit}", value=number, unit=self.unit)
        return text.rstrip()

    def set_note(self, note: str) -> None:
        self.note = note
        self.changed.emit()

    def next_instrument(self) -> None:
        """Say that another one shows the value."""

    def type_digit(self, digit: str) -> None:
        self._edit(lambda: self.entry.digit(digit))

    def type_point(self) -> None:
        self._edit(self.entry.point)

    def change_sign(self) -> None:
        self._edit(self.entry.sign)

    def erase(self) -> None:
        self._edit(self.entry.erase)

    def clear(self) -> None:
        self._edit(self.entry.clear)

    def accept(self) -> None:
        """Take the value, or ask once more first."""
        value = self.entry.value
        if value is None or self.is_beyond:
            return
        if not self.asking:
            self._asked = self._question(value)
            if self.asking:
                self.changed.emit()
                return
        self.accepted.emit(value)

    def cancel(self) -> None:
        self.cancelled.emit()

    def _edit(self, step: Callable[[], None]) -> None:
        self._asked = ""
        step()
        self.changed.emit()
