"""Each simulated scale on a pseudo-terminal, read by its worker: what it is in, that comes out."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from kiosk.devices.setting import DeviceSetting, Options
from kiosk.devices.simulator.catalogue import simulator_of
from kiosk.devices.simulator.scale_model import SimulatedPlatform
from kiosk.devices.simulator.scales.st_gs import SimulatedIndicator
from kiosk.devices.worker import BackOff, Worker
from kiosk.ports import DeviceState, Reading, ReadingKind, ReadingStatus
from tests.codecs import SCALES, SPOKEN
from tests.fix_devices import RecordingListener

QUICK = BackOff(first=0.02, longest=0.05)
NAMED = [name for name in SCALES if SPOKEN[name].talk.identify]
pytestmark = pytest.mark.usefixtures("no_thread_left")


def taking(order: str) -> list[str]:
    """The scales that can be told so."""
    return [name for name in SCALES if order in SPOKEN[name].talk.orders]


@pytest.fixture(params=SCALES)
def scale(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SimulatedPlatform]:
    kind = SPOKEN[request.param].kind
    device = simulator_of(kind, request.param)(str(tmp_path / "ttySCALE"))
    assert isinstance(device, SimulatedPlatform)
    device.value("12.345")
    with device:
        yield device


@contextmanager
def worker_of(
    scale: SimulatedPlatform, listener: RecordingListener, options: Options | None = None
) -> Iterator[Worker]:
    setting = DeviceSetting("scale.main", scale.protocol, scale.port, options or {})
    worker = Worker(setting, SPOKEN[scale.protocol], listener, QUICK)
    worker.start()
    try:
        yield worker
    finally:
        worker.ask_to_stop()
        assert worker.join(1.0)


@pytest.fixture
def worker(scale: SimulatedPlatform, listener: RecordingListener) -> Iterator[Worker]:
    with worker_of(scale, listener) as working:
        yield working


def rests(reading: Reading, kilograms: str) -> bool:
    return reading.status is ReadingStatus.STABLE and reading.value == Decimal(kilograms)


def test_a_load_at_rest_is_bookable(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener
) -> None:
    reading = listener.wait_for_reading(lambda r: r.status is ReadingStatus.STABLE)
    assert (reading.value, reading.unit, reading.bookable) == (Decimal("12.345"), "kg", True)
    assert reading.kind is ReadingKind.WEIGHT
    assert reading.raw


def test_a_moving_load_is_never_bookable(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener
) -> None:
    listener.wait_for_reading(lambda r: r.bookable)
    scale.moving()
    listener.wait_for_reading(lambda r: r.status is ReadingStatus.UNSTABLE)
    listener.skip()
    seen = [listener.wait_for_reading() for _ in range(3)]
    assert not [reading for reading in seen if reading.bookable]
    scale.stable()
    assert listener.wait_for_reading(lambda r: r.bookable).value == Decimal("12.345")


@pytest.mark.parametrize("knob", ["overload", "underload"])
def test_a_load_out_of_range_has_no_number(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener, knob: str
) -> None:
    listener.wait_for_reading(lambda r: r.bookable)
    scale.command(knob)
    wanted = (ReadingStatus(knob), ReadingStatus.OVER_OR_UNDER)
    reading = listener.wait_for_reading(lambda r: r.status in wanted)
    assert (reading.value, reading.bookable) == (None, False)
    scale.value("3.5")
    assert listener.wait_for_reading(lambda r: r.bookable).value == Decimal("3.500")


def test_an_empty_scale_is_below_its_minimum(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener
) -> None:
    listener.wait_for_reading(lambda r: r.bookable)
    scale.value("0.019")
    reading = listener.wait_for_reading(lambda r: rests(r, "0.019"))
    assert (reading.below_minimum, reading.bookable) == (True, False)
    scale.value("0.020")
    assert listener.wait_for_reading(lambda r: rests(r, "0.020")).bookable


def test_a_tare_is_taken_off_and_cleared(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener
) -> None:
    orders = SPOKEN[scale.protocol].talk.orders
    if "tare" not in orders:
        with pytest.raises(ValueError, match="has no order tare"):
            worker.order("tare")
        return
    listener.wait_for_reading(lambda r: r.bookable)
    worker.order("tare")
    listener.wait_for_reading(lambda r: r.kind is ReadingKind.WEIGHT and not r.bookable)
    scale.value("20.000")
    reading = listener.wait_for_reading(lambda r: r.bookable)
    assert reading.value == Decimal("7.655")
    assert reading.net is not False
    if "clear_tare" in orders:
        worker.order("clear_tare")
        listener.wait_for_reading(lambda r: rests(r, "20.000"))


@pytest.mark.parametrize("scale", taking("zero"), indirect=True)
def test_a_little_load_is_zeroed_by_order(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener
) -> None:
    scale.value("0.150")
    listener.wait_for_reading(lambda r: rests(r, "0.150"))
    worker.order("zero")
    listener.wait_for_reading(lambda r: rests(r, "0"))
    scale.value("1.150")
    listener.wait_for_reading(lambda r: rests(r, "1.000"))


@pytest.mark.parametrize("scale", taking("tare"), indirect=True)
def test_a_tare_ordered_while_the_load_swings_is_taken_when_it_rests(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener
) -> None:
    listener.wait_for_reading(lambda r: r.bookable)
    scale.moving()
    listener.wait_for_reading(lambda r: r.status is ReadingStatus.UNSTABLE)
    worker.order("tare")
    listener.skip()
    for _ in range(2):
        seen = listener.wait_for_reading(lambda r: r.kind is ReadingKind.WEIGHT)
        assert seen.status is ReadingStatus.UNSTABLE
    scale.stable()
    listener.wait_for_reading(lambda r: rests(r, "0"))


@pytest.mark.parametrize("scale", taking("weigh"), indirect=True)
def test_a_weighing_by_order_comes_when_the_load_rests(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener
) -> None:
    listener.wait_for_reading(lambda r: r.bookable)
    scale.moving()
    listener.wait_for_reading(lambda r: r.status is ReadingStatus.UNSTABLE)
    worker.order("weigh")
    scale.stable()
    assert listener.wait_for_reading(lambda r: r.bookable).value == Decimal("12.345")


def test_noise_and_halves_of_frames_make_no_weight(
    scale: SimulatedPlatform, worker: Worker, listener: RecordingListener
) -> None:
    listener.wait_for_reading(lambda r: r.bookable)
    listener.skip()
    for knob in ("noise", "partial"):
        scale.command(knob)
    for _ in range(3):
        assert listener.wait_for_reading(lambda r: r.value is not None).value == Decimal("12.345")
    scale.command("normal")
    listener.wait_for_reading(lambda r: r.bookable)


@pytest.mark.parametrize("scale", NAMED, indirect=True)
def test_the_configured_scale_is_known_by_its_serial_number(
    scale: SimulatedPlatform, listener: RecordingListener
) -> None:
    with worker_of(scale, listener, {"serial_number": scale.serial}):
        assert listener.wait_for_state(DeviceState.CONNECTED).identity == scale.serial
    with worker_of(scale, listener, {"serial_number": "ANOTHER-1"}):
        lost = listener.wait_for_state(DeviceState.LOST)
        assert lost.reason == f"another device: {scale.serial}"


@pytest.fixture
def dini(tmp_path: Path) -> Iterator[SimulatedPlatform]:
    with SimulatedIndicator(str(tmp_path / "ttySCALE"), "12.345") as device:
        yield device


def test_a_weighing_is_kept_in_the_alibi_memory_while_the_load_rests(
    dini: SimulatedPlatform, listener: RecordingListener
) -> None:
    with worker_of(dini, listener) as worker:
        listener.wait_for_reading(lambda r: r.bookable)
        worker.order("tare")
        listener.wait_for_reading(lambda r: r.command == "TARE")
        dini.value("20.000")
        listener.wait_for_reading(lambda r: r.bookable and r.value == Decimal("7.655"))
        worker.order("alibi")
        kept = listener.wait_for_reading(lambda r: r.command == "PID")
        assert (kept.kind, kept.alibi) == (ReadingKind.INFO, "00000-000001")
        assert (kept.value, kept.tare, kept.unit) == (Decimal(20), Decimal("12.345"), "kg")
        assert not kept.bookable
        for spoil in (dini.moving, dini.overload):
            spoil()
            worker.order("alibi")
            assert listener.wait_for_reading(lambda r: r.command == "PID").alibi is None
        dini.value("20.000")
        worker.order("alibi")
        kept = listener.wait_for_reading(lambda r: r.command == "PID")
        assert kept.alibi == "00000-000002"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"address": "07"}, {"address": "07", "lamp": None, "device_id": None}),
        ({"poll": "REXT"}, {"address": None, "tare": Decimal("0.000"), "net": False}),
        ({"poll": "RW"}, {"address": None, "lamp": 0xC4, "device_id": "1"}),
        ({"poll": "RW", "address": "07"}, {"address": "07", "lamp": 0xC4, "device_id": "1"}),
    ],
)
def test_an_indicator_is_asked_in_its_makers_way(
    dini: SimulatedPlatform, listener: RecordingListener, options: Options, told: dict[str, object]
) -> None:
    with worker_of(dini, listener, options) as worker:
        reading = listener.wait_for_reading(lambda r: r.bookable)
        assert reading.value == Decimal("12.345")
        assert {name: getattr(reading, name) for name in told} == told
        dini.moving()
        listener.wait_for_reading(lambda r: r.status is ReadingStatus.UNSTABLE)
        dini.stable()
        worker.order("clear_tare")
        answer = listener.wait_for_reading(lambda r: r.kind is ReadingKind.ACK)
        assert (answer.command, answer.address) == ("TMAN", told["address"])
