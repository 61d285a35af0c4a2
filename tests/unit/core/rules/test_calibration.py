from datetime import timedelta
from typing import Any

import pytest

from core.domain.calibration import Calibration, CheckFacts, InstrumentFact, InstrumentKind
from core.domain.commands.calibration import RecordCalibration
from core.domain.quality import Source, TemperatureKind
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation
from tests.builders import (
    NOW,
    deb_facts,
    kg,
    raw_facts,
    reading,
    reading_facts,
    register_deb,
    register_raw,
)

MOMENT = timedelta(microseconds=1)


def ice(reading: str = "0.2", **changes: Any) -> RecordCalibration:
    """T1 in melting ice."""
    told = {"device": "T1", "reference_c": kg("0"), "reading_c": kg(reading), "passed": True}
    return RecordCalibration(**(told | changes))


def mass(reading: str = "20", reference: str = "20", **changes: Any) -> RecordCalibration:
    """S1 under a test mass."""
    pair = {"reference_kg": kg(reference), "reading_kg": kg(reading)}
    return RecordCalibration(**({"device": "S1", "passed": True} | pair | changes))


def facts(kind: InstrumentKind | None = None) -> CheckFacts:
    return CheckFacts(device="T1", kind=kind, plan=Calibration())


def refusal(command: RecordCalibration) -> Violation:
    with pytest.raises(Refused) as refused:
        check_shape(command)
    return refused.value.violation


@pytest.mark.parametrize(
    "changes",
    [
        {"reading_c": None},
        {"reference_c": None},
        {"reference_c": None, "reading_c": None},
        {"reading_kg": kg("1")},
        {"reference_kg": kg("1")},
        {"reference_kg": kg("1"), "reading_kg": kg("1")},
        {"reading_c": None, "reading_kg": kg("1")},
    ],
)
def test_a_check_compares_exactly_one_pair(changes: dict[str, Any]) -> None:
    details = {"argument": "reading", "reason": "one_pair"}
    assert refusal(ice(**changes)) == Violation("invalid", details)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("device", ""),
        ("device", " "),
        ("device", "T" * 41),
        ("reading_c", kg("-300")),
        ("reading_c", kg("1000")),
        ("reference_c", kg("1000")),
        ("valid_days", 0),
        ("valid_days", 3661),
        ("notes", "x" * 501),
    ],
)
def test_a_check_is_of_something_there_can_be(argument: str, value: object) -> None:
    assert refusal(ice(**{argument: value})).details["argument"] == argument


@pytest.mark.parametrize(
    ("argument", "value"),
    [("reference_kg", "0"), ("reference_kg", "-1"), ("reading_kg", "1000000")],
)
def test_a_test_mass_weighs_something(argument: str, value: str) -> None:
    assert refusal(mass(**{argument: kg(value)})).details["argument"] == argument


def test_what_there_can_be_is_taken() -> None:
    check_shape(ice("-299.9", device="T" * 40, valid_days=1, notes="x" * 500))
    check_shape(ice("999.9", valid_days=3660))
    check_shape(mass("-999999.999"))


@pytest.mark.parametrize("kind", [None, InstrumentKind.THERMOMETER])
def test_a_name_stands_for_one_kind(kind: InstrumentKind | None) -> None:
    assert first_violation(ice(), facts(kind)) is None
    details = {"reason": "other_instrument", "device": "T1", "kind": "scale"}
    assert first_violation(ice(), facts(InstrumentKind.SCALE)) == Violation("conflict", details)
    assert first_violation(mass(), facts(InstrumentKind.THERMOMETER)) is not None


@pytest.mark.parametrize(
    ("command", "passes"),
    [
        *((ice("0.5"), True), (ice("-0.5"), True), (ice("0.501"), False), (ice("-0.501"), False)),
        *((mass("20.02"), True), (mass("20.021"), False), (mass("19.979"), False)),
        *((mass("500.5", "500"), True), (mass("500.501", "500"), False)),
        *((mass("0.02", "0.001"), True), (mass("0.022", "0.001"), False)),
    ],
)
def test_only_what_is_within_its_tolerance_passes(command: RecordCalibration, passes: bool) -> None:
    broken = first_violation(command, facts())
    assert (broken is None) is passes
    assert broken is None or broken.details["reason"] == "out_of_tolerance"


@pytest.mark.parametrize("reading", ["0", "0.5", "0.501", "-40"])
def test_whatever_is_recorded_as_failed_is_taken(reading: str) -> None:
    assert first_violation(ice(reading, passed=False), facts()) is None


FAILED = InstrumentFact(code="T2", failed_at=NOW, due_at=NOW + timedelta(days=9))
OVERDUE = InstrumentFact(code="T2", due_at=NOW)


def judged(**told: Any) -> Any:
    """Why a registration at a CCP is refused, by its reason."""
    instruments = {name: told.pop(name) for name in ("probe", "scale") if name in told}
    broken = first_violation(
        register_raw(source=Source.DEVICE, **told), raw_facts(**instruments, acted_at=NOW)
    )
    return broken and (broken.code, broken.details.get("reason"))


@pytest.mark.parametrize("what", ["probe", "scale"])
def test_what_failed_measures_nothing_at_a_ccp_from_then_on(what: str) -> None:
    refused = ("conflict", "instrument_failed")
    for fact, answer in (
        (FAILED, refused),
        (InstrumentFact(code="T2", failed_at=NOW - MOMENT), refused),
        (InstrumentFact(code="T2", failed_at=NOW + MOMENT), None),
        (InstrumentFact(code="T2"), None),
        (None, None),
    ):
        assert judged(**{what: fact}) == answer, fact


@pytest.mark.parametrize("what", ["probe", "scale"])
def test_what_is_overdue_measures_nothing_at_a_ccp_after_that(what: str) -> None:
    overdue = InstrumentFact(code="T2", due_at=NOW - MOMENT)
    assert judged(**{what: OVERDUE}) is None
    assert judged(**{what: overdue}) == ("conflict", "instrument_overdue")


def test_what_was_measured_before_the_check_is_kept() -> None:
    earlier = {"occurred_at": NOW - timedelta(minutes=1)}
    assert judged(probe=FAILED, **earlier) is None
    assert judged(probe=FAILED, occurred_at=NOW) == ("conflict", "instrument_failed")


def test_away_from_a_ccp_any_instrument_will_do() -> None:
    measured = register_deb(temperature_c=kg("3"))
    assert first_violation(measured, deb_facts(probe=FAILED, scale=FAILED)) is None


def test_a_registration_without_a_reading_asks_for_no_thermometer() -> None:
    assert judged(probe=FAILED, temperature_c=None) is None


def test_a_reading_names_what_it_was_refused_for() -> None:
    broken = first_violation(reading(), reading_facts(probe=FAILED, limit_c=kg("4")))
    assert broken == Violation(
        "conflict",
        {
            "reason": "instrument_failed",
            "device": "T2",
            "probe": "T2",
            "failed_at": NOW.isoformat(),
        },
    )
    of_air = reading(kind=TemperatureKind.AMBIENT)
    assert first_violation(of_air, reading_facts(probe=FAILED, limit_c=kg("4"))) is None
    assert first_violation(reading(), reading_facts(probe=FAILED)) is None
