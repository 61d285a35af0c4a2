"""The thread of one device: open, identify, read, and after a loss back off and open again."""

import logging
import threading
from collections import deque
from collections.abc import Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from core.errors import Unavailable
from kiosk.devices.driver import Driver, is_recognised
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.transport.link import Link, LinkLost
from kiosk.devices.transport.opening import open_link
from kiosk.ports import (
    DeviceFault,
    DeviceListener,
    DeviceState,
    DeviceStatus,
    Reading,
    Scan,
    device_time,
)

STOP_SECONDS = 1.0
IDENTIFY_SECONDS = 3.0
FLOOD_BYTES = 1024  # no device says so much at once: one that does has to wait for the others
FLOOD_PAUSE = 0.02
SCAN_PAUSE = 0.01  # nobody scans a hundred codes a second: the screens take them one by one
LONGEST_PAUSE = 0.5
STOOD_STILL = 1.5  # seconds without a look: what waits in the port is of nobody knows when
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackOff:
    """Seconds to wait after a loss: the first time, and at most, after doubling."""

    first: float = 0.25
    longest: float = 2.0


BACK_OFF = BackOff()


class Worker:
    """Reads the device of one setting and tells the listener, from a thread of its own.

    Only that thread touches the port, and it never waits there for longer than a write may take,
    so that `stop` is quick whatever the device does. Raises ValueError for options that do not
    fit the protocol.
    """

    def __init__(
        self,
        setting: DeviceSetting,
        protocol: SpokenProtocol,
        listener: DeviceListener,
        back_off: BackOff = BACK_OFF,
    ) -> None:
        self._setting = setting
        self._protocol = protocol
        self._listener = listener
        self._back_off = back_off
        self._line = protocol.line_of(setting)
        protocol.driver(setting.options)  # options that do not fit are told here, not in the thread
        self._status = DeviceStatus(setting.role, DeviceState.CONNECTING)
        self._orders: deque[str] | None = None  # None: there is nobody to carry them out
        self._gate = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f"device {setting.role}", daemon=True
        )

    @property
    def status(self) -> DeviceStatus:
        """Where the device stands now."""
        return self._status

    @property
    def orders(self) -> Set[str]:
        """What the device can be told to do."""
        return self._protocol.talk.orders.keys()

    def start(self) -> None:
        """Begin to look for the device; tells CONNECTING at once."""
        self._listener.status(self._status)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Have the thread end soon; does not wait."""
        self._stopping.set()

    def join(self, timeout: float) -> bool:
        """Wait until the port is closed and the thread gone; False where that takes longer."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def order(self, name: str) -> None:
        """Have the device do something ("tare", "zero", "clear_tare", "weigh").

        It answers by readings. Raises Unavailable while it is not connected, ValueError for an
        order its protocol has not.
        """
        if name not in self._protocol.talk.orders:
            raise ValueError(f"{self._protocol.name} has no order {name}")
        with self._gate:
            if self._orders is None:
                raise Unavailable("device_lost", role=self._setting.role)
            self._orders.append(name)

    def _run(self) -> None:
        pause = self._back_off.first
        while not self._stopping.is_set():
            lost = self._conversation()
            if self._stopping.is_set():
                return
            if self._status.state is DeviceState.CONNECTED:
                pause = self._back_off.first
            self._tell(DeviceState.LOST, str(lost), fault=lost.fault)
            self._stopping.wait(pause)
            pause = min(2 * pause, self._back_off.longest)

    def _conversation(self) -> LinkLost:
        """Talk as long as the device is there; what ended it. The port is closed then.

        A fault of the program itself is a loss like any other: a thread that died of it would
        leave the last weight standing as the present one.
        """
        try:
            with closing(open_link(self._setting.port, self._line)) as link:
                self._converse(link)
        except LinkLost as lost:
            return lost
        except Exception as exc:
            _logger.exception("%s: the driver failed", self._setting.role)
            return LinkLost(f"{type(exc).__name__}: {exc}", DeviceFault.BROKEN_DRIVER)
        return LinkLost("told to stop")

    def _converse(self, link: Link) -> None:
        """Talk to the device until told to stop; raises LinkLost when it is gone."""
        driver = self._protocol.driver(self._setting.options)
        opened = looked = device_time()
        if driver.talk.silence is None:
            self._tell(DeviceState.CONNECTED)
        while not self._stopping.is_set():
            self._pass_orders(driver)
            if request := driver.request(device_time()):
                link.write(request)
            data = link.read()
            looked = _looked(looked)
            items = driver.feed(data, looked)
            self._deliver(items)
            self._check(driver, looked, opened)
            if pause := _pause(data, items):
                self._stopping.wait(pause)
                looked = device_time()

    def _check(self, driver: Driver, now: float, opened: float) -> None:
        if driver.is_silent(now):
            if driver.noise:
                raise LinkLost(f"nothing that makes sense: {driver.noise}", DeviceFault.NOISE)
            raise LinkLost("silent", DeviceFault.SILENT)
        nameless = self._expected and self._status.state is not DeviceState.CONNECTED
        if nameless and now > opened + IDENTIFY_SECONDS:
            raise LinkLost("gives no serial number", DeviceFault.NAMELESS)

    def _pass_orders(self, driver: Driver) -> None:
        with self._gate:
            while self._orders:
                driver.order(self._orders.popleft())

    def _deliver(self, items: Sequence[Reading | Scan]) -> None:
        for item in items:
            if is_recognised(item):
                self._meet(item)
            if self._status.state is not DeviceState.CONNECTED:
                continue  # noise before the first word, or not yet known to be the right device
            if isinstance(item, Scan):
                self._listener.scan(self._setting.role, replace(item, device=self._instrument))
            else:
                self._listener.reading(self._setting.role, self._stamped(item))

    def _meet(self, item: Reading | Scan) -> None:
        """Make sure that it is the configured device that speaks."""
        serial = item.serial if isinstance(item, Reading) else None
        if self._expected and serial and serial.casefold() != self._expected.casefold():
            raise LinkLost(f"another device: {serial}", DeviceFault.OTHER_DEVICE)
        connected = self._status.state is DeviceState.CONNECTED
        if (serial and serial != self._status.identity) or not (connected or self._expected):
            self._tell(DeviceState.CONNECTED, identity=serial)

    def _stamped(self, reading: Reading) -> Reading:
        return replace(
            reading,
            role=self._setting.role,
            device=self._instrument,
            monotonic=device_time(),
            at=datetime.now(UTC),
        )

    @property
    def _expected(self) -> str:
        return str(self._setting.options.get("serial_number", "")).strip()

    @property
    def _instrument(self) -> str:
        named = self._setting.options.get("instrument")
        return str(named or self._status.identity or self._setting.role)

    def _tell(
        self,
        state: DeviceState,
        reason: str = "",
        identity: str | None = None,
        fault: DeviceFault | None = None,
    ) -> None:
        status = DeviceStatus(self._setting.role, state, reason, identity, fault=fault)
        with self._gate:  # an order that was not carried out when the device went is gone with it
            if state is not DeviceState.CONNECTED:
                self._orders = None
            elif self._orders is None:
                self._orders = deque()
        if status == self._status or self._stopping.is_set():
            return  # whoever had it end has told so already, and may have another in its place
        self._status = status
        _logger.info("%s %s %s", status.role, status.state, status.reason)
        self._listener.status(status)


def _pause(data: bytes, items: Sequence[Reading | Scan]) -> float:
    """How long a device that says too much is left alone, for the others and for the screens."""
    scans = sum(isinstance(item, Scan) for item in items)
    flood = FLOOD_PAUSE if len(data) >= FLOOD_BYTES else 0.0
    return max(flood, min(scans * SCAN_PAUSE, LONGEST_PAUSE))


def _looked(last: float) -> float:
    """The time now; raises LinkLost where the kiosk slept, or was stopped, since `last`."""
    now = device_time()
    if now - last > STOOD_STILL:
        raise LinkLost(f"nobody listened for {now - last:.1f} s", DeviceFault.SILENT)
    return now
