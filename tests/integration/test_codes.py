"""Numbers of runs, lots and pallets: one counter a type and plant day, five digits when it must, then no more."""

import pytest

from core.domain.codes import parse
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant

RAW = {"type": "RAW", "weight_kg": "1", "meat": "red"}
COUNTER = (
    "INSERT INTO app.code_counter (site_id, prefix, day, last) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (site_id, prefix, day) DO UPDATE SET last = excluded.last"
)


def drawn(plant: Plant, books: Books, prefix: str, last: int) -> str:
    """Set what was drawn last of a prefix today, by kiosks with no block left; the plant's day as codes have it."""
    day = books.ask("SELECT (now() AT TIME ZONE time_zone)::date FROM app.site")
    books.write("DELETE FROM app.code_lease WHERE prefix = %s", prefix)
    books.write(COUNTER, plant.station.site_id, prefix, day, last)
    return f"{day:%Y%m%d}"


def test_numbers_begin_at_one_for_each_type_and_the_day_is_the_plants(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    day = f"{books.ask('SELECT (now() AT TIME ZONE time_zone)::date FROM app.site'):%Y%m%d}"
    assert journey.run == f"RUN-{day}-DUNA-0001"
    assert journey["RAW"] == f"RAW-{day}-DUNA-0001"
    assert (
        plant.register(journey.run, "DEB", "10", (journey["RAW"], "10")) == f"DEB-{day}-DUNA-0001"
    )
    assert (
        plant.register(journey.run, "DEB", "10", (journey["RAW"], "10")) == f"DEB-{day}-DUNA-0002"
    )


def test_a_refused_registration_uses_no_number(plant: Plant) -> None:
    run = plant.run_to(1).run
    plant.refused("register_lot", run=run, buffer="LK-9", **RAW)
    plant.refused("register_lot", run=run, buffer="MIX-1", **RAW)
    assert plant.do("register_lot", run=run, **RAW)["code"].endswith("-0001")


def test_five_digits_from_10000_on_and_no_code_past_99999(plant: Plant, books: Books) -> None:
    run = plant.run_to(1).run
    day = drawn(plant, books, "RAW", 9998)
    codes = [plant.do("register_lot", run=run, **RAW)["code"] for _ in range(2)]
    assert codes == [f"RAW-{day}-DUNA-9999", f"RAW-{day}-DUNA-10000"]
    shown = plant.ask("lot", lot=codes[1])
    assert shown["compact_code"] == f"RAW{day[2:]}DUNA10000"
    assert str(parse(shown["compact_code"])) == codes[1]
    drawn(plant, books, "RAW", 99998)
    assert plant.do("register_lot", run=run, **RAW)["code"].endswith("-99999")
    with books.unchanged():
        broken = plant.refused("register_lot", run=run, **RAW)
    assert broken == Violation(
        "codes_exhausted", {"prefix": "RAW", "day": f"{day[:4]}-{day[4:6]}-{day[6:]}"}
    )


def test_runs_have_numbers_of_their_own(plant: Plant, books: Books) -> None:
    day = drawn(plant, books, "RUN", 99999)
    with books.unchanged():
        broken = plant.refused("create_run", version_id=plant.version())
    assert broken == Violation(
        "codes_exhausted", {"prefix": "RUN", "day": f"{day[:4]}-{day[4:6]}-{day[6:]}"}
    )


def test_a_new_day_begins_at_one(plant: Plant, books: Books) -> None:
    books.write(COUNTER, plant.station.site_id, "RUN", "2020-01-01", 99999)
    assert plant.do("create_run", version_id=plant.version())["code"].endswith("-0001")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_day_of_a_code_is_that_of_the_sites_zone(plant: Plant, books: Books, zone: str) -> None:
    books.write("UPDATE app.site SET time_zone = %s", zone)
    there = plant.at("K1")
    day = books.ask("SELECT (now() AT TIME ZONE %s)::date", zone)
    run = there.run_to(1).run
    lot = there.register(run, "RAW", "1", meat="red")
    assert run.startswith(f"RUN-{day:%Y%m%d}-")
    assert lot.startswith(f"RAW-{day:%Y%m%d}-")
    assert there.ask("lot", lot=lot)["plant_day"] == day.isoformat()


def test_a_pallet_keeps_the_number_of_its_first_label(plant: Plant, books: Books) -> None:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    one, other = journey.lots["PAL"]
    first = plant.do("print_label", lot=one)
    assert first["sscc"] == "059912340000000018"
    assert first["payload"] == "00059912340000000018"
    again = plant.do("print_label", lot=one, copies=2, reason=WHY)
    assert (again["sscc"], again["label_id"] != first["label_id"]) == (first["sscc"], True)
    assert plant.do("print_label", lot=other)["sscc"] == "059912340000000025"
    labels = plant.ask("lot", lot=first["sscc"])["labels"]
    assert [(each["state"], each["reason"]) for each in labels] == [
        ("reprinted", None),
        ("requested", WHY),
    ]
    assert plant.ask("label", lot=one)["sscc"] == first["sscc"]
    assert books.ask("SELECT count(DISTINCT sscc) FROM app.label_print") == 2


def test_a_lot_that_is_no_pallet_names_itself(plant: Plant) -> None:
    journey = plant.run_to(9)
    printed = plant.do("print_label", lot=journey["FG15"])
    compact = plant.ask("lot", lot=journey["FG15"])["compact_code"]
    assert "sscc" not in printed
    assert printed["payload"].startswith("0105991234567894")
    assert printed["payload"].endswith(f"10{compact}")
    assert printed["lot"] == journey["FG15"]
    broken = plant.refused("print_label", lot=journey["FG15"])
    assert broken == Violation("notes_required", {"minimum": 10})


def test_without_a_gs1_prefix_a_pallet_gets_no_label(plant: Plant, books: Books) -> None:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    books.write("UPDATE app.site SET gs1_prefix = NULL")
    with books.unchanged():
        broken = plant.refused("print_label", lot=journey["PAL"])
    assert broken == Violation("conflict", {"reason": "no_gs1_prefix", "site": "DUNA"})
