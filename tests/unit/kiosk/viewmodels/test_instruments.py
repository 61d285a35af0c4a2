import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import Unavailable
from kiosk.ports import DeviceState, DeviceStatus, Reading, ReadingKind, ReadingStatus
from kiosk.viewmodels.instruments import Instruments, ScaleOrder
from kiosk.viewmodels.weight_state import WeightState

NOW = 100.0


class Bench:
    """Instruments with a clock and a scale that the test plays."""

    def __init__(self) -> None:
        self.now = NOW
        self.ordered: list[str] = []
        self.can = {"tare", "clear_tare", "alibi"}
        self.answer: Callable[[], object] = lambda: None
        self.instruments = Instruments(lambda: self.now, order=self._order, orders=lambda: self.can)

    def _order(self, order: str) -> None:
        self.ordered.append(order)
        self.answer()

    def says(self, **told: object) -> None:
        self.instruments.take_reading(line(**told))

    def alibi_of(self, booked: Reading) -> str | None:
        return asyncio.run(self.instruments.alibi_of(booked))


def line(**told: object) -> Reading:
    """A line at rest with 12.345 kg, but for what is told."""
    usual = Reading(
        kind=ReadingKind.WEIGHT,
        status=ReadingStatus.STABLE,
        bookable=True,
        value=Decimal("12.345"),
        unit="kg",
        role="scale.main",
        monotonic=NOW,
    )
    return replace(usual, **told)


EMPTY = {"value": Decimal("0.000"), "bookable": False, "below_minimum": True}
PROBE = {"kind": ReadingKind.TEMPERATURE, "status": ReadingStatus.OK, "role": "probe.core"}


@pytest.fixture
def bench(qapp: object) -> Bench:
    return Bench()


def test_after_a_booking_the_load_must_come_off_before_the_next(bench: Bench) -> None:
    def state() -> WeightState:
        return bench.instruments.weight_state

    bench.says()
    assert state() is WeightState.READY
    bench.instruments.weight_booked()
    assert state() is WeightState.REMOVE_LOAD
    for told in (
        {"value": Decimal("15.000")},
        {"status": ReadingStatus.UNSTABLE, "value": Decimal("0.000"), "bookable": False},
        {"status": ReadingStatus.GARBAGE, "value": None, "bookable": False},
        {"status": ReadingStatus.OVERLOAD, "value": None, "bookable": False},
        {"unit": "g", "bookable": False},
    ):
        bench.says(**told)
        bench.says()
        assert state() is WeightState.REMOVE_LOAD, told
    bench.instruments.take_status(DeviceStatus("scale.main", DeviceState.LOST))
    bench.says()
    assert state() is WeightState.REMOVE_LOAD, "a pulled cable takes no load off"
    bench.says(**EMPTY)
    assert state() is WeightState.EMPTY
    bench.says()
    assert state() is WeightState.READY


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"net": False}, {"net": True}),
        ({"net": False}, {"net": True, "tare": Decimal("12.345")}),
        (
            {"net": True, "tare": Decimal("0.640")},
            {"net": True, "tare": Decimal("12.985")},
        ),
    ],
)
def test_a_load_that_was_tared_on_the_scale_itself_is_still_on_it(
    before: dict[str, object], after: dict[str, object], bench: Bench
) -> None:
    def state() -> WeightState:
        return bench.instruments.weight_state

    bench.says(**before)
    bench.instruments.weight_booked()
    bench.says(**EMPTY | after)
    bench.says(**before)
    assert state() is WeightState.REMOVE_LOAD, "tared, and the tare cleared"
    bench.says(**EMPTY | after)
    bench.says(**EMPTY | after | {"value": Decimal("-12.345")})
    bench.says(**after)
    assert state() is WeightState.READY, "the load came off: less than nothing is left"


def test_a_load_is_not_hidden_but_a_scale_that_was_switched_on_with_it_is_zeroed(
    bench: Bench,
) -> None:
    def hidden() -> list[ScaleOrder]:
        return [order for order in ScaleOrder if bench.instruments.hides_load(order)]

    bench.says()
    assert hidden() == []
    bench.instruments.weight_booked()
    assert hidden() == [ScaleOrder.TARE, ScaleOrder.ZERO]
    bench.says(status=ReadingStatus.NOT_ZEROED, bookable=False)
    assert hidden() == [ScaleOrder.TARE]
    bench.says(**EMPTY)
    assert hidden() == []


@pytest.mark.parametrize("net", [False, True, None])
def test_a_load_comes_off_as_it_was_put_on(net: bool | None, bench: Bench) -> None:
    bench.says(net=net)
    bench.instruments.weight_booked()
    bench.says(**EMPTY, net=net)
    bench.says(net=net)
    assert bench.instruments.weight_state is WeightState.READY


def test_a_tare_that_was_cleared_hides_no_empty_scale(bench: Bench) -> None:
    bench.says(net=False)
    bench.instruments.weight_booked()
    bench.says(**EMPTY, net=True)
    bench.says(net=False)
    bench.says(**EMPTY, net=False)
    bench.says(net=False)
    assert bench.instruments.weight_state is WeightState.READY


def test_another_scale_of_the_kiosk_is_not_the_one_the_lot_stands_on(bench: Bench) -> None:
    bench.says()
    bench.says(role="scale.second", value=Decimal("80.000"))
    assert bench.instruments.weight_kg == Decimal("12.345")
    bench.instruments.take_status(DeviceStatus("scale.second", DeviceState.LOST))
    assert bench.instruments.weight_state is WeightState.READY
    bench.instruments.take_status(DeviceStatus("scale.main", DeviceState.LOST))
    assert bench.instruments.weight_state is WeightState.NO_SIGNAL


def test_another_thermometer_is_not_the_core_probe(bench: Bench) -> None:
    bench.says(**PROBE, value=Decimal("-18.5"))
    bench.says(**(PROBE | {"role": "probe.room"}), value=Decimal("21.0"))
    assert bench.instruments.celsius == Decimal("-18.5")
    bench.instruments.take_status(DeviceStatus("probe.room", DeviceState.LOST))
    assert bench.instruments.celsius == Decimal("-18.5")
    bench.instruments.take_status(DeviceStatus("probe.core", DeviceState.LOST))
    assert bench.instruments.celsius is None


@pytest.mark.parametrize("state", [DeviceState.LOST, DeviceState.REMOVED, DeviceState.CONNECTING])
def test_a_device_that_is_not_there_shows_nothing(bench: Bench, state: DeviceState) -> None:
    bench.says()
    bench.instruments.take_status(DeviceStatus("scale.main", state))
    assert (bench.instruments.weight, bench.instruments.weight_kg) == (None, None)


def test_an_old_weight_and_an_old_temperature_are_not_booked(bench: Bench) -> None:
    bench.says()
    bench.says(**PROBE, value=Decimal("-18.5"))
    bench.now = NOW + 2.0
    assert bench.instruments.weight_state is WeightState.READY
    assert bench.instruments.celsius is not None
    bench.now = NOW + 2.01
    assert bench.instruments.weight_state is WeightState.NO_SIGNAL
    assert bench.instruments.celsius is None


def test_a_status_line_clears_the_shown_weight(bench: Bench) -> None:
    bench.says()
    bench.says(status=ReadingStatus.NOT_ZEROED, bookable=False)
    assert bench.instruments.weight_kg is None
    assert bench.instruments.weight_state is WeightState.NOT_ZEROED
    bench.says()
    bench.says(kind=ReadingKind.ERROR, status=ReadingStatus.GARBAGE, value=None, bookable=False)
    assert bench.instruments.weight_kg is None


def test_tare_gross_and_net_are_kept_apart(bench: Bench) -> None:
    def shown() -> tuple[bool | None, Decimal | None]:
        return bench.instruments.in_net, bench.instruments.tare_kg

    bench.says()
    assert shown() == (None, None), "nobody has said"
    bench.says(kind=ReadingKind.TARE, status=ReadingStatus.OK, value=Decimal("1.25"))
    assert shown() == (True, Decimal("1.250"))
    bench.says()
    assert shown() == (True, Decimal("1.250")), "a line that says nothing of it changes nothing"
    bench.says(net=False)
    assert shown() == (False, None)
    bench.says(net=True, tare=Decimal("0.640"))
    assert shown() == (True, Decimal("0.640"))
    bench.says(net=True)
    assert shown() == (True, Decimal("0.640"))


@pytest.mark.parametrize("command", ["TAC", "Z", "ZI"])
def test_a_cleared_tare_is_forgotten(bench: Bench, command: str) -> None:
    bench.says(kind=ReadingKind.TARE, status=ReadingStatus.OK, value=Decimal("1.25"))
    bench.says(kind=ReadingKind.ACK, status=ReadingStatus.BUSY, command=command)
    assert bench.instruments.tare_kg == Decimal("1.250")
    bench.says(kind=ReadingKind.ACK, status=ReadingStatus.OK, command=command)
    assert bench.instruments.tare_kg is None


@pytest.mark.parametrize(
    "told",
    [
        {"kind": ReadingKind.TARE, "status": ReadingStatus.BUSY, "value": None},
        {"kind": ReadingKind.ACK, "status": ReadingStatus.BUSY, "command": "Z"},
        {"kind": ReadingKind.ERROR, "status": ReadingStatus.ERROR, "value": None},
    ],
)
def test_an_order_that_the_scale_refuses_is_told(bench: Bench, told: dict[str, object]) -> None:
    refused: list[None] = []
    bench.instruments.order_refused.connect(lambda: refused.append(None))
    bench.says(**told)
    assert not refused, "nobody ordered anything"
    bench.instruments.order(ScaleOrder.TARE)
    bench.says(**told)
    assert len(refused) == 1
    bench.says(**told)
    assert len(refused) == 1, "told once"


def test_an_error_long_after_an_order_is_no_answer_to_it(bench: Bench) -> None:
    refused: list[None] = []
    bench.instruments.order_refused.connect(lambda: refused.append(None))
    error = {"kind": ReadingKind.ERROR, "status": ReadingStatus.ERROR, "value": None}
    bench.instruments.order(ScaleOrder.TARE)
    bench.says(kind=ReadingKind.TARE, status=ReadingStatus.OK, value=Decimal("1.25"))
    bench.says(**error)
    bench.instruments.order(ScaleOrder.ZERO)
    bench.now += 8.0
    bench.says(**error)
    assert not refused


def test_a_scale_that_is_not_there_takes_no_order() -> None:
    with pytest.raises(Unavailable, match="no_device"):
        Instruments().order(ScaleOrder.TARE)
    assert not Instruments().can(ScaleOrder.TARE)


def info(alibi: str | None, **told: object) -> Callable[[], Reading]:
    status = ReadingStatus.ERROR if alibi is None else ReadingStatus.OK
    given: dict[str, object] = {"kind": ReadingKind.INFO, "status": status, "value": None}
    return lambda: line(**(given | {"alibi": alibi} | told))


def test_the_scale_is_asked_for_its_own_record(bench: Bench) -> None:
    bench.says()
    bench.answer = lambda: bench.instruments.take_reading(info("00126-000002")())
    assert bench.alibi_of(line()) == "00126-000002"
    assert bench.ordered == ["alibi"]
    assert bench.instruments.weight_kg == Decimal("12.345"), "its answer is no weight"


def test_the_record_of_another_load_is_not_taken(bench: Bench) -> None:
    bench.says()
    bench.answer = lambda: bench.instruments.take_reading(info("1", value=Decimal("9.999"))())
    assert bench.alibi_of(line()) is None
    bench.says(value=Decimal("9.999"))
    bench.answer = lambda: bench.instruments.take_reading(info("2")())
    assert bench.alibi_of(line()) is None
    bench.answer = lambda: bench.instruments.take_reading(info("3", value=Decimal("12.345"))())
    assert bench.alibi_of(line()) == "3"


def test_a_record_that_names_gross_and_tare_is_that_of_the_net_weight(bench: Bench) -> None:
    told = {"value": Decimal("13.595"), "tare": Decimal("1.250"), "net": False}
    bench.answer = lambda: bench.instruments.take_reading(info("5", **told)())
    assert bench.alibi_of(line(net=True)) == "5"
    assert bench.alibi_of(line(net=False)) is None
    assert bench.alibi_of(line(net=False, value=Decimal("13.595"))) == "5"


def test_a_lot_goes_without_where_the_scale_keeps_no_record(bench: Bench) -> None:
    bench.says()
    bench.answer = lambda: bench.instruments.take_reading(info(None)())
    assert bench.alibi_of(line()) is None, "it says NO"

    def gone() -> None:
        raise Unavailable("device_lost")

    bench.answer = gone
    assert bench.alibi_of(line()) is None
    bench.can.clear()
    bench.ordered.clear()
    assert bench.alibi_of(line()) is None
    assert bench.ordered == []


def test_a_record_that_comes_too_late_is_not_the_next_ones(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.viewmodels.instruments.ALIBI_SECONDS", 0.01)
    bench.says()
    assert bench.alibi_of(line()) is None
    bench.instruments.take_reading(info("late")())
    bench.answer = lambda: bench.instruments.take_reading(info("4")())
    assert bench.alibi_of(line()) == "4"


def test_the_weight_of_before_a_tare_is_not_booked_as_net(bench: Bench) -> None:
    bench.says()
    assert bench.instruments.weight_state is WeightState.READY
    bench.says(kind=ReadingKind.TARE, status=ReadingStatus.OK, value=Decimal("1.25"))
    assert bench.instruments.weight_state is WeightState.MOVING
    bench.says(value=Decimal("11.095"))
    assert bench.instruments.weight_state is WeightState.READY
    bench.says(kind=ReadingKind.ACK, status=ReadingStatus.OK, command="TAC")
    assert bench.instruments.weight_state is WeightState.MOVING


@pytest.mark.parametrize(
    "done",
    [
        {"kind": ReadingKind.TARE, "status": ReadingStatus.OK, "value": Decimal("12.345")},
        {"kind": ReadingKind.TARE, "status": ReadingStatus.BUSY, "value": None},
        {"kind": ReadingKind.ACK, "status": ReadingStatus.BUSY, "command": "tare"},
        {"kind": ReadingKind.ERROR, "status": ReadingStatus.ERROR, "value": None},
        EMPTY,
        {"net": True},
    ],
)
def test_what_a_scale_says_while_it_is_to_tare_is_not_booked(
    done: dict[str, object], bench: Bench
) -> None:
    """The line was on its way, or the scale waited for rest."""

    def state() -> WeightState:
        return bench.instruments.weight_state

    bench.says()
    bench.instruments.order(ScaleOrder.TARE)
    bench.says(status=ReadingStatus.UNSTABLE, bookable=False)
    bench.says()
    assert state() is WeightState.MOVING
    bench.says(kind=ReadingKind.ACK, status=ReadingStatus.OK, command="TARE")
    bench.says()
    assert state() is WeightState.MOVING, "accepted is not done"
    bench.says(**done)
    bench.says()
    assert state() is WeightState.READY


def test_a_scale_that_never_tells_of_its_tare_is_believed_after_a_while(bench: Bench) -> None:
    bench.says(net=True)
    bench.instruments.order(ScaleOrder.TARE)
    bench.says(net=True)
    assert bench.instruments.weight_state is WeightState.MOVING, "it was net before"
    bench.now = NOW + 8.0
    bench.says(net=True, monotonic=bench.now)
    assert bench.instruments.weight_state is WeightState.READY


def test_a_scale_that_waits_for_rest_is_not_called_silent(bench: Bench) -> None:
    bench.instruments.order(ScaleOrder.TARE)
    assert bench.instruments.weight_state is WeightState.MOVING
    bench.now = NOW + 8.0
    assert bench.instruments.weight_state is WeightState.NO_SIGNAL
    bench.instruments.order(ScaleOrder.TARE)
    bench.says(kind=ReadingKind.TARE, status=ReadingStatus.BUSY, value=None)
    assert bench.instruments.weight_state is WeightState.NO_SIGNAL
    bench.instruments.order(ScaleOrder.TARE)
    bench.instruments.take_status(DeviceStatus("scale.main", DeviceState.LOST))
    assert bench.instruments.weight_state is WeightState.NO_SIGNAL
    bench.instruments.order(ScaleOrder.ALIBI)
    assert bench.instruments.weight_state is WeightState.NO_SIGNAL
