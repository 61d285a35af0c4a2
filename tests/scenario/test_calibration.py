"""Instruments are checked; what failed its check, or is overdue, measures nothing at a CCP."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.context import new_id
from core.errors import Violation
from core.ops.demo import USERS
from tests.books import Books
from tests.fix_core import Plant, at_once
from tests.fix_database import Database

ICE = {"reference_c": "0", "reading_c": "0.2"}
TOO_WARM = {"reference_c": "0", "reading_c": "0.7"}
MASS = {"reference_kg": "20", "reading_kg": "20.010"}
TOO_HEAVY = {"reference_kg": "20", "reading_kg": "20.5"}
RAW = {"meat": "red", "temperature_c": "3"}


@pytest.fixture
def auditor(plant: Plant) -> Plant:
    """Who may check instruments."""
    return plant.as_("B-AUDITOR")


def checked(auditor: Plant, device: str, passed: bool = True, **pair: Any) -> Any:
    return auditor.do("record_calibration", device=device, passed=passed, **(pair or ICE))


def failed(auditor: Plant, device: str) -> Any:
    return checked(auditor, device, passed=False, **TOO_WARM)


def instrument(plant: Plant, device: str) -> Any:
    """An instrument as the list of them tells it."""
    items = plant.ask("calibrations_due")["items"]
    return next(each for each in items if each["device"] == device)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def overdue(books: Books, device: str) -> None:
    """Its check ended a second ago."""
    ended = "UPDATE app.device SET due_at = now() - interval '1 second' WHERE code = %s"
    books.write(ended, device)


def test_a_check_makes_a_new_instrument_known(auditor: Plant, plant: Plant) -> None:
    key = new_id()
    answer = auditor.do("record_calibration", key=key, device="T7", passed=True, **ICE)
    assert answer["calibration_id"] == str(key)
    assert (answer["device"], answer["kind"], answer["passed"]) == ("T7", "thermometer", True)
    assert (answer["deviation"], answer["lots"]) == ("0.2", [])
    shown = instrument(plant, "T7")
    assert (shown["kind"], shown["state"], shown["user"]) == ("thermometer", "ok", "B-AUDITOR")
    assert shown["checked_at"] == shown["good_at"]
    assert instant(shown["due_at"]) - instant(shown["good_at"]) == timedelta(days=30)
    assert instant(answer["due_at"]) == instant(shown["due_at"])
    assert (shown["deviation"], shown["unit"], shown["failed_at"]) == ("0.2", "C", None)


def test_a_pair_in_kilograms_is_a_scales(auditor: Plant, plant: Plant) -> None:
    answer = checked(auditor, "S7", **MASS)
    assert (answer["kind"], answer["deviation"], answer["tolerance"]) == ("scale", "0.01", "0.02")
    shown = instrument(plant, "S7")
    assert (shown["kind"], shown["unit"], shown["reading"]) == ("scale", "kg", "20.010")


def test_a_check_holds_as_long_as_is_said_and_the_next_one_as_long(
    auditor: Plant, plant: Plant
) -> None:
    for told, days in (({"valid_days": 7}, 7), ({}, 7), ({"valid_days": 90}, 90)):
        checked(auditor, "T7", **ICE, **told)
        shown = instrument(plant, "T7")
        assert shown["interval_days"] == days
        assert instant(shown["due_at"]) - instant(shown["good_at"]) == timedelta(days=days)


@pytest.mark.parametrize(
    ("reading", "passes"), [("0.5", True), ("-0.5", True), ("0.501", False), ("-0.501", False)]
)
def test_nothing_passes_out_of_tolerance(
    auditor: Plant, books: Books, reading: str, passes: bool
) -> None:
    told = {"device": "T1", "reference_c": "0", "reading_c": reading}
    if passes:
        assert auditor.do("record_calibration", **told, passed=True)["passed"]
        return
    with books.unchanged():
        broken = auditor.refused("record_calibration", **told, passed=True)
    details = {"device": "T1", "deviation": reading, "tolerance": "0.5"}
    assert broken == Violation(
        "invalid", {"argument": "passed", "reason": "out_of_tolerance", **details}
    )
    assert auditor.do("record_calibration", **told, passed=False)["passed"] is False


def test_a_name_stands_for_one_kind_of_instrument(auditor: Plant, books: Books) -> None:
    checked(auditor, "S7", **MASS)
    with books.unchanged():
        for passed in (True, False):
            broken = auditor.refused("record_calibration", device="S7", passed=passed, **ICE)
            assert (broken.code, broken.details["reason"]) == ("conflict", "other_instrument")
        both = {**ICE, **MASS}
        assert auditor.refused("record_calibration", device="S7", passed=True, **both).code == (
            "invalid"
        )


@pytest.mark.parametrize("user", USERS, ids=lambda user: user.badge)
def test_checks_are_kept_by_those_who_verify(plant: Plant, books: Books, user: Any) -> None:
    person = plant.as_(user.badge)
    if user.role in ("ADMIN", "MANAGER", "AUDITOR"):
        assert checked(person, "T1")["passed"]
        return
    with books.unchanged():
        broken = person.refused("record_calibration", device="T1", passed=True, **ICE)
    assert broken.code == "forbidden"
    assert person.ask("calibrations_due")["items"]


def test_a_check_is_kept_once(auditor: Plant, books: Books) -> None:
    key = new_id()
    first, again = (
        auditor.do("record_calibration", key=key, device="T1", passed=False, **TOO_WARM)
        for _ in range(2)
    )
    assert first == again
    assert books.ask("SELECT count(*) FROM app.calibration WHERE NOT passed") == 1
    other = auditor.refused("record_calibration", key=key, device="T1", passed=True, **ICE)
    assert other.code == "key_reused"


def test_another_site_has_instruments_of_its_own(
    plant: Plant, auditor: Plant, database: Database
) -> None:
    admin = plant.as_("B-ADMIN")
    admin.do("create_site", code="TISZ", name="Tisza", time_zone="Europe/Budapest", process="doner")
    elsewhere = admin.at_site("TISZ")
    failed(elsewhere, "T1")
    assert instrument(elsewhere, "T1")["state"] == "failed"
    assert instrument(plant, "T1")["state"] == "ok"
    plant.register(plant.run_to(1).run, "RAW", "100", **RAW, probe="T1")
    assert len(elsewhere.ask("calibrations_due")["items"]) == 1
    assert elsewhere.not_answered("lots_since_check", device="T2").code == "not_found"


def lot_of(plant: Plant, run: str, **named: Any) -> str:
    return plant.register(run, "RAW", "100", **RAW, source="device", **named)


def refusals(plant: Plant, run: str, lot: str, **named: Any) -> set[str]:
    """Why a registration and a reading by an instrument are refused, by their reason."""
    args = {"run": run, "type": "RAW", "weight_kg": "100", **RAW, "source": "device"}
    broken = [plant.refused("register_lot", **args, **named)]
    if "probe" in named:
        reading = {"lot": lot, "celsius": "3", "kind": "CORE"}
        broken.append(plant.refused("record_temperature", **reading, **named))
    assert {each.code for each in broken} == {"conflict"}
    return {str(each.details["reason"]) for each in broken}


def test_what_failed_measures_nothing_at_a_ccp_until_it_is_good_again(
    plant: Plant, auditor: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    lot = lot_of(plant, run, probe="T2")
    failed(auditor, "T2")
    with books.unchanged():
        assert refusals(plant, run, lot, probe="T2") == {"instrument_failed"}
        assert refusals(plant, run, lot, probe="T2", notes="typed") == {"instrument_failed"}
    lot_of(plant, run, probe="T1")
    checked(auditor, "T2")
    lot_of(plant, run, probe="T2")
    plant.do("record_temperature", lot=lot, celsius="3", kind="CORE", probe="T2")


def test_what_is_overdue_measures_nothing_at_a_ccp(
    plant: Plant, auditor: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    lot = lot_of(plant, run, probe="T2")
    overdue(books, "T2")
    assert instrument(plant, "T2")["state"] == "overdue"
    assert refusals(plant, run, lot, probe="T2") == {"instrument_overdue"}
    checked(auditor, "T2")
    lot_of(plant, run, probe="T2")


def test_a_scale_that_failed_weighs_nothing_at_a_ccp(
    plant: Plant, auditor: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    lot = lot_of(plant, run, scale="S2")
    answer = checked(auditor, "S2", passed=False, **TOO_HEAVY)
    assert answer["lots"] == [lot]
    assert refusals(plant, run, lot, scale="S2") == {"instrument_failed"}
    lot_of(plant, run)
    lot_of(plant, run, scale="S1")
    plant.register(None, "SPICE", "5", source="device", scale="S2")
    overdue(books, "S1")
    assert refusals(plant, run, lot, scale="S1") == {"instrument_overdue"}


def test_the_air_and_steps_without_a_ccp_are_measured_with_anything(
    plant: Plant, auditor: Plant
) -> None:
    journey = plant.run_to(2)
    failed(auditor, "T2")
    air = {"celsius": "3", "kind": "AMBIENT", "probe": "T2"}
    plant.do("record_temperature", buffer="LK-1", **air)
    plant.do("record_temperature", lot=journey["RAW"], **air)
    parents = [{"lot": journey["RAW"], "kg": "100"}]
    told = {"run": journey.run, "type": "DEB", "weight_kg": "92", "parents": parents}
    plant.do("register_lot", **told, temperature_c="3", probe="T2", scale="S2")


def test_an_instrument_that_nobody_ever_checked_is_only_a_name(plant: Plant) -> None:
    run = plant.run_to(1).run
    lot = lot_of(plant, run, probe="probe.core", scale="scale.main")
    plant.do("record_temperature", lot=lot, celsius="3", kind="CORE", probe="P-77")


def test_a_reading_taken_before_the_check_is_kept_and_named_by_it(
    plant: Plant, auditor: Plant
) -> None:
    run = plant.run_to(1).run
    taken = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    failed(auditor, "T2")
    lot = lot_of(plant, run, probe="T2", occurred_at=taken)
    assert instrument(plant, "T2")["lots"] == [lot]


@pytest.mark.parametrize("why", ["instrument_failed", "instrument_overdue"])
@pytest.mark.parametrize("what", ["probe", "scale"])
def test_a_reading_taken_in_doubt_is_refused_after_the_next_good_check_too(
    plant: Plant, auditor: Plant, books: Books, what: str, why: str
) -> None:
    device, good, bad = ("T2", ICE, TOO_WARM) if what == "probe" else ("S2", MASS, TOO_HEAVY)
    run, before = plant.run_to(1).run, datetime.now(UTC) - timedelta(seconds=2)
    lot = lot_of(plant, run, **{what: device})
    for _ in range(2):
        if why == "instrument_failed":
            checked(auditor, device, passed=False, **bad)
        else:
            overdue(books, device)
        doubted = datetime.now(UTC)
        checked(auditor, device, **good)
        late = {what: device, "occurred_at": doubted.isoformat()}
        with books.unchanged():
            assert refusals(plant, run, lot, **late) == {why}
        lot_of(plant, run, **{what: device})
    lot_of(plant, run, **{what: device}, occurred_at=before.isoformat())
    with books.unchanged():
        assert refusals(plant, run, lot, **late) == {why}


def test_a_failed_check_names_what_was_measured_since_the_last_good_one(
    plant: Plant, auditor: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    before = lot_of(plant, run, probe="T2")
    checked(auditor, "T2")
    lots = [lot_of(plant, run, probe="T2") for _ in range(3)]
    lot_of(plant, run, probe="T1")
    plant.do("record_temperature", lot=before, celsius="3", kind="CORE", probe="T2")
    gone = lot_of(plant, run, probe="T2")
    plant.as_("B-ADMIN").do("void_lot", lot=gone, reason="Registered twice by a slip")
    newest_first = [*reversed(lots), before]
    for _ in range(2):
        assert failed(auditor, "T2")["lots"] == newest_first
    shown = instrument(plant, "T2")
    assert (shown["state"], shown["lots"]) == ("failed", newest_first)
    page = plant.ask("lots_since_check", device="T2", limit=3)
    assert [each["lot"] for each in page["items"]] == newest_first[:3]
    rest = plant.ask("lots_since_check", device="T2", limit=3, after=page["next"])
    assert ([each["lot"] for each in rest["items"]], rest["next"]) == ([before], None)
    checked(auditor, "T2")
    assert plant.ask("lots_since_check", device="T2")["items"] == []


def test_a_reading_tells_until_when_its_thermometer_was_good(
    plant: Plant, auditor: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    until = [instant(instrument(plant, "T2")["due_at"])]
    lot = lot_of(plant, run, probe="T2")
    until.append(instant(checked(auditor, "T2", **ICE, valid_days=7)["due_at"]))
    reading = {"lot": lot, "celsius": "3", "kind": "CORE"}
    plant.do("record_temperature", **reading, probe="T2")
    plant.do("record_temperature", **reading, probe="P-77")
    plant.do("record_temperature", **reading)
    told = [each["probe_due_at"] for each in plant.ask("lot", lot=lot)["temperatures"]]
    assert [each and instant(each) for each in told] == [*until, None, None]
    record = auditor.ask("ccp_record", lot=lot)["readings"]
    assert [each["probe_due_at"] for each in record] == told


def test_a_failed_check_raises_an_alarm(plant: Plant, auditor: Plant) -> None:
    lot_of(plant, plant.run_to(1).run, probe="T2")
    failed(auditor, "T2")
    alarm = plant.ask("alarms")["items"][0]
    assert (alarm["kind"], alarm["state"], alarm["lot"]) == ("instrument_failed", "ACTIVE", None)
    assert alarm["details"]["device"] == "T2"
    assert "0,7 °C" in alarm["text"] or "0.7 °C" in alarm["text"]


def test_the_audit_tells_of_every_check(plant: Plant, auditor: Plant) -> None:
    failed(auditor, "T2")
    checked(auditor, "T2", notes="Put right", **ICE)
    good, bad = auditor.ask("audit", entity="T2")["items"]
    assert (good["command"], good["user"]) == ("record_calibration", "B-AUDITOR")
    assert (good["after"]["passed"], good["after"]["notes"]) == (True, "Put right")
    assert (bad["after"]["passed"], bad["after"]["reading_c"]) == (False, "0.7")


def test_the_worst_instruments_come_first(plant: Plant, auditor: Plant, books: Books) -> None:
    failed(auditor, "T2")
    overdue(books, "S2")
    checked(auditor, "A1", **ICE, valid_days=1)
    items = plant.ask("calibrations_due")["items"]
    told = [(each["device"], each["state"]) for each in items]
    assert told == [("T2", "failed"), ("S2", "overdue"), ("A1", "due"), ("S1", "ok"), ("T1", "ok")]


def test_of_a_check_and_readings_at_once_each_reading_is_refused_or_named(
    plant: Plant, auditor: Plant
) -> None:
    run = plant.run_to(1).run
    plants = [plant, plant.at("K2")]

    def reading(number: int) -> Callable[[], Any]:
        args = {"run": run, "type": "RAW", "weight_kg": "100", **RAW, "probe": "T2"}
        return lambda: plants[number % 2].outcome("register_lot", **args)

    def check() -> Any:
        return failed(auditor, "T2")

    for _ in range(3):
        checked(auditor, "T2")
        *outcomes, answer = at_once(*(reading(number) for number in range(6)), check)
        made = {each["code"] for each in outcomes if not isinstance(each, str)}
        assert {each for each in outcomes if isinstance(each, str)} <= {"conflict"}
        page = plant.ask("lots_since_check", device="T2")
        assert {each["lot"] for each in page["items"]} == made
        assert set(answer["lots"]) <= made
