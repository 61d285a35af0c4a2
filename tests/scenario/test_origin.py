"""What follows a lot from where it came: the dates it must keep, meat that grows too old, the laboratory's answer."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import Violation
from tests.books import Books
from tests.fix_core import Journey, Plant, made_from


def day(books: Books, ago: int) -> str:
    """The plant day so many days ago."""
    today: date = books.ask("SELECT (now() AT TIME ZONE time_zone)::date FROM app.site")
    return (today - timedelta(days=ago)).isoformat()


def to_mixing(plant: Plant, **raw: Any) -> Journey:
    """A run at mixing whose BULK is made from one RAW lot of 100 kg, `raw` being what is said of it."""
    journey = Journey(plant.run_to(1).run)
    told = {"meat": "minced", "temperature_c": "1.5", **raw}
    before = plant.register(journey.run, "RAW", "100", **told)
    journey.lots["RAW"] = [before]
    for kind in ("DEB", "BULK"):
        if kind == "DEB":
            plant.passed(before)
        plant.do("advance_run", run=journey.run)
        before = plant.register(journey.run, kind, "100", (before, "100"))
        journey.lots[kind] = [before]
        if kind == "DEB":
            plant.passed(before)
    plant.do("advance_run", run=journey.run)
    return journey


def mix(journey: Journey, **more: Any) -> dict[str, Any]:
    """A MIX of 10 kg out of the journey's BULK."""
    parents = made_from((journey["BULK"], "10"))
    return {"run": journey.run, "type": "MIX", "weight_kg": "10", "parents": parents, **more}


def too_old(lot: str, days: int, limit: int) -> Violation:
    details = {"reason": "too_old", "lot": lot, "days": days, "limit": limit}
    return Violation("genealogy", details)


# Meat that grows too old


@pytest.mark.parametrize(("species", "most"), [("poultry", 3), ("other", 6), ("beef_vacuum", 15)])
def test_minced_meat_is_mixed_up_to_its_last_day_and_warned_of_the_day_before(
    plant: Plant, books: Books, species: str, most: int
) -> None:
    for days, warned in ((most - 2, False), (most - 1, True), (most, True)):
        journey = to_mixing(plant, species=species, slaughter_date=day(books, days))
        warning = {"reason": "age", "lot": journey["RAW"], "days": days, "limit": most}
        answer = plant.do("register_lot", **mix(journey))
        assert answer["warnings"] == ([warning] if warned else [])
    journey = to_mixing(plant, species=species, slaughter_date=day(books, most + 1))
    with books.unchanged():
        broken = plant.refused("register_lot", **mix(journey))
    assert broken == too_old(journey["RAW"], most + 1, most)


def test_meat_of_a_species_not_told_is_judged_as_other(plant: Plant, books: Books) -> None:
    journey = to_mixing(plant, slaughter_date=day(books, 7))
    assert plant.refused("register_lot", **mix(journey)) == too_old(journey["RAW"], 7, 6)


def test_what_a_mix_is_declared_as_makes_its_limit_stricter_and_never_looser(
    plant: Plant, books: Books
) -> None:
    journey = to_mixing(plant, slaughter_date=day(books, 4))
    broken = plant.refused("register_lot", **mix(journey, species="poultry"))
    assert broken == too_old(journey["RAW"], 4, 3)
    plant.do("register_lot", **mix(journey, species="beef_vacuum"))
    old = to_mixing(plant, slaughter_date=day(books, 7))
    broken = plant.refused("register_lot", **mix(old, species="beef_vacuum"))
    assert broken == too_old(old["RAW"], 7, 6)


def test_only_minced_meat_grows_too_old(plant: Plant, books: Books) -> None:
    journey = to_mixing(plant, meat="red", slaughter_date=day(books, 40))
    assert plant.do("register_lot", **mix(journey))["warnings"] == []
    undated = to_mixing(plant)
    assert plant.do("register_lot", **mix(undated))["warnings"] == []


def test_old_meat_is_found_among_all_a_mix_is_made_from(plant: Plant, books: Books) -> None:
    old = to_mixing(plant, slaughter_date=day(books, 8))
    fresh = to_mixing(plant, slaughter_date=day(books, 1))
    parents = made_from((fresh["BULK"], "10"), (old["BULK"], "1"))
    broken = plant.refused("register_lot", **mix(fresh) | {"parents": parents, "weight_kg": "11"})
    assert broken == too_old(old["RAW"], 8, 6)


# Dates travel


def test_a_child_has_the_earliest_dates_of_all_it_is_made_from(plant: Plant, books: Books) -> None:
    spice = plant.register(None, "SPICE", "5", use_by="2030-01-31")
    journey = to_mixing(plant, meat="red", slaughter_date=day(books, 4), use_by="2030-02-10")
    parents = made_from((journey["BULK"], "10"), (spice, "1"))
    for own, kept in ((None, "2030-01-31"), ("2030-03-01", "2030-01-31"), ("2030-01-30",) * 2):
        made = mix(journey, use_by=own) | {"parents": parents}
        shown = plant.ask("lot", lot=plant.do("register_lot", **made)["code"])
        assert (shown["slaughter_date"], shown["use_by"]) == (day(books, 4), kept)
    younger = mix(journey, slaughter_date=day(books, 0))
    shown = plant.ask("lot", lot=plant.do("register_lot", **younger)["code"])
    assert shown["slaughter_date"] == day(books, 4)


# The laboratory's answer


@pytest.mark.parametrize("marked", ["RAW", "MIX", "FG15", "PAL"])
def test_nothing_is_shipped_before_the_laboratory_has_answered(
    plant: Plant, books: Books, marked: str
) -> None:
    journey = plant.run_to(10)
    quality = plant.as_("B-AUDITOR")
    pallet = journey.lots["PAL"][0]
    quality.do("set_lab_mark", lot=journey[marked], test="Salmonella")
    ship = {"run": journey.run, "type": "SHIP", "weight_kg": "29.8", "temperature_c": "-20"}
    ship["parents"] = made_from((pallet, "29.8"))
    with books.unchanged():
        broken = plant.refused("register_lot", **ship)
    details = {"reason": "awaits_laboratory", "lot": pallet, "awaits": journey[marked]}
    assert broken == Violation("lot_not_released", details)
    quality.do("record_lab_result", lot=journey[marked], result="negative")
    assert plant.do("register_lot", **ship)["status"] == "QUARANTINE"
    shown = plant.ask("lot", lot=journey[marked])["laboratory"]
    assert [(each["test"], each["result"], each["marked_by"]) for each in shown] == [
        ("Salmonella", "negative", "B-AUDITOR")
    ]


def test_a_marked_lot_is_processed_as_usual_until_it_would_leave(plant: Plant) -> None:
    journey = plant.run_to(2)
    plant.as_("B-AUDITOR").do("set_lab_mark", lot=journey["RAW"], test="Salmonella")
    for step in range(2, 10):
        plant.work(journey, step)
        plant.do("advance_run", run=journey.run)
    mark = plant.ask("lot", lot=journey["RAW"])["laboratory"][0]
    assert (mark["result"], mark["resulted_at"], mark["resulted_by"]) == (None, None, None)
    assert plant.ask("lot", lot=journey["PAL"])["laboratory"] == []


def test_another_pallet_is_not_stopped_by_a_mark_it_has_nothing_to_do_with(plant: Plant) -> None:
    journey = plant.run_to(10)
    one, other = journey.lots["PAL"]
    plant.as_("B-AUDITOR").do("set_lab_mark", lot=journey["SKW15"], test="Salmonella")
    ship = {"run": journey.run, "type": "SHIP", "temperature_c": "-20"}
    broken = plant.refused(
        "register_lot", **ship, weight_kg="29.8", parents=made_from((one, "29.8"))
    )
    assert broken.code == "lot_not_released"
    plant.do("register_lot", **ship, weight_kg="59.6", parents=made_from((other, "59.6")))
