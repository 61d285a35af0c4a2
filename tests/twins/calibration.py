"""Checks of instruments past the rules, and readings by those that nobody trusts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from core.rules import calibration
from tests.books import Books
from tests.fix_core import Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import measure, register

Tried = Iterator[tuple[Call, str]]
STALE = "stale"
_CHECK = """
    SELECT api.record_calibration(gen_random_uuid(), %(device)s, %(kind)s, %(reference)s::numeric, %(reading)s::numeric,
      %(passed)s, %(days)s::bigint, %(notes)s, NULL)
"""


def check(reading: str | None = "0", **changes: Any) -> Call:
    """A good check of T9 in melting ice, but for the changes."""
    told = {"device": "T9", "kind": "thermometer", "reference": "0", "reading": reading}
    more = {"passed": True, "days": None, "notes": None}
    return Call(_CHECK, {**told, **more, **changes}, "B-AUDITOR")


def weigh(reading: str | None, reference: str | None = "20", **changes: Any) -> Call:
    """The same of S9 with a mass of 20 kg."""
    return check(reading, **{"device": "S9", "kind": "scale", "reference": reference, **changes})


@breaks(calibration.a_checked_instrument_has_a_name)
def an_instrument_without_a_name(_plant: Plant, _books: Books) -> Tried:
    yield check(device="T" * 40), DONE
    for device in ("", " ", None, "T" * 41):
        yield check(device=device), "invalid"


@breaks(calibration.a_check_compares_one_pair, calibration.a_check_is_of_what_there_can_be)
def a_check_of_nothing(_plant: Plant, _books: Books) -> Tried:
    yield check("999.9", passed=False), DONE
    yield weigh("-999999.999", passed=False), DONE
    for reading in (None, "-300", "1000", "NaN", "Infinity"):
        yield check(reading, passed=False), "invalid"
        yield check("0", reference=reading, passed=False), "invalid"
    for mass in (None, "0", "-1", "1000000", "NaN", "Infinity"):
        yield weigh("20", mass, passed=False), "invalid"
    for reading in (None, "1000000", "-1000000", "NaN", "-Infinity"):
        yield weigh(reading, passed=False), "invalid"
    for changes in ({"kind": "ruler"}, {"kind": None}, {"passed": None}):
        yield check(**changes), "invalid"


@breaks(calibration.a_check_holds_for_days)
def a_check_for_ever(_plant: Plant, _books: Books) -> Tried:
    for days, answer in (
        (1, DONE),
        (3660, DONE),
        (0, "invalid"),
        (-1, "invalid"),
        (3661, "invalid"),
    ):
        yield check(days=days), answer


@breaks(calibration.a_word_on_a_check_is_short_enough)
def a_long_word_on_a_check(_plant: Plant, _books: Books) -> Tried:
    yield check(notes="x" * 500), DONE
    yield check(notes="x" * 501), "invalid"


@breaks(calibration.an_instrument_stays_what_it_is)
def a_scale_checked_in_ice(plant: Plant, _books: Books) -> Tried:
    yield check(device="S1"), STALE
    yield check(device="T1"), DONE
    yield weigh("20", device="T1"), STALE
    yield weigh("20", device="S1"), DONE


@breaks(calibration.no_check_passes_out_of_tolerance)
def a_pass_by_a_tick(_plant: Plant, _books: Books) -> Tried:
    for reading, answer in (
        *(("0.5", DONE), ("-0.5", DONE)),
        *(("0.501", "invalid"), ("-0.501", "invalid"), ("999", "invalid")),
    ):
        yield check(reading), answer
        yield check(reading, passed=False), DONE
    for reading, mass, answer in (
        *(("20.02", "20", DONE), ("19.98", "20", DONE), ("20.021", "20", "invalid")),
        *(("1000.5", "500.5", "invalid"), ("500.5", "500", DONE), ("500.501", "500", "invalid")),
        *(("1.02", "1", DONE), ("1.021", "1", "invalid")),
    ):
        yield weigh(reading, mass), answer


def _now(**shift: float) -> str:
    return (datetime.now(UTC) + timedelta(**shift)).isoformat()


@breaks(calibration.no_ccp_is_measured_by_a_thermometer_nobody_trusts)
def a_reading_nobody_trusts(plant: Plant, books: Books) -> Tried:
    journey = plant.run_to(1)
    run, lot = journey.run, plant.register(journey.run, "RAW", "100", meat="red")
    before = _now(minutes=-1)

    def readings(answer: str) -> Tried:
        yield register(run, "RAW", "100", meat="red", celsius="3", probe="T2"), answer
        yield measure(lot, "3", probe="T2"), answer

    yield from readings(DONE)
    auditor = plant.as_("B-AUDITOR")
    auditor.do("record_calibration", device="T2", reference_c="0", reading_c="0.6", passed=False)
    yield from readings(STALE)
    yield register(run, "RAW", "100", meat="red", celsius="3", probe="T1"), DONE
    yield register(run, "RAW", "100", meat="red", probe="T2"), DONE
    yield register(None, "SPICE", "5", celsius="3", probe="T2"), DONE
    yield measure(lot, "3", probe="T2", kind="AMBIENT"), DONE
    yield measure(None, "3", probe="T2", kind="AMBIENT", buffer="LK-1"), DONE
    yield measure(lot, "3", probe="T2", occurred_at=before), DONE
    told = {"meat": "red", "celsius": "3", "probe": "T2"}
    yield register(run, "RAW", "100", **told, occurred_at=before), DONE
    doubted = _now()
    auditor.do("record_calibration", device="T2", reference_c="0", reading_c="0", passed=True)
    yield from readings(DONE)
    yield measure(lot, "3", probe="T2", occurred_at=doubted), STALE
    yield register(run, "RAW", "100", **told, occurred_at=doubted), STALE
    yield measure(lot, "3", probe="T2", occurred_at=before), DONE
    due = "UPDATE app.device SET due_at = now() - interval '1 second' WHERE code = 'T2'"
    books.write(due)
    yield from readings(STALE)
    yield measure(lot, "3", probe="T2", occurred_at=before), DONE


@breaks(calibration.no_ccp_is_weighed_on_a_scale_nobody_trusts)
def a_scale_nobody_trusts(plant: Plant, _books: Books) -> Tried:
    run = plant.run_to(1).run
    told = {"meat": "red", "celsius": "3", "source": "device"}
    yield register(run, "RAW", "100", **told, scale="S2"), DONE
    auditor = plant.as_("B-AUDITOR")
    off = {"reference_kg": "20", "reading_kg": "20.5", "passed": False}
    auditor.do("record_calibration", device="S2", **off)
    yield register(run, "RAW", "100", **told, scale="S2"), STALE
    yield register(run, "RAW", "100", **told, scale="S1"), DONE
    yield register(None, "SPICE", "5", source="device", scale="S2"), DONE
