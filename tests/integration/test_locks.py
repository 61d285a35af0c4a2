"""Wrong PINs are counted for the person and for the kiosk, whoever asks and however often at once."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from core.bootstrap import Core
from core.context import Signature, Station
from core.errors import Refused, Violation
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once
from tests.fix_database import Database

FAILED = Violation("sign_failed")
LOCKED = Violation("locked_out", {"minutes": 15})
LIMITED = Violation("rate_limited", {"limit": "sign_in", "per_minute": 10})
WRONG = "9999"


@pytest.fixture
def k1(core: Core) -> Station:
    return core.station("K1")


@pytest.fixture
def k2(core: Core) -> Station:
    return core.station("K2")


def tried(core: Core, station: Station | None, badge: str, pin: str = WRONG) -> Violation | None:
    """Why the person is not let in, or None."""
    try:
        core.sign_in(badge, pin, station)
    except Refused as refusal:
        return refusal.violation
    return None


def later(books: Books, minutes: int) -> None:
    """Let time pass for whoever tried and whoever is locked."""
    books.write("UPDATE sec.sign_in_attempt SET at = at - make_interval(mins => %s)", minutes)
    books.write("UPDATE sec.user_lock SET until = until - make_interval(mins => %s)", minutes)


def test_ten_wrong_pins_lock_the_person_at_every_kiosk_and_nine_do_not(
    core: Core, k1: Station, k2: Station
) -> None:
    for _ in range(9):
        assert tried(core, k1, "B-OPERATOR") == FAILED
    assert tried(core, k2, "B-OPERATOR", "1003") is None
    assert tried(core, k2, "B-OPERATOR") == FAILED
    for station in (k1, k2):
        assert tried(core, station, "B-OPERATOR") == LOCKED
        assert tried(core, station, "B-OPERATOR", "1003") == LOCKED


def test_a_lock_is_over_after_a_quarter_of_an_hour_and_outlives_a_restart(
    core: Core, k1: Station, k2: Station, books: Books, database: Database
) -> None:
    for _ in range(10):
        tried(core, k1, "B-OPERATOR")
    later(books, 10)
    with Core(database.kiosk_app) as restarted:
        broken = tried(restarted, k2, "B-OPERATOR", "1003")
    assert broken == Violation("locked_out", {"minutes": 5})
    later(books, 4)
    assert tried(core, k1, "B-OPERATOR") == Violation("locked_out", {"minutes": 1})
    later(books, 1)
    assert tried(core, k1, "B-OPERATOR") == FAILED  # the count begins anew
    assert tried(core, k1, "B-OPERATOR", "1003") is None


def test_wrong_pins_of_more_than_a_minute_ago_are_forgotten(
    core: Core, k1: Station, books: Books
) -> None:
    for _ in range(9):
        tried(core, k1, "B-OPERATOR")
    later(books, 1)
    for _ in range(9):
        assert tried(core, k1, "B-OPERATOR") == FAILED
    assert tried(core, k1, "B-OPERATOR", "1003") is None


def test_a_manager_unlocks_a_person_at_once_and_the_audit_tells_of_both(
    core: Core, k1: Station, plant: Plant, books: Books
) -> None:
    for _ in range(10):
        tried(core, k1, "B-OPERATOR")
    manager = plant.as_("B-MANAGER")
    (line,) = [each for each in manager.ask("users")["items"] if each["locked_until"]]
    assert line["user"] == "B-OPERATOR"
    assert manager.do("unlock_user", user="B-OPERATOR")["user"] == "B-OPERATOR"
    assert tried(core, k1, "B-OPERATOR") == FAILED  # one wrong PIN more is but one
    assert tried(core, k1, "B-OPERATOR", "1003") is None
    events = manager.ask("audit", entity="B-OPERATOR")["items"]
    assert [(each["command"], each["user"], each["kiosk"]) for each in events] == [
        ("unlock_user", "B-MANAGER", "K1"),
        ("sign_in", "B-OPERATOR", "K1"),
    ]
    told, booked = line["locked_until"], events[1]["after"]["locked_until"]
    assert datetime.fromisoformat(booked) == datetime.fromisoformat(told)


def test_of_twelve_at_once_from_two_kiosks_ten_are_compared(
    core: Core, k1: Station, k2: Station, books: Books
) -> None:
    calls = [
        lambda station=station: tried(core, station, "B-OPERATOR")
        for station in (k1, k2)
        for _ in range(6)
    ]
    assert Counter(each.code for each in at_once(*calls) if each) == {
        "sign_failed": 10,
        "locked_out": 2,
    }
    assert books.ask("SELECT count(*) FROM sec.sign_in_attempt") == 10


def test_a_kiosk_at_its_limit_lets_nobody_in_for_a_minute(
    core: Core, k1: Station, k2: Station, books: Books
) -> None:
    for number in range(10):
        assert tried(core, k1, f"B-NOBODY{number}") == FAILED
    for badge, pin in (("B-MANAGER", "1002"), ("B-MANAGER", WRONG), ("B-NOBODY", WRONG)):
        assert tried(core, k1, badge, pin) == LIMITED
    assert tried(core, k2, "B-MANAGER", "1002") is None
    later(books, 1)
    assert tried(core, k1, "B-MANAGER", "1002") is None


def test_of_twelve_unknown_badges_at_once_ten_are_compared(core: Core, k1: Station) -> None:
    calls = [lambda badge=f"B-{n}": tried(core, k1, badge) for n in range(12)]
    assert Counter(each.code for each in at_once(*calls) if each) == {
        "sign_failed": 10,
        "rate_limited": 2,
    }


def test_an_administrator_sets_the_kiosks_limit_and_nought_is_none(
    core: Core, k1: Station, plant: Plant
) -> None:
    admin = plant.as_("B-ADMIN")
    admin.do("set_limit", name="sign_in", per_minute=2)
    for expected in ("sign_failed", "sign_failed", "rate_limited"):
        broken = tried(core, k1, "B-NOBODY")
        assert broken is not None
        assert broken.code == expected
    admin.do("set_limit", name="sign_in", per_minute=0)
    for _ in range(12):
        assert tried(core, k1, "B-NOBODY") == FAILED


def test_whoever_names_no_kiosk_is_counted_with_all_who_name_none(core: Core, k1: Station) -> None:
    for number in range(10):
        assert tried(core, None, f"B-NOBODY{number}") == FAILED
    assert tried(core, None, "B-MANAGER", "1002") == LIMITED
    assert tried(core, k1, "B-MANAGER", "1002") is None


def test_a_right_pin_counts_for_nothing(core: Core, k1: Station) -> None:
    for _ in range(11):
        assert tried(core, k1, "B-OPERATOR", "1003") is None
    assert tried(core, k1, "B-OPERATOR") == FAILED


def test_whoever_is_disabled_is_as_unknown_as_a_badge_that_never_was(
    core: Core, k1: Station, plant: Plant, books: Books
) -> None:
    plant.as_("B-ADMIN").do("disable_user", user="B-VIEWER")
    for _ in range(10):
        assert tried(core, k1, "B-VIEWER", "1005") == FAILED
    assert tried(core, k1, "B-VIEWER", "1005") == LIMITED
    assert books.ask("SELECT count(*) FROM sec.user_lock") == 0


def signed(plant: Plant, badge: str, pin: str, **args: Any) -> Violation:
    """Why a signed command is refused."""
    request = plant.request("void_lot", **args)
    with pytest.raises(Refused) as refusal:
        plant.core.handle(replace(request, signature=Signature(badge=badge, pin=pin, meaning=WHY)))
    return refusal.value.violation


def test_wrong_signatures_count_like_wrong_pins(
    core: Core, k2: Station, plant: Plant, books: Books
) -> None:
    admin = plant.as_("B-ADMIN")
    args = {"lot": plant.register(None, "SPICE", "5"), "reason": WHY}
    before = books.contents()
    for _ in range(5):
        assert signed(admin, "B-ADMIN", WRONG, **args) == FAILED
        assert signed(admin, "B-MANAGER", "1002", **args) == FAILED  # right, but another's
    assert signed(admin, "B-ADMIN", "1001", **args) == LOCKED
    assert tried(core, k2, "B-ADMIN", "1001") == LOCKED
    assert tried(core, k2, "B-MANAGER", "1002") is None
    changed = {table for table, held in books.contents().items() if held != before[table]}
    assert changed == {"sec.user_lock", "sec.audit_head", "app.audit_event", "app.change"}
    plant.as_("B-MANAGER").do("unlock_user", user="B-ADMIN")
    assert admin.do("void_lot", **args)["lot_id"]


def test_a_signature_at_a_kiosk_at_its_limit_is_not_compared(core: Core, plant: Plant) -> None:
    args = {"lot": plant.register(None, "SPICE", "5"), "reason": WHY}
    for number in range(10):
        tried(core, plant.station, f"B-NOBODY{number}")
    assert signed(plant.as_("B-ADMIN"), "B-ADMIN", "1001", **args) == LIMITED
