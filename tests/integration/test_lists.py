"""Lists and single records: filters, pages, order, and what is not there."""

from typing import Any

import pytest

from core.context import new_id
from core.domain import codec
from core.domain.queries import QUERIES
from core.errors import Refused, Violation
from tests.books import Books
from tests.fix_core import WHY, Journey, Plant


@pytest.fixture
def journey(plant: Plant) -> Journey:
    """A run at skewering with its lots, one of them waiting."""
    journey = plant.run_to(5)
    plant.register(journey.run, "SKW15", "15", (journey["MIX"], "15"))
    return journey


def codes(plant: Plant, **args: Any) -> list[str]:
    return [lot["code"] for lot in plant.ask("lots", **args)["items"]]


def test_lots_are_listed_newest_first_and_filtered(plant: Plant, journey: Journey) -> None:
    everything = codes(plant)
    assert [code.split("-")[0] for code in everything] == ["SKW15", "MIX", "BULK", "DEB", "RAW"]
    assert codes(plant, run=journey.run) == everything
    assert codes(plant, type="MIX") == [journey["MIX"]]
    assert codes(plant, status="QUARANTINE") == everything[:1]
    assert codes(plant, step=2) == [journey["DEB"]]
    assert codes(plant, search="deb-") == [journey["DEB"]]
    assert codes(plant, search="%") == codes(plant, search="_") == []
    assert codes(plant, type="MIX", step=2) == []
    row = plant.ask("lots", type="RAW")["items"][0]
    assert (row["celsius"], row["weight_kg"], row["remaining_kg"], row["run"]) == (
        "3.2",
        "100.000",
        "0.000",
        journey.run,
    )


def test_lots_come_in_pages_that_no_new_lot_shifts(plant: Plant, journey: Journey) -> None:
    first = plant.ask("lots", limit=2)
    plant.register(journey.run, "SKW15", "15", (journey["MIX"], "15"))
    second = plant.ask("lots", limit=2, after=first["next"])
    third = plant.ask("lots", limit=2, after=second["next"])
    pages = [row["code"].split("-")[0] for page in (first, second, third) for row in page["items"]]
    assert pages == ["SKW15", "MIX", "BULK", "DEB", "RAW"]
    assert third["next"] is None


def test_a_page_has_one_to_200_rows(plant: Plant) -> None:
    wrong = Violation("invalid", {"argument": "limit", "reason": "out_of_range"})
    for name, args in (("lots", {}), ("inspections", {}), ("inspections", {"pending": True})):
        for limit in (0, -1, 201, 2**31 - 1):
            assert plant.not_answered(name, **args, limit=limit) == wrong
        assert plant.ask(name, **args, limit=200)["items"] == []


def test_runs_are_listed_and_filtered(plant: Plant, journey: Journey) -> None:
    idle = plant.do("create_run", version_id=plant.version())["code"]
    rows = plant.ask("runs")["items"]
    assert [(row["code"], row["status"], row["step_key"]) for row in rows] == [
        (idle, "IDLE", "start"),
        (journey.run, "RUNNING", "skewering"),
    ]
    assert (rows[1]["pending"], rows[1]["held"], rows[0]["pending"]) == (1, 0, 0)

    def found(**args: Any) -> list[str]:
        return [row["code"] for row in plant.ask("runs", **args)["items"]]

    day = plant.ask("lot", lot=journey["RAW"])["plant_day"]
    assert found(status="IDLE") == [idle]
    assert found(sort="date") == found(sort="code") == [journey.run, idle]
    assert found(sort="-code") == found(search="run-") == [idle, journey.run]
    assert found(search="nothing") == found(from_="2999-01-01") == found(to="2000-01-01") == []
    assert (
        found(from_=day, to=day)
        == found(from_="0001-01-01", to="9999-12-31")
        == [idle, journey.run]
    )


def test_runs_come_twenty_a_page(plant: Plant) -> None:
    for _ in range(21):
        plant.do("create_run", version_id=plant.version())
    one, two, three = (plant.ask("runs", page=page) for page in (1, 2, 3))
    assert (len(one["items"]), len(two["items"]), three["items"]) == (20, 1, [])
    assert (one["total"], one["pages"], two["page"]) == (21, 2, 2)
    assert plant.ask("runs", status="HOLD") == {"items": [], "total": 0, "page": 1, "pages": 0}
    plant.ask("runs", page=2**31 - 1)


def test_a_list_of_runs_that_cannot_be_is_invalid(plant: Plant) -> None:
    for args, reason in (({"sort": "weight"}, "unknown_value"), ({"page": 0}, "out_of_range")):
        wrong = Violation("invalid", {"argument": next(iter(args)), "reason": reason})
        assert plant.not_answered("runs", **args) == wrong


def test_decisions_are_listed_newest_first_and_filtered(plant: Plant, journey: Journey) -> None:
    plant.do("inspect_lot", lot=journey["MIX"], decision="HOLD", notes=WHY, values={"ph": "5.8"})
    rows = plant.ask("inspections")["items"]
    assert [(row["lot"], row["decision"]) for row in rows] == [
        (journey["MIX"], "HOLD"),
        (journey["MIX"], "PASS"),
        (journey["DEB"], "PASS"),
        (journey["RAW"], "PASS"),
    ]
    assert (rows[0]["notes"], rows[0]["values"], rows[0]["user"]) == (
        WHY,
        {"ph": "5.8"},
        "B-OPERATOR",
    )
    assert (rows[3]["ccp"], rows[3]["celsius"], rows[3]["limit_c"]) == (True, "3.2", "4.0")
    assert (rows[2]["ccp"], rows[2]["celsius"]) == (False, None)

    def found(**args: Any) -> list[str]:
        return [row["inspection_id"] for row in plant.ask("inspections", **args)["items"]]

    ids = found()
    assert found(lot=journey["MIX"]) == ids[:2]
    assert found(run=journey.run) == found(pending=False) == ids
    day = plant.ask("lot", lot=journey["RAW"])["plant_day"]
    assert found(from_=day, to=day) == found(from_="0001-01-01", to="9999-12-31") == ids
    assert found(from_="2999-01-01") == found(to="2000-01-01") == []
    page = plant.ask("inspections", limit=3)
    assert (page["next"], found(after=page["next"])) == (ids[2], ids[3:])
    assert found(after=ids[0].upper()) == ids[1:]
    assert plant.ask("inspections", limit=4)["next"] is None


def test_lots_that_wait_are_listed_oldest_first(plant: Plant, journey: Journey) -> None:
    other = plant.run_to(1)
    warm = plant.register(other.run, "RAW", "10", meat="red", temperature_c="7.5")
    waiting = plant.ask("inspections", pending=True)
    skewer = codes(plant, type="SKW15")[0]
    assert [
        (row["lot"], row["ccp"], row["celsius"], row["decision"]) for row in waiting["items"]
    ] == [
        (skewer, False, None, None),
        (warm, True, "7.5", None),
    ]
    page = plant.ask("inspections", pending=True, limit=1)
    assert page["next"] == skewer
    assert plant.ask("inspections", pending=True, after=skewer)["items"][0]["lot"] == warm
    assert plant.ask("inspections", pending=True, run=other.run)["items"][0]["lot"] == warm
    assert plant.ask("inspections", pending=True, lot=skewer)["items"][0]["run"] == journey.run


ABSENT: list[tuple[str, dict[str, Any], str]] = [
    ("run", {"run": "RUN-20200101-DUNA-0001"}, "run"),
    ("run", {"run": "01935f3a-0000-7000-8000-000000000003"}, "run"),
    ("run", {"run": ""}, "run"),
    ("lot", {"lot": "RAW-20200101-DUNA-0001"}, "lot"),
    ("lot", {"lot": "RAW200101DUNA0001"}, "lot"),
    ("lot", {"lot": "059912340000000018"}, "lot"),
    ("lot", {"lot": "x' OR 1=1 --"}, "lot"),
    ("label", {"lot": "none"}, "lot"),
    ("trace_back", {"lot": "none"}, "lot"),
    ("trace_forward", {"lot": "none"}, "lot"),
    ("lots", {"run": "none"}, "run"),
    ("lots", {"after": "none"}, "lot"),
    ("inspections", {"run": "none"}, "run"),
    ("inspections", {"lot": "none"}, "lot"),
    ("inspections", {"after": "none"}, "inspection"),
    ("inspections", {"pending": True, "after": "none"}, "lot"),
]


def test_what_is_not_there_is_not_found(plant: Plant) -> None:
    for name, args, what in ABSENT:
        reference = str(list(args.values())[-1])
        absent = Violation("not_found", {"what": what, "reference": reference})
        assert plant.not_answered(name, **args) == absent


def test_a_trace_goes_as_far_as_it_is_asked_to(plant: Plant, journey: Journey) -> None:
    back = plant.ask("trace_back", lot=journey["MIX"], depth=1)
    assert [lot["code"] for lot in back["lots"]] == [journey["MIX"], journey["BULK"]]
    assert back["links"] == [{"parent": journey["BULK"], "child": journey["MIX"], "kg": "90.000"}]
    assert back["depth"] == 1
    forward = plant.ask("trace_forward", lot=journey["RAW"], depth=2)
    assert [lot["depth"] for lot in forward["lots"]] == [0, 1, 2]
    alone = plant.ask("trace_back", lot=journey["RAW"])
    assert (alone["depth"], alone["links"], len(alone["lots"])) == (0, [], 1)
    for depth in (0, -1):
        assert plant.not_answered("trace_back", lot=journey["RAW"], depth=depth) == Violation(
            "invalid", {"argument": "depth", "reason": "out_of_range"}
        )


def test_a_lot_met_on_two_ways_stands_once_at_its_shortest_distance(plant: Plant) -> None:
    journey = plant.run_to(4)
    plant.work(journey, 4)
    old = plant.register(journey.run, "MIX", "2.5", (journey["BULK"], "2.5"))
    plant.passed(old)
    plant.do("advance_run", run=journey.run)
    skewer = plant.register(journey.run, "SKW15", "15", (journey["MIX"], "13"), (old, "2"))
    back = plant.ask("trace_back", lot=skewer)
    depths = {lot["code"]: lot["depth"] for lot in back["lots"]}
    assert depths == {
        skewer: 0,
        journey["MIX"]: 1,
        old: 1,
        journey["BULK"]: 2,
        journey["DEB"]: 3,
        journey["RAW"]: 4,
    }
    assert len(back["links"]) == 6


def test_a_lot_tells_all_that_is_known_of_it(plant: Plant) -> None:
    run = plant.run_to(1).run
    lot = plant.register(
        run,
        "RAW",
        "50.5",
        meat="red",
        temperature_c="2",
        temperature_kind="SURFACE",
        probe="P-1",
        source="device",
        buffer="LK-1",
        supplier="S-ALFA",
        supplier_lot="77",
        pieces=3,
        tare_kg="1.25",
        notes="Box is wet",
    )
    shown = plant.ask("lot", lot=lot)
    assert {
        name: shown[name]
        for name in ("weight_kg", "consumed_kg", "remaining_kg", "tare_kg", "pieces")
    } == {
        "weight_kg": "50.500",
        "consumed_kg": "0.000",
        "remaining_kg": "50.500",
        "tare_kg": "1.250",
        "pieces": 3,
    }
    assert (shown["source"], shown["notes"], shown["user"], shown["run"]) == (
        "device",
        "Box is wet",
        "B-OPERATOR",
        run,
    )
    assert shown["type_name"] == {"en": "Raw meat", "hu": "Nyers hús"}
    assert shown["places"] == [{"buffer": "LK-1", "kg": "50.500"}]
    assert (shown["temperatures"][0]["probe"], shown["temperatures"][0]["kind"]) == (
        "P-1",
        "SURFACE",
    )
    assert (shown["void"], shown["labels"], shown["children"]) == (False, [], [])


def test_health_tells_the_schema_and_the_time(plant: Plant) -> None:
    health = plant.ask("health")
    assert (health["database"], health["revision"]) == ("up", "0001")
    assert health["server_time"].endswith("+00:00")


def test_whoever_may_not_see_is_answered_nothing(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.domain import people

    monkeypatch.setattr(people, "MAY", {**people.MAY, people.Permission.SEE: frozenset()})
    with pytest.raises(Refused) as refused:
        plant.core.ask(codec.build(QUERIES["lots"], {}), plant.actor, plant.station)
    assert refused.value.violation == Violation(
        "forbidden", {"permission": "see", "role": "OPERATOR"}
    )


def test_a_void_lot_is_in_no_list_and_no_command_finds_it_but_the_record_stays(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(2)
    lot = journey["RAW"]
    books.write("UPDATE app.lot SET void = true WHERE code = %s", lot)
    assert codes(plant) == []
    assert plant.ask("lot", lot=lot)["void"] is True
    gone = Violation("not_found", {"what": "lot", "reference": lot})
    assert plant.refused("inspect_lot", lot=lot, decision="HOLD", notes=WHY) == gone
    assert plant.refused("record_temperature", lot=lot, celsius="2", kind="CORE") == gone
    assert plant.refused("move_stock", lot=lot, kg="1") == gone
    made = {
        "run": journey.run,
        "type": "DEB",
        "weight_kg": "9",
        "parents": [{"lot": lot, "kg": "10"}],
    }
    assert plant.refused("register_lot", **made) == Violation(
        "lot_not_released", {"lot": lot, "status": "VOID"}
    )
    assert plant.core.fate(new_id(), plant.station) is None
