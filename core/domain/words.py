"""What labels, reports and screens expect of a language: words, numbers, dates."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


def translatable(message: str) -> str:
    """`message` itself: marks a literal that is translated where it is shown (imported as `_`)."""
    return message


class Words(Protocol):
    """One language. The English sentence is the message; `{name}` places are filled from values.

    Messages are literals at the call, so that the catalogues can be checked against the code.
    Numbers, dates, times and names among the values are shown as the language writes them.
    """

    @property
    def language(self) -> str:
        """The code of the language: "en", "hu"."""

    @property
    def decimal_mark(self) -> str:
        """What stands between whole and fraction: "." or ","."""

    def text(self, message: str, **values: object) -> str:
        """The message in this language, its places filled; a missing value is a KeyError."""

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The form of the message for `count` things, which fills `{count}`."""

    def name(self, name: Mapping[str, str] | str) -> str:
        """The name of a thing in this language; where it has none, in English, else in any."""

    def number(
        self, value: Decimal | int, places: int | None = None, *, signed: bool = False
    ) -> str:
        """With all its places, or rounded half-even to `places`; `signed` shows a plus as well."""

    def kilograms(self, value: Decimal, *, signed: bool = False) -> str:
        """Mass to the gram with its unit: 15.042 kg."""

    def celsius(self, value: Decimal, *, signed: bool = False) -> str:
        """Degrees with their unit, at least one place and none rounded away: 4.0 °C."""

    def percent(self, value: Decimal, places: int = 1, *, signed: bool = False) -> str:
        """Per cent with the sign: 98.9 %."""

    def day(self, value: date) -> str:
        """A day of the present year: 20 Nov."""

    def date(self, value: date) -> str:
        """A day with its year: 20 Nov 2026."""

    def time(self, value: datetime, *, seconds: bool = False) -> str:
        """Time of day in the site's zone: 14:32."""

    def moment(self, value: datetime) -> str:
        """Day and time in the site's zone: 20 Nov 2026 14:32."""
