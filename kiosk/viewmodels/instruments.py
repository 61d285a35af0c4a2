"""The devices as screens see them: the weight that may be booked now, the last temperature, scans."""

import asyncio
from collections.abc import Callable, Set
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain.values import to_the_gram, to_the_hundredth
from core.errors import Unavailable
from kiosk.ports import (
    DeviceState,
    DeviceStatus,
    Reading,
    ReadingKind,
    ReadingStatus,
    Scan,
    device_time,
)
from kiosk.viewmodels.weight_state import WeightState, kilograms, state_of, takes_load_off

ALIBI_SECONDS = 0.5
"""What a scale has to name its own record of a weighing; after that the lot goes without."""
REST_SECONDS = 8.0
"""What a scale has to come to rest for an order; until it shows a weight again there is none to book."""
SCALE, PROBE = "scale.main", "probe.core"
_CLEARING = ("TAC", "CT", "Z", "ZI")  # orders, as the scale acknowledges them, that leave no tare


class ScaleOrder(StrEnum):
    """What a scale can be told to do, by the name its protocol knows."""

    TARE = "tare"
    CLEAR_TARE = "clear_tare"
    ZERO = "zero"
    ALIBI = "alibi"


@dataclass(frozen=True, slots=True)
class Load:
    """A load that is a lot's already: what the scale said of its tare when it was booked."""

    net: bool | None = None
    tare: Decimal | None = None


def _nobody(_order: str) -> None:
    raise Unavailable("no_device", role=SCALE)


class Instruments(QObject):
    """Readings come in by the `take_...` slots, queued from the devices' threads.

    Only the main scale and the core probe are listened to: another scale of the kiosk must not be
    taken for the one that the lot stands on. `order` has the main scale do something and raises
    Unavailable where it cannot; `orders` are those it knows. After a booking the load must come
    off before the next weight may be booked (`weight_booked`); `load_changed` when that begins or
    is over.
    """

    weight_changed = Signal()
    temperature_changed = Signal()
    load_changed = Signal()
    order_refused = Signal()
    scanned = Signal(object)  # a kiosk.ports.Scan

    def __init__(
        self,
        monotonic: Callable[[], float] = device_time,
        *,
        order: Callable[[str], object] = _nobody,
        orders: Callable[[], Set[str]] = frozenset,
    ) -> None:
        super().__init__()
        self._order = order
        self._orders = orders
        self._monotonic = monotonic
        self._weight: Reading | None = None
        self._temperature: Reading | None = None
        self._tare: Decimal | None = None
        self._load: Load | None = None
        self._adjusting: float | None = None  # since when
        self._ordered: float | None = None  # since when an answer is due
        self._taring: float | None = None  # since when; until something tells that it is done
        self._was_net: bool | None = None
        self._alibi: asyncio.Future[Reading] | None = None
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
        kg = None if self._weight is None else kilograms(self._weight)
        return None if kg is None else to_the_gram(kg)

    @property
    def weight_state(self) -> WeightState:
        """The first reason that stands in the way of booking, or READY."""
        reading = self._weight
        if self._is_within_rest(self._adjusting):
            return WeightState.MOVING
        if reading is None:
            return WeightState.NO_SIGNAL
        state = state_of(reading)
        if state is not WeightState.READY:
            return state
        if not self.is_present(reading):
            return WeightState.NO_SIGNAL
        if self._is_within_rest(self._taring):
            return WeightState.MOVING
        return WeightState.READY if self._load is None else WeightState.REMOVE_LOAD

    @property
    def load(self) -> Load | None:
        """The booked load that has not come off yet, None where the next one may be weighed."""
        return self._load

    @property
    def in_net(self) -> bool | None:
        """Whether the shown weight is the net one; None where nobody says."""
        if self._weight is not None and self._weight.net is not None:
            return self._weight.net
        return True if self._tare else None

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
        if reading is None or not reading.bookable or not self.is_present(reading):
            return None
        return self.shown_celsius

    @property
    def shown_celsius(self) -> Decimal | None:
        """The temperature the probe tells, in hundredths at the finest; None where it tells none."""
        reading = self._temperature
        return None if reading is None or reading.value is None else to_the_hundredth(reading.value)

    def is_present(self, reading: Reading) -> bool:
        """Whether what any device of this kiosk said may still be shown as its present value."""
        return reading.is_fresh(self._monotonic())

    def can(self, order: ScaleOrder) -> bool:
        """Whether the main scale knows that order."""
        return order.value in self._orders()

    def order(self, order: ScaleOrder) -> None:
        """Have the main scale do it; raises Unavailable where it is not there or cannot."""
        self._order(order.value)
        if order is ScaleOrder.ALIBI:
            return
        self._ordered = self._monotonic()
        if order is ScaleOrder.TARE:
            self._taring, self._was_net = self._ordered, self.in_net
        self._adjust()

    def hides_load(self, order: ScaleOrder) -> bool:
        """Whether the scale would look empty afterwards, with a load on it that is a lot's already.

        A scale that was switched on with it has to be zeroed before it weighs at all.
        """
        if order is ScaleOrder.ZERO and self.weight_state is WeightState.NOT_ZEROED:
            return False
        return self._load is not None and order in (ScaleOrder.TARE, ScaleOrder.ZERO)

    def weight_booked(self, load: Load | None = None) -> None:
        """The weight is used: it may not be used again before the load came off.

        `load`: the one that was on the scale when the kiosk ended.
        """
        net = None if self._weight is None else self._weight.net
        self._stands(load or Load(net, self._tare))

    def weight_free(self) -> None:
        """The weight did not become a lot's after all."""
        self._stands(None)

    async def alibi_of(self, booked: Reading) -> str | None:
        """The number under which the scale itself keeps the weighing `booked`, asked for now.

        None where it keeps none, does not say in time, or carries another load by now.
        """
        if not self.can(ScaleOrder.ALIBI) or self._alibi is not None:
            return None
        self._alibi = asyncio.get_running_loop().create_future()
        try:
            self.order(ScaleOrder.ALIBI)
            answer = await asyncio.wait_for(self._alibi, ALIBI_SECONDS)
        except (Unavailable, TimeoutError):
            return None
        finally:
            self._alibi = None
        return answer.alibi if _is_of(answer, self._weight, booked) else None

    def take_reading(self, reading: Reading) -> None:
        """A line of a scale or thermometer; one that carries no number clears the shown one."""
        if reading.kind is ReadingKind.TEMPERATURE:
            self._take_temperature(reading)
        elif reading.role in ("", SCALE):
            self._take_scale(reading)

    def take_scan(self, scan: Scan) -> None:
        """A scan, from whichever scanner."""
        self.scanned.emit(scan)

    def take_status(self, status: DeviceStatus) -> None:
        """A scale or probe that is not there shows no value any more."""
        if status.state is DeviceState.CONNECTED:
            return
        if status.role == SCALE:
            self._weight = self._tare = None
            self._adjusting = self._ordered = self._taring = None
            self.weight_changed.emit()
        if status.role == PROBE:
            self._temperature = None
            self.temperature_changed.emit()

    def _take_temperature(self, reading: Reading) -> None:
        if reading.role in ("", PROBE):
            self._temperature = reading
            self.temperature_changed.emit()

    def _take_scale(self, reading: Reading) -> None:
        if reading.alibi is not None or reading.kind is ReadingKind.INFO:
            self._take_alibi(reading)
        elif reading.kind in (ReadingKind.WEIGHT, ReadingKind.ERROR):
            self._take_weight(reading)
        elif reading.kind is ReadingKind.TARE:
            self._keep_tare(reading)
        elif reading.kind is ReadingKind.ACK and reading.status is ReadingStatus.OK:
            if reading.command in _CLEARING:
                self._tare = None
                self._adjust()
        elif reading.kind is ReadingKind.ACK:
            self._refuse()

    def _take_alibi(self, reading: Reading) -> None:
        """Or that there is none. A number that nobody waits for any more is another weighing's."""
        if self._alibi is not None and not self._alibi.done():
            self._alibi.set_result(reading)

    def _take_weight(self, reading: Reading) -> None:
        self._weight = reading
        if reading.kind is ReadingKind.ERROR and reading.status is not ReadingStatus.GARBAGE:
            self._refuse()
        self._adjusting = None
        if reading.below_minimum or (reading.net is True and not self._was_net):
            self._taring = None
        if reading.net is False:
            self._tare = None
        elif reading.tare is not None:
            self._tare = reading.tare
        if takes_load_off(reading) and not self._is_tared_away(reading):
            self._stands(None)
        self.weight_changed.emit()

    def _is_tared_away(self, reading: Reading) -> bool:
        """Whether the booked load may still be there, tared since: only less than nothing proves it gone."""
        load, value = self._load, reading.value
        if load is None or value is None or value < 0:
            return False
        is_net_now = load.net is False and reading.net is True
        return is_net_now or (self._tare or 0) > (load.tare or 0)

    def _stands(self, load: Load | None) -> None:
        if load != self._load:
            self._load = load
            self.load_changed.emit()
            self.weight_changed.emit()

    def _keep_tare(self, reading: Reading) -> None:
        if reading.value is None:
            self._refuse()
        else:
            self._tare, self._ordered, self._taring = reading.value, None, None
            self._adjust()

    def _adjust(self) -> None:
        """The weight shown is that of before: the next line tells what is left of it."""
        self._adjusting = self._monotonic()
        self.weight_changed.emit()

    def _refuse(self) -> None:
        """An error without an order, or long after one, is no answer to it."""
        since, self._ordered = self._ordered, None
        self._adjusting = self._taring = None
        if self._is_within_rest(since):
            self.order_refused.emit()

    def _is_within_rest(self, since: float | None) -> bool:
        return since is not None and self._monotonic() - since < REST_SECONDS

    def _forget_old(self) -> None:
        if self._weight is not None and not self.is_present(self._weight):
            self._weight = None
            self.weight_changed.emit()
        if self._temperature is not None and not self.is_present(self._temperature):
            self._temperature = None
            self.temperature_changed.emit()


def _is_of(answer: Reading, now: Reading | None, booked: Reading) -> bool:
    """Whether what the scale keeps is `booked`: by the weight it names, else by the one it shows now."""
    kept = now if answer.value is None else answer
    if kept is None or kept.value is None or kept.unit not in (None, booked.unit):
        return False
    is_gross = kept.net is False and booked.net is True
    return booked.value == (kept.value - (kept.tare or 0) if is_gross else kept.value)
