"""What labels, reports and screens expect of a language: words, numbers, dates."""

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


class Words(Protocol):
    """One language. The English sentence is the message; `{name}` places are filled from values."""

    @property
    def language(self) -> str: ...

    def text(self, message: str, **values: object) -> str: ...

    def number(self, value: Decimal, places: int | None = None) -> str: ...

    def date(self, value: date) -> str: ...

    def time(self, value: datetime) -> str: ...
