"""The dashboard: what a manager sees of a day at a glance."""

from tests.books import Books
from tests.fix_core import WHY, Plant


def test_an_empty_plant_has_an_empty_dashboard(plant: Plant) -> None:
    shown = plant.ask("dashboard")
    assert set(shown["runs"].values()) == {0}
    assert list(shown["runs"]) == ["IDLE", "RUNNING", "HOLD", "COMPLETED", "ABORTED", "ARCHIVED"]
    assert shown["registered"] == shown["yields"] == []
    nothing = {"count": 0, "kg": "0.000", "oldest": None, "since": None}
    assert shown["held"] == shown["waiting"] == nothing
    assert shown["shipments"] == {"count": 0, "kg": "0.000"}
    assert {each["fill_pct"] for each in shown["buffers"]} == {"0.0"}
    assert shown["alarms"] == 0


def test_runs_are_counted_by_state_and_deleted_ones_not(plant: Plant) -> None:
    plant.new_run()
    for _ in range(2):
        idle = plant.do("create_run", version_id=plant.version())["code"]
    plant.as_("B-MANAGER").do("delete_run", run=idle, reason=WHY)
    runs = plant.ask("dashboard")["runs"]
    assert (runs["RUNNING"], runs["IDLE"], runs["HOLD"]) == (1, 1, 0)


def test_todays_kilograms_stand_by_lot_type_in_the_order_of_the_process(
    plant: Plant, books: Books
) -> None:
    journey = plant.run_to(3)
    plant.register(journey.run, "BULK", "10.5", (journey["DEB"], "10.5"))
    other = plant.register(None, "SPICE", "7")
    void = plant.register(None, "SPICE", "3")
    plant.as_("B-ADMIN").do("void_lot", lot=void, reason=WHY)
    shown = plant.ask("dashboard")["registered"]
    assert [(each["type"], each["count"], each["kg"]) for each in shown] == [
        ("RAW", 1, "100.000"),
        ("DEB", 1, "92.500"),
        ("BULK", 1, "10.500"),
        ("SPICE", 1, "7.000"),
    ]
    books.past_the_guards("UPDATE app.lot SET plant_day = plant_day - 1 WHERE code = %s", other)
    assert "SPICE" not in [each["type"] for each in plant.ask("dashboard")["registered"]]


def test_held_and_waiting_lots_are_counted_with_the_oldest(plant: Plant) -> None:
    run = plant.run_to(1).run
    first = plant.register(run, "RAW", "10", meat="red", temperature_c="2")
    plant.register(run, "RAW", "20", meat="red", temperature_c="2")
    held = plant.register(run, "RAW", "30", meat="red", temperature_c="9")
    shown = plant.ask("dashboard")
    assert (shown["waiting"]["count"], shown["waiting"]["kg"]) == (2, "30.000")
    assert shown["waiting"]["oldest"] == first
    assert (shown["held"]["count"], shown["held"]["kg"]) == (1, "30.000")
    assert shown["held"]["oldest"] == held
    assert shown["held"]["since"] == plant.ask("lot", lot=held)["created_at"]
    assert shown["alarms"] == len(plant.ask("alarms", state="ACTIVE")["items"])


def test_buffers_are_full_by_per_cent_and_steps_have_todays_yield(plant: Plant) -> None:
    journey = plant.run_to(2)
    plant.work(journey, 2)
    shown = plant.ask("dashboard")
    fill = {each["code"]: each["fill_pct"] for each in shown["buffers"]}
    assert (fill["LK-1"], fill["MIX-1"]) == ("1.8", "0.0")
    assert [(each["step"], each["key"], each["yield_pct"]) for each in shown["yields"]] == [
        (2, "deboning", "92.5")
    ]
    assert (shown["yields"][0]["input_kg"], shown["yields"][0]["output_kg"]) == (
        "100.000",
        "92.500",
    )


def test_shipments_count_when_their_run_is_completed(plant: Plant) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    assert plant.ask("dashboard")["shipments"]["count"] == 0
    plant.do("complete_run", run=journey.run)
    assert plant.ask("dashboard")["shipments"] == {"count": 1, "kg": "89.400"}


def test_yesterdays_shipment_is_not_todays(plant: Plant, books: Books) -> None:
    journey = plant.run_to(10)
    plant.work(journey, 10)
    plant.do("complete_run", run=journey.run)
    books.past_the_guards("UPDATE app.stock_move SET at = at - interval '1 day'")
    assert plant.ask("dashboard")["shipments"]["count"] == 0
