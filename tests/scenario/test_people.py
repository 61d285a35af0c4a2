"""People are made, moved, renamed in nothing, disabled; and nobody's PIN is anywhere."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from psycopg import sql

from core.bootstrap import Core
from core.context import new_id
from core.domain.people import USUAL_LIMITS, Role
from core.errors import Refused, Violation
from core.ops.plant import NewSite, NewUser, found_site
from tests.arguments import PIN, new_user
from tests.books import TABLES, Books
from tests.fix_core import WHY, Plant, at_once
from tests.fix_database import Database

TISZ = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest")
THEIRS = NewUser(badge="T-ADMIN", pin="864202", name="Tóth Ödön", role=Role.ADMIN)


@pytest.fixture
def admin(plant: Plant) -> Plant:
    return plant.as_("B-ADMIN")


@pytest.fixture
def theirs(plant: Plant, database: Database) -> Plant:
    """The administrator of another site, at its own kiosk."""
    found_site(database.migrator, TISZ, [THEIRS])
    return at_home(plant, THEIRS.badge, THEIRS.pin)


def at_home(plant: Plant, badge: str, pin: str = PIN) -> Plant:
    """The person at the scripts' kiosk of their first site."""
    actor = plant.core.sign_in(badge, pin)
    return Plant(plant.core, actor, plant.core.home_station(actor))


def refusal(core: Core, badge: str, pin: str) -> str:
    with pytest.raises(Refused) as refused:
        core.sign_in(badge, pin)
    return refused.value.violation.code


def not_there(badge: str) -> Violation:
    return Violation("not_found", {"what": "user", "reference": badge})


def test_a_new_person_signs_in_and_works(admin: Plant) -> None:
    key = new_id()
    made = admin.do(
        "create_user", key=key, name="Kiss Éva", badge="B-KISS", pin="7391", role="OPERATOR"
    )
    assert made == {
        "user_id": str(key),
        "user": "B-KISS",
        "name": "Kiss Éva",
        "role": "OPERATOR",
        "sites": ["DUNA"],
        "language": "hu",
        "active": True,
    }
    kiss = replace(admin, actor=admin.core.sign_in("B-KISS", "7391", admin.station))
    assert kiss.new_run()
    assert kiss.ask("whoami")["user"] == "B-KISS"


def test_a_badge_is_given_once(admin: Plant) -> None:
    taken = Violation("conflict", {"reason": "exists", "reference": "B-VIEWER"})
    args = {"name": "Kiss Éva", "pin": "7391", "role": "VIEWER"}
    assert admin.refused("create_user", badge="B-VIEWER", **args) == taken
    outcomes = at_once(*[lambda: admin.outcome("create_user", badge="B-KISS", **args)] * 3)
    assert sorted(each if isinstance(each, str) else "done" for each in outcomes) == [
        "conflict",
        "conflict",
        "done",
    ]


@pytest.mark.parametrize(
    ("args", "argument", "reason"),
    [
        ({"pin": "739"}, "pin", "weak_pin"),
        ({"pin": "1234"}, "pin", "weak_pin"),
        ({"name": "  "}, "name", "empty"),
        ({"badge": "B 1"}, "badge", "not_a_badge"),
        ({"badge": ""}, "badge", "not_a_badge"),
        ({"badge": "B" * 41}, "badge", "not_a_badge"),
        ({"language": "tlh"}, "language", "unknown_value"),
    ],
)
def test_what_cannot_be_a_person_is_refused(
    admin: Plant, books: Books, args: dict[str, Any], argument: str, reason: str
) -> None:
    whole = {"name": "Kiss Éva", "badge": "B-KISS", "pin": "7391", "role": "VIEWER", **args}
    with books.unchanged():
        broken = admin.refused("create_user", **whole)
    assert (broken.code, broken.details["argument"], broken.details["reason"]) == (
        "invalid",
        argument,
        reason,
    )


def test_a_real_site_asks_for_six_digits_and_so_does_whoever_works_at_both(
    admin: Plant, theirs: Plant, books: Books
) -> None:
    args = {"name": "Kiss Éva", "badge": "T-KISS", "role": "VIEWER"}
    assert theirs.refused("create_user", pin="73916", **args).details["minimum"] == 6
    theirs.do("create_user", pin="739164", **args)
    both(books, "B-VIEWER")
    assert admin.refused("set_pin", user="B-VIEWER", pin="7391").details["minimum"] == 6


def both(books: Books, badge: str) -> None:
    """Let the person belong to the other site too."""
    books.write(
        "INSERT INTO app.user_site SELECT u.id, s.id FROM app.user_account u, app.site s"
        " WHERE u.badge = %s AND s.code = 'TISZ'",
        badge,
    )


def all_text(books: Books) -> Iterator[str]:
    """Every row of every table as text."""
    tables = [*books.rows(TABLES), ("sec", "sign_in_attempt"), ("sec", "signature")]
    for schema, table in tables:
        whole = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(schema, table))
        yield from (row[0] for row in books.rows(whole.as_string()))


def test_no_pin_stands_in_any_book(admin: Plant, books: Books) -> None:
    first, second, third = "83194762", "58103947", "60218457"
    key = new_id()
    args = {"name": "Kiss Éva", "badge": "B-KISS", "role": "VIEWER"}
    admin.do("create_user", key=key, pin=first, **args)
    admin.do("create_user", key=key, pin=third, **args)  # a repeat, whose PIN counts no more
    admin.do("set_pin", user="B-KISS", pin=second)
    admin.refused("create_user", **{**args, "pin": third})
    assert refusal(admin.core, "B-KISS", first) == "sign_failed"
    assert refusal(admin.core, "B-KISS", third) == "sign_failed"
    assert admin.core.sign_in("B-KISS", second).badge == "B-KISS"
    for row in all_text(books):
        for pin in (first, second, third):
            assert pin not in row
            assert pin.encode().hex() not in row
    request = admin.request("set_pin", user="B-KISS", pin=first)
    assert first not in repr(request)


@pytest.mark.parametrize("badge", ["B-ADMIN", "B-MANAGER", "B-AUDITOR", "B-OPERATOR", "B-VIEWER"])
def test_everyone_changes_their_own_pin_and_only_an_administrator_anothers(
    plant: Plant, badge: str, books: Books
) -> None:
    person, other = plant.as_(badge), new_user(plant)
    person.do("set_pin", user=badge, pin="5208")
    assert plant.core.sign_in(badge, "5208").badge == badge
    if badge == "B-ADMIN":
        person.do("set_pin", user=other, pin="5208")
        return
    with books.unchanged():
        broken = person.refused("set_pin", user=other, pin="5208")
    assert broken == Violation("forbidden", {"permission": "plant.administer"})


def test_whoever_is_disabled_does_nothing_any_more(admin: Plant, books: Books) -> None:
    kiss = replace(admin, actor=admin.core.sign_in(new_user(admin), PIN))
    run = kiss.new_run()
    assert admin.do("disable_user", user=kiss.actor.badge)["active"] is False
    with books.unchanged():
        assert kiss.refused("advance_run", run=run).code == "forbidden"
        assert kiss.refused("set_pin", user=kiss.actor.badge, pin="5208").code == "forbidden"
    assert refusal(admin.core, kiss.actor.badge, PIN) == "sign_failed"
    (line,) = [u for u in admin.ask("users")["items"] if u["user"] == kiss.actor.badge]
    assert line["active"] is False


def test_nobody_shuts_themselves_out(admin: Plant, theirs: Plant, books: Books) -> None:
    both(books, "B-ADMIN")
    oneself = Violation("conflict", {"reason": "oneself", "user": "B-ADMIN"})
    with books.unchanged():
        assert admin.refused("disable_user", user="B-ADMIN") == oneself
        assert admin.refused("set_user_sites", user="B-ADMIN", sites=["TISZ"]) == oneself
    admin.do("set_user_sites", user="B-ADMIN", sites=["DUNA"])


def test_a_person_works_where_they_belong(admin: Plant, theirs: Plant, books: Books) -> None:
    both(books, "B-ADMIN")
    badge = new_user(admin, pin="739164")
    kiss = replace(admin, actor=admin.core.sign_in(badge, "739164"))
    moved = admin.do("set_user_sites", user=badge, sites=["TISZ"])
    assert moved["sites"] == ["TISZ"]
    assert kiss.refused("create_run", version_id=admin.version()).code == "forbidden"
    with pytest.raises(Refused) as refused:
        admin.core.sign_in(badge, "739164", admin.station)
    assert refused.value.violation == Violation("forbidden", {"site": "DUNA"})
    assert at_home(admin, badge, "739164").station.site == "TISZ"
    before = books.ask("SELECT before FROM app.audit_event ORDER BY id DESC LIMIT 1")
    assert before == {"sites": ["DUNA"]}


def test_everybody_belongs_to_a_site(admin: Plant, books: Books) -> None:
    badge = new_user(admin)
    with books.unchanged():
        broken = admin.refused("set_user_sites", user=badge, sites=[])
        assert broken == Violation("invalid", {"argument": "sites", "reason": "empty"})
        broken = admin.refused("set_user_sites", user=badge, sites=["TISZ"])
        assert broken == Violation("not_found", {"what": "site", "reference": "TISZ"})


def test_another_sites_administrator_touches_nobody_here(
    admin: Plant, theirs: Plant, books: Books
) -> None:
    badge = new_user(admin)
    with books.unchanged():
        for name, args in (
            ("set_pin", {"pin": "739164"}),
            ("disable_user", {}),
            ("unlock_user", {}),
            ("set_user_sites", {"sites": ["TISZ"]}),
        ):
            assert theirs.refused(name, user=badge, **args) == not_there(badge)
        whole = {"name": "N", "badge": "T-1", "pin": "739164", "role": "VIEWER"}
        broken = theirs.refused("create_user", sites=["DUNA"], **whole)
        assert broken == Violation("not_found", {"what": "site", "reference": "DUNA"})
    assert [each["user"] for each in theirs.ask("users")["items"]] == ["T-ADMIN"]
    assert theirs.not_answered("audit", user=badge) == not_there(badge)


def test_of_a_person_of_two_sites_each_administrator_moves_their_own_part(
    admin: Plant, theirs: Plant, books: Books
) -> None:
    badge = new_user(admin)
    both(books, badge)
    assert admin.do("set_user_sites", user=badge, sites=["DUNA"])["sites"] == ["DUNA"]
    assert theirs.do("set_pin", user=badge, pin="739164")["sites"] == ["TISZ"]
    admin.do("set_user_sites", user=badge, sites=[])
    assert admin.core.sign_in(badge, "739164").sites == ("TISZ",)
    assert admin.refused("unlock_user", user=badge) == not_there(badge)
    broken = theirs.refused("set_user_sites", user=badge, sites=[])
    assert broken.details == {"argument": "sites", "reason": "empty"}


def test_a_person_of_no_site_signs_in_nowhere(admin: Plant, books: Books) -> None:
    badge = new_user(admin)
    books.write("DELETE FROM app.user_site WHERE user_id = (SELECT max(id) FROM app.user_account)")
    with pytest.raises(Refused) as refused:
        admin.core.sign_in(badge, PIN)
    assert refused.value.violation.code == "forbidden"


def test_the_plant_speaks_to_each_in_their_own_language(plant: Plant) -> None:
    assert plant.do("set_language", language="en")["language"] == "en"
    assert plant.core.sign_in("B-OPERATOR", "1003").language == "en"
    broken = plant.refused("set_language", language="xx")
    assert broken == Violation("invalid", {"argument": "language", "reason": "unknown_value"})


def test_people_are_listed_in_pages(plant: Plant) -> None:
    manager = plant.as_("B-MANAGER")
    first = manager.ask("users", limit=4)
    rest = manager.ask("users", limit=4, after=first["next"])
    badges = [each["user"] for page in (first, rest) for each in page["items"]]
    assert badges == sorted(badges)
    assert (len(badges), rest["next"]) == (6, None)
    assert plant.not_answered("users").code == "forbidden"


def test_a_new_site_is_its_makers(admin: Plant, books: Books) -> None:
    args = {"code": "ACME", "name": "Nyomda", "time_zone": "Europe/Vienna", "process": "print_farm"}
    made = admin.do("create_site", gs1_prefix="5991234", **args)
    assert {**args, "gs1_prefix": "5991234"}.items() <= made.items()
    actor = admin.core.sign_in("B-ADMIN", "1001")
    assert actor.sites == ("DUNA", "ACME")
    there = admin.at_site("ACME")
    assert (there.station.kiosk, there.station.process) == ("EXEC", "print_farm")
    assert [each["code"] for each in there.ask("sites")["items"]] == ["ACME", "DUNA"]
    limits = {each["name"]: each["per_minute"] for each in there.ask("limits")["items"]}
    assert limits == {name.value: most for name, most in USUAL_LIMITS.items()}
    there.do("create_product", sku="PART-1", name="Bracket", lot_type="PART")
    assert there.refused("register_kiosk", code="k1", station="Printers").code == "conflict"
    assert there.do("register_kiosk", code="P1", station="Printers")["site"] == "ACME"
    assert [each["code"] for each in there.ask("kiosks")["items"]] == ["EXEC", "P1"]
    assert books.ask("SELECT count(*) FROM app.lot_type WHERE process = 'print_farm'") == 2


@pytest.mark.parametrize(
    ("args", "argument"),
    [
        ({"code": "acme"}, "code"),
        ({"code": "ACM"}, "code"),
        ({"code": "ACMES"}, "code"),
        ({"code": "ACM1"}, "code"),
        ({"name": ""}, "name"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"process": "../../etc/passwd"}, "process"),
        ({"process": "bakery"}, "process"),
        ({"gs1_prefix": "123"}, "gs1_prefix"),
        ({"gs1_prefix": "1234567890123"}, "gs1_prefix"),
        ({"gs1_prefix": "12a4"}, "gs1_prefix"),
    ],
)
def test_what_cannot_be_a_site_is_refused(
    admin: Plant, books: Books, args: dict[str, Any], argument: str
) -> None:
    whole = {"code": "ACME", "name": "N", "time_zone": "UTC", "process": "doner", **args}
    with books.unchanged():
        broken = admin.refused("create_site", **whole)
    assert (broken.code, broken.details["argument"]) == ("invalid", argument)


def test_sites_and_kiosks_are_made_once(admin: Plant) -> None:
    whole = {"name": "N", "time_zone": "UTC", "process": "doner"}
    taken = Violation("conflict", {"reason": "exists", "reference": "DUNA"})
    assert admin.refused("create_site", code="DUNA", **whole) == taken
    assert admin.refused("register_kiosk", code="k1", station="Mixer").code == "conflict"
    assert admin.do("register_kiosk", code="k9", station="Mixer")["code"] == "K9"
    assert admin.core.station("K9").site == "DUNA"


@pytest.mark.parametrize(
    ("per_minute", "fits"),
    [(-1, False), (0, True), (1, True), (1_000_000, True), (1_000_001, False)],
)
def test_a_limit_is_nought_to_a_million(admin: Plant, per_minute: int, fits: bool) -> None:
    outcome = admin.outcome("set_limit", name="traces", per_minute=per_minute)
    assert (outcome != "invalid") is fits
    limits = {each["name"]: each["per_minute"] for each in admin.ask("limits")["items"]}
    assert limits["traces"] == (per_minute if fits else 0)


def test_the_demo_counts_wrong_pins_only(admin: Plant) -> None:
    limits = {each["name"]: each["per_minute"] for each in admin.ask("limits")["items"]}
    assert limits == {**dict.fromkeys(USUAL_LIMITS, 0), "sign_in": 10}


def test_a_limit_is_a_sites_own(admin: Plant, theirs: Plant, books: Books) -> None:
    admin.do("set_limit", name="lists", per_minute=7)
    event = books.rows(
        "SELECT before, after - 'written' FROM app.audit_event ORDER BY id DESC LIMIT 1"
    )[0]
    assert event == ({"per_minute": 0}, {"name": "lists", "per_minute": 7})
    told = {each["name"]: each["per_minute"] for each in theirs.ask("limits")["items"]}
    assert told["lists"] == 100


def test_a_founded_site_has_a_flow_to_work_by(theirs: Plant) -> None:
    (flow,) = theirs.ask("flows")["items"]
    assert flow["name"] == {"en": "Döner production", "hu": "Dönergyártás"}
    run = theirs.do("create_run", version_id=flow["versions"][0]["version_id"])
    assert run["code"].split("-")[2] == "TISZ"
    assert theirs.refused("hold_run", run=run["code"], reason=WHY).code == "run_not_running"


def test_a_site_tells_what_its_registrations_have_to_name(admin: Plant, theirs: Plant) -> None:
    def asked(plant: Plant) -> list[tuple[bool, bool]]:
        return [
            (site["receipt_needs_supplier"], site["shipment_needs_customer"])
            for site in plant.ask("sites")["items"]
        ]

    assert asked(admin) == [(False, False)]
    assert asked(theirs) == [(True, True)]
