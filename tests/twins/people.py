"""People past the rules: their PINs, their sites, and nobody who shuts themselves out."""

from collections.abc import Iterator
from dataclasses import replace

from core.rules import people
from tests.arguments import accepted
from tests.books import Books
from tests.fix_core import Plant
from tests.twins import DONE, Call, breaks

Tried = Iterator[tuple[Call, str]]
WHOM = "(SELECT id FROM app.user_account WHERE badge = %(whom)s)"
SITES = "ARRAY(SELECT id FROM app.site WHERE code = ANY (%(sites)s))"
MOVE = f"SELECT api.set_user_sites({WHOM}, {SITES})"
MAKE = f"""
    SELECT api.create_user(gen_random_uuid(), %(whom)s, 'X', 'ADMIN', 'hu', {SITES}, 'salt', 'verifier', 1, 8)
"""


def disabled(whom: str) -> Call:
    return Call(f"SELECT api.disable_user({WHOM})", {"whom": whom}, "B-ADMIN")


def moved(whom: str, *sites: str) -> Call:
    return Call(MOVE, {"whom": whom, "sites": [*sites]}, "B-ADMIN")


def made(*sites: str) -> Call:
    return Call(MAKE, {"whom": "B-NEW", "sites": [*sites]}, "B-ADMIN")


@breaks(people.another_persons_pin_is_set_by_an_administrator)
def anothers_pin(_plant: Plant, _books: Books) -> Tried:
    sql = f"SELECT api.set_pin({WHOM}, 'salt', 'verifier', 1, 8)"
    own, other = (Call(sql, {"whom": badge}) for badge in ("B-OPERATOR", "B-VIEWER"))
    yield own, DONE
    yield replace(other, by="B-ADMIN"), DONE
    yield other, "forbidden"
    yield replace(other, by="B-MANAGER"), "forbidden"


@breaks(people.everybody_belongs_to_a_site)
def somebody_of_nowhere(_plant: Plant, _books: Books) -> Tried:
    yield made("DUNA"), DONE
    yield made(), "invalid"
    yield moved("B-VIEWER", "DUNA"), DONE
    yield moved("B-VIEWER"), "stale"


@breaks(people.nobody_takes_themselves_from_where_they_stand)
def an_administrator_who_leaves(plant: Plant, _books: Books) -> Tried:
    admin = plant.as_("B-ADMIN")
    site = accepted(admin, "create_site")
    admin.do("create_site", **site)
    admin.do("set_user_sites", user="B-VIEWER", sites=["DUNA", site["code"]])
    yield moved("B-ADMIN", "DUNA"), DONE
    yield moved("B-VIEWER", site["code"]), DONE
    yield moved("B-ADMIN", site["code"]), "conflict"


@breaks(people.nobody_may_disable_themselves)
def an_administrator_who_disables_themselves(_plant: Plant, _books: Books) -> Tried:
    yield disabled("B-VIEWER"), DONE
    yield disabled("B-ADMIN"), "conflict"


@breaks(people.a_person_has_a_name_and_a_badge)
def a_person_without_a_name(_plant: Plant, _books: Books) -> Tried:
    def person(name: str = "Éva", badge: str = "B-NEW") -> Call:
        call = made("DUNA")
        named = call.sql.replace("'X'", "%(name)s")
        return replace(call, sql=named, values={**call.values, "name": name, "whom": badge})

    for name in ("x", "x" * 100):
        yield person(name), DONE
    yield person(badge="B" * 40), DONE
    for name in ("", " ", "x" * 101):
        yield person(name), "invalid"
    for badge in ("", "B 1", "B" * 41):
        yield person(badge=badge), "invalid"
