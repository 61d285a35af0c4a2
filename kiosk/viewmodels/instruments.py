"""The devices as screens see them: the weight that may be booked now, the last temperature, scans."""

import time
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain.values import to_the_gram, to_the_hundredth
from kiosk.ports import DeviceState, DeviceStatus, Reading, ReadingKind, ReadingStatus, Scan

FRESH = 2.0
"""Seconds after which a reading is no longer the present one (devices: nothing older may be booked)."""


class WeightState(StrEnum):
    """Why the scale's weight may be booked now, or why not."""

    NO_SIGNAL = "no_signal"
    FAULT = "fault"
    MOVING = "moving"
    OVERLOAD = "overload"
    EMPTY = "empty"
    REMOVE_LOAD = "remove_load"
    READY = "ready"


class Instruments(QObject):
    """Readings come in by the `take_...` slots, queued from the devices' threads.

    `tare` has the main scale tare itself.
    After a booking the load must come off before the next weight may be booked (`weight_booked`).
    """

    weight_changed = Signal()
    temperature_changed = Signal()
    scanned = Signal(object)  # a kiosk.ports.Scan

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        tare: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self.tare = tare
        self._monotonic = monotonic
        self._weight: Reading | None = None
        self._temperature: Reading | None = None
        self._tare: Decimal | None = None
        self._unload = False
        self._ageing = QTimer(self)
        self._ageing.setInterval(500)
        self._ageing.timeout.connect(self._forget_old)
        self._ageing.start()

    @property
    def weight(self) -> Reading | None:
        """The present weight reading, None where there is no fresh one."""
        return self._weight

    @property
    def weight_kg(self) -> Decimal | None:
        """The shown weight in kilograms to the gram; only bookable while `weight_state` is READY."""
        reading = self._weight
        return None if reading is None or reading.value is None else to_the_gram(reading.value)

    @property
    def weight_state(self) -> WeightState:
        """The first reason that stands in the way of booking, or READY."""
        reading = self._weight
        if reading is None:
            return WeightState.NO_SIGNAL
        if reading.status is ReadingStatus.OVERLOAD:
            return WeightState.OVERLOAD
        if reading.status in (ReadingStatus.UNSTABLE, ReadingStatus.BUSY):
            return WeightState.MOVING
        if reading.status is not ReadingStatus.STABLE or reading.value is None:
            return WeightState.FAULT
        if self._unload:
            return WeightState.REMOVE_LOAD
        return WeightState.READY if reading.bookable else WeightState.EMPTY

    @property
    def tare_kg(self) -> Decimal | None:
        """What the scale last said that it takes off, to the gram; None where it never said."""
        return None if self._tare is None else to_the_gram(self._tare)

    @property
    def temperature(self) -> Reading | None:
        """The present temperature reading, None where there is no fresh one."""
        return self._temperature

    @property
    def celsius(self) -> Decimal | None:
        """The temperature that may be booked now, or None."""
        reading = self._temperature
        return self.shown_celsius if reading is not None and reading.bookable else None

    @property
    def shown_celsius(self) -> Decimal | None:
        """The temperature the probe tells, in hundredths at the finest; None where it tells none."""
        reading = self._temperature
        return None if reading is None or reading.value is None else to_the_hundredth(reading.value)

    def weight_booked(self) -> None:
        """The weight was used: it may not be used again before the load came off."""
        self._unload = True
        self.weight_changed.emit()

    def take_reading(self, reading: Reading) -> None:
        """A line of a scale or thermometer; one that carries no number clears the shown one."""
        if reading.kind is ReadingKind.TEMPERATURE:
            self._temperature = reading
            self.temperature_changed.emit()
        elif reading.kind is ReadingKind.TARE:
            self._keep_tare(reading.value)
            self.weight_changed.emit()
        elif reading.kind in (ReadingKind.WEIGHT, ReadingKind.ERROR):
            self._weight = reading
            self._keep_tare(reading.tare)
            if reading.status is ReadingStatus.STABLE and not reading.bookable:
                self._unload = False
            self.weight_changed.emit()

    def take_scan(self, scan: Scan) -> None:
        """A scan, from whichever scanner."""
        self.scanned.emit(scan)

    def take_status(self, status: DeviceStatus) -> None:
        """A lost scale or probe shows no value any more."""
        if status.state is not DeviceState.LOST:
            return
        if status.role.startswith("scale."):
            self._weight = self._tare = None
            self.weight_changed.emit()
        if status.role.startswith("probe."):
            self._temperature = None
            self.temperature_changed.emit()

    def _keep_tare(self, tare: Decimal | None) -> None:
        """A line that says nothing of the tare changes nothing."""
        if tare is not None:
            self._tare = tare

    def _forget_old(self) -> None:
        now = self._monotonic()
        if self._weight is not None and now - self._weight.monotonic > FRESH:
            self._weight = None
            self.weight_changed.emit()
        if self._temperature is not None and now - self._temperature.monotonic > FRESH:
            self._temperature = None
            self.temperature_changed.emit()
