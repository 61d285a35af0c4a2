"""What a laboratory says of a lot."""

from enum import StrEnum


class LabResult(StrEnum):
    """The result of a laboratory's test."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
