"""How this kiosk is: database, clock, outbox and devices, for the status bar and the devices screen."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from kiosk.ports import DeviceState, DeviceStatus
from kiosk.runtime.outbox import Depth

_EMPTY = Depth()

SKEW_SHOWN = timedelta(seconds=5)
"""A clock further off than this is told to the person."""


class DatabaseState(StrEnum):
    """UNKNOWN until the first contact."""

    UNKNOWN = "unknown"
    UP = "up"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskHealth:
    """A snapshot. `skew` is the kiosk's clock minus the server's."""

    database: DatabaseState = DatabaseState.UNKNOWN
    reason: str = ""
    skew: timedelta | None = None
    outbox: Depth = _EMPTY
    devices: Mapping[str, DeviceStatus] = field(default_factory=dict)

    @property
    def clock_is_off(self) -> bool:
        """Whether the clock is too far off to be left unsaid."""
        return self.skew is not None and abs(self.skew) > SKEW_SHOWN


class HealthBoard:
    """Holds the newest snapshot. Any thread writes; listeners are called on the writer's thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._health = KioskHealth()
        self._listeners: list[Callable[[KioskHealth], object]] = []

    @property
    def now(self) -> KioskHealth:
        """The newest snapshot."""
        return self._health

    def on_change(self, listener: Callable[[KioskHealth], object]) -> None:
        """Call `listener` with each new snapshot."""
        self._listeners.append(listener)

    def database_is_up(self, skew: timedelta | None = None) -> None:
        """It answered; `skew` where the answer told the time."""
        known = self._health.skew if skew is None else skew
        self._change(database=DatabaseState.UP, reason="", skew=known)

    def database_is_away(self, reason: str) -> None:
        """It did not answer."""
        self._change(database=DatabaseState.AWAY, reason=reason)

    def outbox_holds(self, depth: Depth) -> None:
        """How much is in the outbox."""
        self._change(outbox=depth)

    def device(self, status: DeviceStatus) -> None:
        """A device's state changed; one that was removed is not known any more."""
        with self._lock:
            devices = {**self._health.devices, status.role: status}
            if status.state is DeviceState.REMOVED:
                del devices[status.role]
        self._change(devices=devices)

    def _change(self, **values: Any) -> None:
        with self._lock:
            before = self._health
            self._health = now = replace(before, **values)
        if now != before:
            for listener in tuple(self._listeners):
                listener(now)
