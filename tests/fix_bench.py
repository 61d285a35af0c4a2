"""The kiosk's window with real devices behind it: workers on real ports, the bridge, the instruments."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kiosk.devices.setting import DeviceSetting
    from tests.fix_window import Window
    from tests.fix_workplace import Desk


class Bench:
    """A window whose devices are those of `manager`; the orders of its screens reach them."""

    def __init__(self, desk: "Desk", window: "Window", settings: "Sequence[DeviceSetting]") -> None:
        from kiosk.devices.manager import DeviceManager
        from kiosk.viewmodels.bridge import Bridge
        from kiosk.viewmodels.shell_facts import ShellFacts

        self.window = window
        self.bridge = Bridge()
        self.manager = DeviceManager(settings, self.bridge)
        self.facts = ShellFacts(desk.place, window.model, desk.health)
        desk.ageing = True
        instruments = desk.place.instruments
        instruments._order = lambda order: self.manager.order("scale.main", order)
        instruments._orders = lambda: self.manager.orders("scale.main")
        self.bridge.reading_came.connect(instruments.take_reading)
        self.bridge.device_changed.connect(instruments.take_status)
        self.bridge.device_changed.connect(self.facts.take_device)

    def close(self) -> None:
        """Every port is closed and every thread gone."""
        assert self.manager.stop()
        self.facts.stop()

    def weight(self) -> str:
        """What the weight panel says: value, unit and the words of its mark."""
        found = self.window.find("weight")
        return "" if found is None else found.accessibleName()

    def status(self, role: str = "scale.main") -> str:
        """What the status bar says of a device."""
        entries = [entry.key for entry in self.window.model.devices]
        bar = self.window.shell.status_bar
        return bar.item(role).accessibleName() if role in entries else ""


@pytest.fixture
def open_bench(
    desk: "Desk", open_window: Callable[..., "Window"]
) -> Iterator[Callable[..., Bench]]:
    """Open the register screen of a run with devices: `open_bench(run, [DeviceSetting(...)])`."""
    opened: list[Bench] = []

    def make(run: str, settings: "Sequence[DeviceSetting]") -> Bench:
        window = open_window()
        desk.sign_in()
        window.show("run/lots", {"run": run})
        bench = Bench(desk, window, settings)
        opened.append(bench)
        bench.manager.start()
        return bench

    yield make
    for bench in opened:
        bench.close()


@contextmanager
def nothing_leaks(desk: "Desk") -> Iterator[None]:
    """No more descriptors and no other threads stand open afterwards than before.

    Another thread's epoll or file that is open for a moment only is nobody's leak: before, what
    stays through several looks counts; afterwards, the like has its time to go away. Sockets are
    not counted: no port is one here, and the pool may open another connection meanwhile.
    """
    import gc
    import threading

    gc.collect()  # what tests before left to the collector is not of this one
    before, threads = _files(), set(threading.enumerate())
    enough = time.monotonic() + 0.2

    def looked_enough() -> bool:
        before.intersection_update(_files())
        return time.monotonic() > enough

    desk.until(looked_enough)
    yield
    gc.collect()
    left: set[str] = set()

    def gone() -> bool:
        nonlocal left
        left = _files()
        return len(left) <= len(before) and set(threading.enumerate()) == threads

    try:
        desk.until(gone, 5)
    except AssertionError:
        pytest.fail(
            f"open: {sorted(left - before)}, closed: {sorted(before - left)},"
            f" threads: {set(threading.enumerate()) ^ threads}"
        )


def _files() -> set[str]:
    return {found for found in descriptors() if "socket:" not in found}


def descriptors() -> set[str]:
    """The numbers of the open descriptors, each with what it leads to."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):  # closed meanwhile, as that of this very look is
            found.add(f"{number} {os.readlink(f'/proc/self/fd/{number}')}")
    return found
