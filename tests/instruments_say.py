"""What a thermometer or a scale says to a kiosk."""

from decimal import Decimal

from kiosk.ports import Reading, ReadingKind, ReadingStatus, device_time


def celsius(value: str, device: str = "T2", *, age: float = 0) -> Reading:
    """What a thermometer says, so many seconds ago."""
    return Reading(
        kind=ReadingKind.TEMPERATURE,
        status=ReadingStatus.OK,
        bookable=True,
        value=Decimal(value),
        unit="C",
        device=device,
        monotonic=device_time() - age,
    )


def kilograms(value: str, device: str = "S2") -> Reading:
    """What a scale says."""
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=ReadingStatus.STABLE,
        bookable=True,
        value=Decimal(value),
        unit="kg",
        device=device,
        monotonic=device_time(),
    )
