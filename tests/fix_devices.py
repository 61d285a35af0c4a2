"""A listener that keeps what devices tell, and lets a test wait for it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kiosk.ports import DeviceState, DeviceStatus, Reading, Scan

if TYPE_CHECKING:
    from kiosk.devices.setting import Options
    from kiosk.devices.worker import Worker

WAIT_SECONDS = 10.0
Told = Reading | Scan | DeviceStatus


class RecordingListener:
    """A kiosk.ports.DeviceListener. Each wait looks only at what came after the last one."""

    def __init__(self) -> None:
        self._told: list[tuple[str, Told]] = []
        self._seen = 0
        self._news = threading.Condition()

    def reading(self, role: str, reading: Reading) -> None:
        self._add(role, reading)

    def scan(self, role: str, scan: Scan) -> None:
        self._add(role, scan)

    def status(self, status: DeviceStatus) -> None:
        self._add(status.role, status)

    def wait_for_reading(self, fits: Callable[[Reading], bool] = lambda _: True) -> Reading:
        found = self._wait(lambda told: isinstance(told, Reading) and fits(told), "reading")
        assert isinstance(found, Reading)
        return found

    def wait_for_scan(self) -> Scan:
        found = self._wait(lambda told: isinstance(told, Scan), "scan")
        assert isinstance(found, Scan)
        return found

    def wait_for_state(self, state: DeviceState) -> DeviceStatus:
        return self.wait_for_status(lambda status: status.state is state)

    def wait_for_status(self, fits: Callable[[DeviceStatus], bool]) -> DeviceStatus:
        found = self._wait(lambda told: isinstance(told, DeviceStatus) and fits(told), "status")
        assert isinstance(found, DeviceStatus)
        return found

    def readings(self) -> list[Reading]:
        """Every reading so far, waited for or not."""
        with self._news:
            return [told for _, told in self._told if isinstance(told, Reading)]

    def skip(self) -> None:
        """Look only at what comes from now on."""
        with self._news:
            self._seen = len(self._told)

    def _add(self, role: str, told: Told) -> None:
        with self._news:
            self._told.append((role, told))
            self._news.notify_all()

    def _wait(self, fits: Callable[[Told], bool], what: str) -> Told:
        until = time.monotonic() + WAIT_SECONDS
        with self._news:
            while True:
                while self._seen < len(self._told):
                    _, told = self._told[self._seen]
                    self._seen += 1
                    if fits(told):
                        return told
                if not self._news.wait(max(0.0, until - time.monotonic())):
                    raise TimeoutError(f"no such {what}; the last was {self._told[-1:]}")


@contextmanager
def working(
    listener: RecordingListener,
    port: str,
    protocol: str = "mt_sics",
    role: str = "scale.main",
    options: "Options | None" = None,
    silence: float | None = None,
) -> "Iterator[Worker]":
    """The worker of a device, started, and ended within a second."""
    from kiosk.devices.catalogue import protocol_named
    from kiosk.devices.protocol import SpokenProtocol
    from kiosk.devices.setting import DeviceSetting
    from kiosk.devices.worker import BackOff, Worker

    spoken = protocol_named(protocol)
    assert isinstance(spoken, SpokenProtocol)
    if silence is not None:
        spoken = replace(spoken, talk=replace(spoken.talk, silence=silence))
    quick = BackOff(first=0.02, longest=0.05)
    worker = Worker(DeviceSetting(role, protocol, port, options or {}), spoken, listener, quick)
    worker.start()
    try:
        yield worker
    finally:
        worker.ask_to_stop()
        assert worker.join(1.0), "a device must not hold up the end"


@pytest.fixture
def listener() -> RecordingListener:
    return RecordingListener()


@pytest.fixture
def no_thread_left() -> Iterator[None]:
    """Every thread that the test started has ended."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before]
    assert not left, f"threads left: {left}"
