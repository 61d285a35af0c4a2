"""What all simulated devices share: a thread, a port, and knobs to turn from outside."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import ClassVar, Self

from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.endpoint import Endpoint, TcpEndpoint, open_endpoint
from kiosk.devices.simulator.line import FaultyLine

TICK = 0.01
KNOB_SECONDS = 5.0
DRIFT_SECONDS = 0.5
_MEASURING = (DeviceKind.SCALE, DeviceKind.THERMOMETER)


class SimulatedDevice(ABC):
    """A device on a port; a context manager, reachable at `port` while it is open.

    Everything happens on its own thread: a knob waits until it is turned there, so that whatever
    the device says afterwards is said with the knob turned.
    """

    kind: ClassVar[DeviceKind]
    protocol: ClassVar[str]

    def __init__(self, port: str = "") -> None:
        self._where = port
        self._endpoint: Endpoint | None = None
        self._silent = False
        self._cable = FaultyLine()
        self._drifts_from: float | None = None
        self._stopping = threading.Event()
        self._turns: SimpleQueue[tuple[Callable[[], None], Future[None]]] = SimpleQueue()
        self._thread = threading.Thread(
            target=self._run, name=f"simulated {self.kind}", daemon=True
        )
        self.port = port
        self.now = 0.0

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> Self:
        """Open the port; raises OSError or ValueError where it cannot be had."""
        self._open()
        self._thread.start()
        return self

    def close(self) -> None:
        """Close the port and end the thread."""
        self._stopping.set()
        self._thread.join()
        self._shut()

    def unplug(self) -> None:
        """Pull the cable: the port is gone."""
        self._turn(self._shut)

    def plug(self) -> None:
        """Put the cable back in, where it is out, and end a silence."""
        self._turn(self._replug)

    def silence(self) -> None:
        """Stay connected and say nothing more, until plugged anew."""
        self._turn(self._hush)

    def noise(self) -> None:
        """Put garbage between the messages, until all is normal."""
        self._turn(lambda: setattr(self._cable, "noise", True))

    def partial(self) -> None:
        """Send each message in two parts with a pause between, until all is normal."""
        self._turn(lambda: setattr(self._cable, "partial", True))

    def slow(self) -> None:
        """Say everything late, until all is normal."""
        self._turn(lambda: setattr(self._cable, "slow", True))

    def drift(self) -> None:
        """Let what is measured creep away, until all is normal."""
        self._turn(self._begin_drift)

    def normal(self) -> None:
        """End noise, partial and late messages, drift and silence."""
        self._turn(self._mend)

    def command(self, line: str) -> None:
        """Turn a knob by its name: `moving`, `paper out`, `value 12.345`; ValueError for others."""
        word, _, text = line.strip().partition(" ")
        if word == "value" and text:
            self.value(text)
            return
        knobs = self.all_knobs
        knob = knobs.get(line.strip().replace("_", " "))
        if knob is None:
            known = ", ".join(sorted(knobs))
            raise ValueError(f"a {self.kind} has no {line.strip()}: it has value TEXT, {known}")
        knob()

    @abstractmethod
    def value(self, text: str) -> None:
        """Set what the device measures or says next; ValueError where it cannot."""

    @property
    def knobs(self) -> Mapping[str, Callable[[], None]]:
        """The device's own knobs by name, beside those that all have."""
        return {}

    @property
    def drifted(self) -> int:
        """By how many steps what is measured has crept away. On the device's thread."""
        return 0 if self._drifts_from is None else int((_now() - self._drifts_from) / DRIFT_SECONDS)

    @abstractmethod
    def hear(self, visitor: int, data: bytes) -> None:
        """Take in what a visitor said; empty: it has left. On the device's thread."""

    def tick(self, now: float) -> None:
        """Do what is due at `now` (time.monotonic). On the device's thread."""
        self.now = now

    def say(self, data: bytes, visitor: int | None = None) -> None:
        """Send to a visitor, or to all. On the device's thread."""
        if self._endpoint is not None and not self._silent:
            self._cable.put(data, visitor, _now())
            self._send_due()

    def _turn(self, knob: Callable[[], None]) -> None:
        if not self._thread.is_alive():
            knob()
            return
        turned: Future[None] = Future()
        self._turns.put((knob, turned))
        turned.result(KNOB_SECONDS)

    @property
    def all_knobs(self) -> Mapping[str, Callable[[], None]]:
        """What `command` takes beside `value TEXT`."""
        common = {
            "silent": self.silence,
            "unplug": self.unplug,
            "plug": self.plug,
            "noise": self.noise,
            "partial": self.partial,
            "slow": self.slow,
            "normal": self.normal,
        }
        if self.kind in _MEASURING:
            common["drift"] = self.drift
        return {**common, **self.knobs}

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._turn_knobs()
            self._send_due()
            if self._endpoint is None:
                self._stopping.wait(TICK)
                continue
            for visitor, data in self._endpoint.poll(TICK):
                self.hear(visitor, data)
            self.tick(_now())

    def _send_due(self) -> None:
        for data, visitor in self._cable.due(_now()):
            if self._endpoint is not None and not self._silent:
                self._endpoint.send(data, visitor)

    def _turn_knobs(self) -> None:
        try:
            while True:
                knob, turned = self._turns.get_nowait()
                _do(knob, turned)
        except Empty:
            return

    def _open(self) -> None:
        self._endpoint = open_endpoint(self._where)
        if isinstance(self._endpoint, TcpEndpoint):
            self._where = f"tcp:{self._endpoint.port}"  # the same one when plugged in again
        self.port = self._endpoint.address

    def _shut(self) -> None:
        self._cable.cut()
        if self._endpoint is not None:
            endpoint, self._endpoint = self._endpoint, None
            for visitor in endpoint.close():
                self.hear(visitor, b"")

    def _replug(self) -> None:
        self._silent = False
        if self._endpoint is None:
            self._open()

    def _hush(self) -> None:
        self._silent = True

    def _begin_drift(self) -> None:
        self._drifts_from = _now()

    def _mend(self) -> None:
        self._silent = False
        self._drifts_from = None
        self._cable.mend()


def _now() -> float:
    return time.monotonic()


def _do(knob: Callable[[], None], turned: Future[None]) -> None:
    try:
        knob()
    except OSError as error:  # the port was taken meanwhile
        turned.set_exception(error)
    else:
        turned.set_result(None)
