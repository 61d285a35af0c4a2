"""Keeps a temperature from being booked while the probe is still on its way to it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kiosk.devices.driver import Codec
from kiosk.devices.setting import Options
from kiosk.ports import SEVERAL_PROBES, Reading, ReadingKind, ReadingStatus, Scan

READINGS = 3
MOST_READINGS = 100
WITHIN = Decimal("0.2")
_NO_BREAK = (  # noise, or a temperature that is only not plausible
    ReadingStatus.OK,
    ReadingStatus.GARBAGE,
    ReadingStatus.CRC_ERROR,
    ReadingStatus.WRONG_ADDRESS,
)


class Settling:
    """Whether the last `readings` temperatures lie within 0.2 degrees.

    Where several probes answer in turn, one after the other is a round, and all of the last
    rounds have to agree: unless the channel is configured nobody knows which of them is meant.
    """

    def __init__(self, readings: int = READINGS) -> None:
        self._readings = readings
        self._rounds: deque[dict[int | None, Decimal]] = deque(maxlen=readings + 1)

    def add(self, value: Decimal, channel: int | None) -> bool:
        """Take one more temperature in; whether it is a settled one."""
        if not self._rounds or channel in self._rounds[-1]:
            self._rounds.append({})
        self._rounds[-1][channel] = value
        lately = list(self._rounds)[-self._readings :]
        before = self._rounds[0] if len(self._rounds) > self._readings else {}
        seen = [each for one in lately for each in one.values()]
        seen += [each for probe, each in before.items() if probe != channel]
        return len(lately) == self._readings and max(seen) - min(seen) <= WITHIN

    @property
    def probes(self) -> int:
        """How many probes answered lately."""
        return len({channel for one in self._rounds for channel in one})

    def forget(self) -> None:
        """Begin anew."""
        self._rounds.clear()


class SettlingCodec:
    """A thermometer's codec whose readings are bookable only once they have settled.

    Those of other channels than the configured one are not told: nobody may take them for it.
    """

    def __init__(self, codec: Codec, readings: int, channel: int | None = None) -> None:
        self._codec = codec
        self._settling = Settling(readings)
        self._channel = channel

    @property
    def leftover(self) -> bytes:
        return self._codec.leftover

    def asked(self, request: bytes) -> None:
        self._codec.asked(request)

    def feed(self, data: bytes) -> Sequence[Reading | Scan]:
        return [self._judged(item) for item in self._codec.feed(data) if self._is_meant(item)]

    def _is_meant(self, item: Reading | Scan) -> bool:
        told = item.channel if isinstance(item, Reading) else None
        return self._channel is None or told in (None, self._channel)

    def _judged(self, item: Reading | Scan) -> Reading | Scan:
        if not isinstance(item, Reading) or item.kind is not ReadingKind.TEMPERATURE:
            return item
        if item.bookable and item.value is not None:
            if self._settling.add(item.value, item.channel):
                return item
            note = SEVERAL_PROBES if self._settling.probes > 1 else item.note
            return replace(item, bookable=False, settled=False, note=note)
        if item.status not in _NO_BREAK:  # an open probe, HOLD, ...
            self._settling.forget()
        return item


def settling(codec: Codec, options: Options) -> SettlingCodec:
    """`codec` as a device with these options needs it; raises ValueError for what cannot be.

    `settle_readings`: after how many readings a temperature counts as settled; 1: at once.
    """
    told = str(options.get("settle_readings", READINGS))
    if not told.isdecimal() or not 1 <= int(told) <= MOST_READINGS:
        raise ValueError(f"settle_readings is 1 to {MOST_READINGS}, not {told}")
    channel = options.get("channel")
    return SettlingCodec(codec, int(told), None if channel is None else int(str(channel)))
