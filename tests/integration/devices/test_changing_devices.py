"""Replacing, resting and removing a device while the others work, over real simulators."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.errors import Unavailable
from kiosk.devices.manager import DeviceManager
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.simulator.printers.escpos import SimulatedPrinter
from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
from kiosk.devices.simulator.thermometers.lutron16 import SimulatedThermometer
from kiosk.devices.transport.link import ORDINARY_LINE
from kiosk.devices.transport.opening import open_link
from kiosk.ports import DeviceState, ReadingKind
from tests.fix_devices import RecordingListener

pytestmark = pytest.mark.usefixtures("no_thread_left")


@contextmanager
def managed(listener: RecordingListener, *settings: DeviceSetting) -> Iterator[DeviceManager]:
    manager = DeviceManager(settings, listener)
    manager.start()
    try:
        yield manager
    finally:
        assert manager.stop(), "a device must not hold up the end"


@pytest.fixture
def scale(tmp_path: Path) -> Iterator[SimulatedScale]:
    with SimulatedScale(str(tmp_path / "ttySCALE")) as scale:
        scale.value("12.345")
        yield scale


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SimulatedScale]:
    with SimulatedScale(str(tmp_path / "ttyOTHER")) as scale:
        scale.value("7.000")
        yield scale


def is_free(port: str) -> bool:
    """Whether this process, as any other, could open the port now."""
    open_link(port, ORDINARY_LINE).close()
    return True


def test_a_replaced_scale_is_read_instead_and_its_port_is_free(
    listener: RecordingListener, scale: SimulatedScale, other: SimulatedScale
) -> None:
    with managed(listener, DeviceSetting("scale.main", "mt_sics", scale.port)) as manager:
        listener.wait_for_reading(lambda reading: str(reading.value) == "12.345")
        manager.replace(DeviceSetting("scale.main", "mt_sics", other.port))
        assert is_free(scale.port)
        listener.skip()
        first = listener.wait_for_reading(lambda reading: reading.kind is ReadingKind.WEIGHT)
        assert str(first.value) == "7.000"
        assert manager.settings["scale.main"].port == other.port


def test_whoever_shows_the_weight_hears_of_the_loss_before_the_new_scale_speaks(
    listener: RecordingListener, scale: SimulatedScale
) -> None:
    setting = DeviceSetting("scale.main", "mt_sics", scale.port)
    with managed(listener, setting) as manager:
        listener.wait_for_reading()
        manager.replace(setting)
        told = listener.wait_for_state(DeviceState.LOST)
        assert (told.role, told.reason) == ("scale.main", "replaced")
        listener.wait_for_state(DeviceState.CONNECTED)


def test_a_role_can_be_added_and_removed_while_the_others_work(
    listener: RecordingListener, scale: SimulatedScale, tmp_path: Path
) -> None:
    with (
        SimulatedThermometer(str(tmp_path / "ttyPROBE")) as probe,
        managed(listener, DeviceSetting("scale.main", "mt_sics", scale.port)) as manager,
    ):
        manager.replace(DeviceSetting("probe.core", "lutron16", probe.port))
        listener.wait_for_reading(lambda reading: reading.kind is ReadingKind.TEMPERATURE)
        manager.remove("probe.core")
        assert listener.wait_for_state(DeviceState.REMOVED).role == "probe.core"
        assert is_free(probe.port)
        listener.skip()
        listener.wait_for_reading(lambda reading: reading.kind is ReadingKind.WEIGHT)
        assert [status.role for status in manager.statuses()] == ["scale.main"]
        with pytest.raises(Unavailable, match="no_device"):
            manager.order("probe.core", "tare")


def test_a_resting_device_gives_its_port_free_and_comes_back(
    listener: RecordingListener, scale: SimulatedScale
) -> None:
    with managed(listener, DeviceSetting("scale.main", "mt_sics", scale.port)) as manager:
        listener.wait_for_reading()
        manager.rest("scale.main")
        assert listener.wait_for_state(DeviceState.LOST).reason == "resting"
        assert is_free(scale.port)
        assert list(manager.settings) == ["scale.main"]
        manager.resume("scale.main")
        manager.resume("scale.main")
        listener.wait_for_state(DeviceState.CONNECTED)


def test_a_setting_that_does_not_fit_changes_nothing(
    listener: RecordingListener, scale: SimulatedScale
) -> None:
    with managed(listener, DeviceSetting("scale.main", "mt_sics", scale.port)) as manager:
        listener.wait_for_reading()
        for wrong in (
            DeviceSetting("scale.main", "lutron16", scale.port),
            DeviceSetting("scale.main", "mt_sics", scale.port, {"decimals": "many"}),
            DeviceSetting("scale.main", "nonsense", scale.port),
        ):
            with pytest.raises(ValueError, match=r"scale\.main|many|nonsense"):
                manager.replace(wrong)
        listener.skip()
        listener.wait_for_reading()


def test_a_printer_is_replaced_too(listener: RecordingListener, tmp_path: Path) -> None:
    with (
        SimulatedPrinter("tcp:0") as first,
        SimulatedPrinter("tcp:0") as second,
        managed(listener, DeviceSetting("printer.label", "escpos", first.port)) as manager,
    ):
        listener.wait_for_state(DeviceState.CONNECTED)
        before = manager.printer("printer.label")
        manager.replace(DeviceSetting("printer.label", "escpos", second.port))
        listener.wait_for_state(DeviceState.CONNECTED)
        assert manager.printer("printer.label") is not before
