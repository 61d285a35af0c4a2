"""Alarms: who is told what, and how a manager answers."""

from dataclasses import replace
from itertools import product

import pytest

from core.context import new_id
from core.domain.alarms import ALARM, AlarmStatus
from core.errors import Violation
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once

REASON = (
    "INSERT INTO app.reason (uid, site_id, code, topic, text) SELECT gen_random_uuid(), id, 'T-DOOR', 'stock',"
    """ '{"en": "The door stood open", "hu": "Nyitva maradt az ajtó"}' FROM app.site WHERE code = 'DUNA'"""
)


@pytest.fixture
def manager(plant: Plant) -> Plant:
    return plant.as_("B-MANAGER")


@pytest.fixture
def alarm(plant: Plant) -> str:
    """The air in LK-1 is too warm."""
    return air(plant, "9")


def air(plant: Plant, celsius: str, buffer: str = "LK-1") -> str:
    """The id of the alarm that a buffer's air raises."""
    plant.do("record_temperature", buffer=buffer, celsius=celsius, kind="AMBIENT")
    return str(plant.ask("alarms")["items"][0]["alarm_id"])


def test_air_outside_the_band_closes_a_buffer_until_it_is_inside_again(
    plant: Plant, books: Books
) -> None:
    run = plant.run_to(1).run
    lying = plant.register(run, "RAW", "10", meat="red", temperature_c="3")
    placed = {"run": run, "type": "RAW", "weight_kg": "10", "meat": "red", "buffer": "LK-1"}
    for count, (outside, inside) in enumerate((("7.001", "7.0"), ("-0.001", "0")), 1):
        answer = plant.do("record_temperature", buffer="LK-1", celsius=outside, kind="AMBIENT")
        assert (answer["violation"], answer["outside"], answer["buffer"], answer["lot_status"]) == (
            False,
            True,
            "LK-1",
            None,
        )
        rows = plant.ask("alarms")["items"]
        assert len(rows) == count
        assert (rows[0]["priority"], rows[0]["kind"], rows[0]["buffer"], rows[0]["lot"]) == (
            2,
            "buffer_outside",
            "LK-1",
            None,
        )
        with books.unchanged():
            for name, args in (
                ("register_lot", placed),
                ("move_stock", {"lot": lying, "kg": "10", "to": "LK-1"}),
            ):
                broken = plant.refused(name, **args)
                assert (broken.code, broken.details["reason"]) == ("buffer_temperature", "buffer")
        answer = plant.do("record_temperature", buffer="LK-1", celsius=inside, kind="AMBIENT")
        assert answer["outside"] is False
        assert plant.do("register_lot", **placed)["buffer"] == "LK-1"
    assert len(plant.ask("alarms")["items"]) == 2
    books.balance()


def test_an_alarm_speaks_the_readers_language(plant: Plant, alarm: str) -> None:
    assert plant.ask("alarms")["items"][0]["text"].startswith("LK-1 hőmérséklete 9 °C,")
    english = replace(plant, actor=replace(plant.actor, language="en"))
    assert english.ask("alarms")["items"][0]["text"] == (
        "LK-1 is at 9 °C, outside its band of 0.0 to 7.0 °C."
        " It takes nothing until a reading is inside again."
    )


def test_a_manager_acknowledges_an_alarm_once(manager: Plant, books: Books, alarm: str) -> None:
    assert manager.do("acknowledge_alarm", alarm=alarm) == {
        "alarm_id": alarm,
        "state": "ACKNOWLEDGED",
        "shelved_until": None,
    }
    row = manager.ask("alarms")["items"][0]
    assert (row["state"], row["user"], row["answered_at"] is None) == (
        "ACKNOWLEDGED",
        "B-MANAGER",
        False,
    )
    with books.unchanged():
        broken = manager.refused("acknowledge_alarm", alarm=alarm)
        assert broken == Violation(
            "illegal_transition",
            {"alarm": alarm, "status": "ACKNOWLEDGED", "action": "acknowledge"},
        )
        shelved = manager.refused("shelve_alarm", alarm=alarm, minutes=1, reason=WHY)
        assert shelved.code == "illegal_transition"
    event = books.rows("SELECT entity, before, after FROM app.audit_event ORDER BY id DESC")[0]
    assert (event[0], event[1]["state"], event[2]["state"]) == ("alarm", "ACTIVE", "ACKNOWLEDGED")


def test_a_shelved_alarm_comes_back_when_its_time_is_over(
    manager: Plant, books: Books, alarm: str
) -> None:
    shelve = {"alarm": alarm, "minutes": 480, "reason": WHY}
    answer = manager.do("shelve_alarm", **shelve)
    row = manager.ask("alarms", state="SHELVED")["items"][0]
    assert (answer["state"], row["shelved_until"], row["notes"]) == (
        "SHELVED",
        answer["shelved_until"],
        WHY,
    )
    assert manager.ask("alarms", state="ACTIVE")["items"] == []
    assert manager.refused("shelve_alarm", **shelve).details["status"] == "SHELVED"
    over(books)
    row = manager.ask("alarms", state="ACTIVE")["items"][0]
    assert (row["alarm_id"], row["state"], row["shelved_until"]) == (alarm, "ACTIVE", None)
    assert manager.ask("alarms", state="SHELVED")["items"] == []
    manager.do("shelve_alarm", **shelve)
    manager.do("acknowledge_alarm", alarm=alarm)
    over(books)
    assert manager.ask("alarms", state="ACKNOWLEDGED")["items"][0]["alarm_id"] == alarm


def over(books: Books) -> None:
    """Let the time of every shelved alarm be over."""
    books.past_the_guards(
        "UPDATE app.alarm SET shelved_until = clock_timestamp() WHERE state = 'SHELVED'"
    )


@pytest.mark.parametrize("minutes", [0, -1, 481])
def test_an_alarm_is_shelved_for_one_shift_at_most(
    manager: Plant, books: Books, alarm: str, minutes: int
) -> None:
    with books.unchanged():
        broken = manager.refused("shelve_alarm", alarm=alarm, minutes=minutes, reason=WHY)
        assert broken == Violation(
            "invalid",
            {"argument": "minutes", "reason": "out_of_range", "minimum": 1, "maximum": 480},
        )


def test_shelving_says_why_in_words_or_by_an_entry_of_the_catalogue(
    manager: Plant, books: Books, alarm: str
) -> None:
    shelve = {"alarm": alarm, "minutes": 5}
    assert manager.refused("shelve_alarm", **shelve) == Violation("notes_required", {"minimum": 10})
    assert manager.refused("shelve_alarm", **shelve, reason_code="T-DOOR") == Violation(
        "not_found", {"what": "reason", "reference": "T-DOOR"}
    )
    books.write(REASON)
    manager.do("shelve_alarm", **shelve, reason_code="T-DOOR")
    row = manager.ask("alarms")["items"][0]
    assert (row["notes"], row["reason"]) == (
        None,
        {"en": "The door stood open", "hu": "Nyitva maradt az ajtó"},
    )


def test_an_alarm_that_is_not_there_or_elsewhere_is_not_found(
    manager: Plant, books: Books, alarm: str
) -> None:
    nowhere = str(new_id())
    for name, more in (("acknowledge_alarm", {}), ("shelve_alarm", {"minutes": 1, "reason": WHY})):
        broken = manager.refused(name, alarm=nowhere, **more)
        assert broken == Violation("not_found", {"what": "alarm", "reference": nowhere})
    books.write(
        "INSERT INTO app.site (uid, code, name, time_zone, process, receipt_needs_supplier, shipment_needs_customer)"
        " VALUES (gen_random_uuid(), 'TISZ', 'Tisza', 'Europe/Budapest', 'doner', false, false)"
    )
    books.past_the_guards(
        "UPDATE app.alarm SET site_id = (SELECT id FROM app.site WHERE code = 'TISZ')"
    )
    assert manager.refused("acknowledge_alarm", alarm=alarm).code == "not_found"
    assert manager.ask("alarms")["items"] == []
    assert manager.not_answered("alarms", after=alarm).code == "not_found"


def test_of_two_answers_at_once_one_is_first(manager: Plant, alarm: str) -> None:
    other = manager.as_("B-MANAGER2")
    outcomes = at_once(
        lambda: manager.outcome("acknowledge_alarm", alarm=alarm),
        lambda: other.outcome("acknowledge_alarm", alarm=alarm),
    )
    assert [each for each in outcomes if isinstance(each, str)] == ["illegal_transition"]


def test_the_highest_alarms_come_first_and_of_these_the_newest(plant: Plant) -> None:
    journey = plant.run_to(2)
    plant.work(journey, 2)
    low = [air(plant, celsius) for celsius in ("8", "9")]
    plant.do("record_temperature", lot=journey["RAW"], celsius="9", kind="CORE")
    rows = plant.ask("alarms")["items"]
    assert [row["priority"] for row in rows] == [1, 2, 2]
    assert [row["alarm_id"] for row in rows[1:]] == list(reversed(low))
    pages = []
    page = plant.ask("alarms", limit=1)
    while page["next"]:
        pages += page["items"]
        page = plant.ask("alarms", limit=1, after=page["next"])
    assert [*pages, *page["items"]] == rows
    assert [row["lot"] for row in plant.ask("alarms", lot=journey["RAW"])["items"]] == [
        journey["RAW"]
    ]
    assert plant.ask("alarms", lot=journey["DEB"])["items"] == []


@pytest.mark.parametrize(("args", "what"), [({"lot": "none"}, "lot"), ({"after": "x"}, "alarm")])
def test_a_list_of_alarms_names_what_is_there(
    plant: Plant, args: dict[str, str], what: str
) -> None:
    reference = next(iter(args.values()))
    assert plant.not_answered("alarms", **args) == Violation(
        "not_found", {"what": what, "reference": reference}
    )
    assert plant.not_answered("alarms", limit=0).code == "invalid"


def test_the_database_lets_an_alarm_change_exactly_where_the_table_of_states_does(
    plant: Plant, books: Books, alarm: str
) -> None:
    soon = "clock_timestamp() + interval '1 hour'"
    until = {state: soon if state is AlarmStatus.SHELVED else "NULL" for state in AlarmStatus}
    legal = {(a, b) for (a, _), b in ALARM.items()} - {(AlarmStatus.SHELVED, AlarmStatus.ACTIVE)}
    change = "UPDATE app.alarm SET state = '{}', shelved_until = {}, notes = 'a note long enough'"
    for before, after in product(AlarmStatus, AlarmStatus):
        books.past_the_guards(change.format(before, until[before]))
        if before is not after:
            broken = books.refusal(change.format(after, until[after]))
            assert (broken is None) is ((before, after) in legal), (before, after, broken)
    books.past_the_guards(change.format("SHELVED", "clock_timestamp()"))
    for after in AlarmStatus:
        assert books.refusal(change.format(after, until[after])) is None


def test_the_database_shelves_nothing_for_longer_than_a_shift_or_without_a_word(
    books: Books, alarm: str
) -> None:
    shelve = "UPDATE app.alarm SET state = 'SHELVED', shelved_until = clock_timestamp() + %s::interval, notes = %s"
    assert books.refusal(shelve, "481 minutes", WHY) == "invalid"
    assert "ck_alarm_explained" in (books.refusal(shelve, "5 minutes", "too short") or "")
    assert books.refusal(shelve, "480 minutes", WHY) is None
