"""What a reading must be for the plant to book it, by the device's configuration."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kiosk.devices.measures import unit
from kiosk.devices.setting import Options
from kiosk.ports import Reading, ReadingKind, ReadingStatus
from kiosk.settings import Option

_TRUSTED = {ReadingKind.WEIGHT: ReadingStatus.STABLE, ReadingKind.TEMPERATURE: ReadingStatus.OK}

_BOOKED = {ReadingKind.WEIGHT: ("kg", "g", "t"), ReadingKind.TEMPERATURE: ("C",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Kind and unit of a device's readings, their decimals (None: any) and bounds (inclusive).

    `divisions` is the least weight in the scale's steps (of the last decimal, where it does not
    tell them), where no `minimum` is set.
    """

    kind: ReadingKind
    unit: str
    decimals: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    channel: int | None = None
    divisions: int = 0

    def books(self, reading: Reading) -> bool:
        """Whether everything that a line tells allows booking it; its age is judged apart."""
        value = reading.value
        return (
            value is not None
            and self._trusts(reading, value)
            and not self._too_light(reading, value)
            and (self.maximum is None or value <= self.maximum)
        )

    def below_minimum(self, reading: Reading) -> bool:
        """Whether only the weight is wanting: all else about the reading fits."""
        value = reading.value
        return (
            value is not None
            and self.kind is ReadingKind.WEIGHT
            and self._trusts(reading, value)
            and self._too_light(reading, value)
        )

    def _trusts(self, reading: Reading, value: Decimal) -> bool:
        return (
            reading.kind is self.kind
            and reading.status is _TRUSTED.get(self.kind)
            and reading.unit == self.unit
            and (self.decimals is None or value.as_tuple().exponent == -self.decimals)
            and (self.channel is None or reading.channel == self.channel)
        )

    def _too_light(self, reading: Reading, value: Decimal) -> bool:
        if self.kind is ReadingKind.WEIGHT and value <= 0:
            return True
        if self.minimum is None:
            return self.divisions > 0 and value < self.divisions * _division(reading, value)
        return value < self.minimum

    def with_options(self, options: Options) -> "Profile":
        """The profile as a device's settings change it (unit, decimals, minimum, channel).

        Raises ValueError for an option that is no number where one is due, and for a unit that
        the plant does not book in.
        """
        decimals = _whole(options.get("decimals"), self.decimals)
        if decimals is not None and decimals < 0:
            raise ValueError(f"decimals is 0 or more, not {decimals}")
        return replace(
            self,
            unit=self._bookable_unit(str(options.get("unit", ""))),
            decimals=decimals,
            minimum=_decimal(options.get("minimum"), self.minimum),
            channel=_whole(options.get("channel"), self.channel),
        )

    def _bookable_unit(self, told: str) -> str:
        chosen = unit(told.encode()) or self.unit
        known = _BOOKED[self.kind]
        if chosen not in known:
            raise ValueError(f"unit is {', '.join(known)}, not {told}")
        return chosen


# 20 d is the least that a verified scale of class III may weigh.
KILOGRAMS = Profile(kind=ReadingKind.WEIGHT, unit="kg", divisions=20)
CELSIUS = Profile(  # what a food plant can plausibly measure
    kind=ReadingKind.TEMPERATURE, unit="C", minimum=Decimal(-40), maximum=Decimal(120)
)


def _division(reading: Reading, value: Decimal) -> Decimal:
    if reading.division is not None:
        return reading.division
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)  # no grammar lets NaN in


def _whole(option: Option | None, otherwise: int | None) -> int | None:
    if option is None:
        return otherwise
    if not re.fullmatch("-?[0-9]{1,9}", str(option)):
        raise ValueError(f"not a whole number: {option}")
    return int(str(option))


def _decimal(option: Option | None, otherwise: Decimal | None) -> Decimal | None:
    if option is None:
        return otherwise
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", str(option)):
        raise ValueError(f"not a number: {option}")
    return Decimal(str(option))
