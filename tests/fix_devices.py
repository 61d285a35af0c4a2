"""A listener that keeps what devices tell, and lets a test wait for it."""

import socket
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

    def statuses(self) -> list[DeviceStatus]:
        """Every change of state so far, waited for or not."""
        with self._news:
            return [told for _, told in self._told if isinstance(told, DeviceStatus)]

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


class NameServer:
    """Knows one host, `host`, and says its address only when `answers` is called: then `place` is it."""

    host = "scale.plant"

    def __init__(self) -> None:
        self._ask = socket.getaddrinfo
        self._place = ("127.0.0.1", 9)
        self._answered = threading.Event()

    def answers(self, place: tuple[str, int]) -> None:
        self._place = place
        self._answered.set()

    def asked(self, host: str, port: int, **more: int) -> object:
        """In place of socket.getaddrinfo."""
        if host != self.host or more.get("flags"):
            return self._ask(host, port, **more)
        assert self._answered.wait(WAIT_SECONDS)
        return self._ask(*self._place, **more)


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """The name server, which answers at the end at the latest."""
    from kiosk.devices.transport import addresses

    server = NameServer()
    monkeypatch.setattr(socket, "getaddrinfo", server.asked)
    yield server
    server.answers(("127.0.0.1", 9))
    for thread in threading.enumerate():
        if thread.name == f"name {server.host}":
            thread.join()
    addresses._searches.clear()


@pytest.fixture
def no_thread_left() -> Iterator[None]:
    """Every thread that the test started has ended."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before]
    assert not left, f"threads left: {left}"
