import threading
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from kiosk.ports import (
    DeviceState,
    DeviceStatus,
    Reading,
    ReadingKind,
    ReadingStatus,
    Scan,
    ScanKind,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from kiosk.viewmodels.bridge import Bridge

MANY = 1000
FromADevice = Callable[[Callable[[], object]], None]


class Screen:
    """What arrives on the screens' thread, in order."""

    def __init__(self, bridge: "Bridge") -> None:
        self.told: list[Reading | Scan | DeviceStatus] = []
        for signal in (bridge.reading_came, bridge.scan_came, bridge.device_changed):
            signal.connect(self.told.append)

    def readings(self) -> list[Reading]:
        return [told for told in self.told if isinstance(told, Reading)]


@pytest.fixture
def bridge(qapp: object) -> "Bridge":
    from kiosk.viewmodels.bridge import Bridge

    return Bridge()


@pytest.fixture
def from_a_device(qapp: "QApplication", qtbot: QtBot, bridge: "Bridge") -> FromADevice:
    """Runs its argument on another thread while this one, the screens', is busy; then it looks again."""

    def run(work: Callable[[], object]) -> None:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        qapp.processEvents()
        qtbot.waitUntil(lambda: not bridge._newest)

    return run


@pytest.fixture
def screen(bridge: "Bridge") -> Screen:
    return Screen(bridge)


def weight(kg: int, **more: object) -> Reading:
    return Reading(
        kind=ReadingKind.WEIGHT,
        status=ReadingStatus.STABLE,
        value=Decimal(kg),
        unit="kg",
        **more,
    )


def test_a_busy_screen_gets_the_newest_weight_only(
    bridge: "Bridge", screen: Screen, from_a_device: FromADevice
) -> None:
    def work() -> None:
        for kg in range(MANY):
            bridge.reading("scale.main", weight(kg))

    from_a_device(work)
    assert [reading.value for reading in screen.readings()] == [Decimal(MANY - 1)]
    from_a_device(lambda: bridge.reading("scale.main", weight(7)))
    assert screen.readings()[-1].value == Decimal(7)


def test_the_answer_to_something_else_is_not_lost_to_the_next_weight(
    bridge: "Bridge", screen: Screen, from_a_device: FromADevice
) -> None:
    tare = Reading(kind=ReadingKind.TARE, status=ReadingStatus.OK, value=Decimal("1.250"))
    kept = weight(3, alibi="00017")

    def work() -> None:
        for reading in (weight(1), tare, kept, weight(2)):
            bridge.reading("scale.main", reading)
        bridge.reading("scale.second", weight(9))

    from_a_device(work)
    assert screen.readings() == [tare, kept, weight(2), weight(9)]


def test_no_scan_and_no_change_of_state_is_lost(
    bridge: "Bridge", screen: Screen, from_a_device: FromADevice
) -> None:
    scans = [Scan(kind=ScanKind.UNKNOWN, text=str(number)) for number in range(MANY)]
    states = [DeviceStatus("scale.main", state) for state in DeviceState] * 10

    def work() -> None:
        for scan in scans:
            bridge.scan("scanner.main", scan)
        for state in states:
            bridge.status(state)

    from_a_device(work)
    assert screen.told == [*scans, *states]


def test_what_a_scale_said_before_it_went_is_not_shown_after(
    bridge: "Bridge", screen: Screen, from_a_device: FromADevice
) -> None:
    gone = DeviceStatus("scale.main", DeviceState.LOST)

    def work() -> None:
        bridge.reading("scale.main", weight(1))
        bridge.reading("probe.core", weight(2))
        bridge.status(gone)

    from_a_device(work)
    assert screen.told == [weight(2), gone]
