"""For each guarded fact of a cold command, what somebody else does to it in between."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.domain.alarms import AlarmFacts, AlarmStatus
from core.domain.commands import COMMANDS as SPECS
from core.domain.people import may
from core.ops.demo import USERS
from tests import arguments
from tests.arguments import Things
from tests.between import DONE, Change, Story
from tests.books import Books
from tests.facts import facts_of
from tests.fix_core import OPERATOR, WHY, Plant
from tests.hot_facts import ROOM, Args, child, raw

CHANGES: dict[tuple[str, str], Change] = {}
"""By class of facts and path of the fact."""

ROLES = {user.badge: user.role for user in USERS}


def changed(command: str, path: str, *, ends: str = DONE) -> Callable[[Story], Story]:
    """Make a story the one that tries this fact of the command, given by the first of us who may."""
    right = SPECS[command].permission
    who = (badge for badge in (OPERATOR, "B-MANAGER", "B-ADMIN") if may(ROLES[badge], right))

    def register(story: Story) -> Story:
        CHANGES[facts_of(command).__name__, path] = Change(command, story, ends, next(who))
        return story

    return register


# What is there already.


def _made_meanwhile(command: str) -> Story:
    def story(plant: Plant, _books: Books) -> Iterator[Args]:
        args = arguments.COMMANDS[command](Things(plant))
        yield args
        plant.do(command, **args)

    return story


for _command in ("create_supplier", "create_product", "create_user", "create_buffer"):
    changed(_command, "taken", ends="conflict")(_made_meanwhile(_command))


# People.


def _elsewhere(plant: Plant) -> str:
    """A second site, to which whoever makes it belongs."""
    site = arguments.COMMANDS["create_site"](Things(plant))
    return str(plant.do("create_site", **site)["code"])


LEAVE = """
    DELETE FROM app.user_site USING app.user_account u, app.site s
     WHERE user_id = u.id AND site_id = s.id AND u.badge = %s AND s.code = %s
"""


@changed("create_user", "site_ids", ends="not_found")
def whoever_makes_them_has_left_the_site(plant: Plant, books: Books) -> Iterator[Args]:
    site = _elsewhere(plant)
    yield {**arguments.COMMANDS["create_user"](Things(plant)), "sites": [site], "pin": "739146"}
    books.write(LEAVE, plant.actor.badge, site)


@changed("set_user_sites", "site_ids", ends="not_found")
def whoever_moves_them_has_left_the_site(plant: Plant, books: Books) -> Iterator[Args]:
    site = _elsewhere(plant)
    yield {"user": arguments.new_user(plant), "sites": ["DUNA", site]}
    books.write(LEAVE, plant.actor.badge, site)


@changed("set_user_sites", "elsewhere", ends="invalid")
def they_belong_nowhere_else_any_more(plant: Plant, books: Books) -> Iterator[Args]:
    site, user = _elsewhere(plant), arguments.new_user(plant)
    plant.do("set_user_sites", user=user, sites=["DUNA", site])
    books.write(LEAVE, plant.actor.badge, site)
    yield {"user": user, "sites": []}
    books.write(LEAVE, user, site)


# Stock.


def _nearly_all_there_is(books: Books, lot: str) -> None:
    statement = "UPDATE app.lot SET adjusted_kg = 999999.5 - registered_kg WHERE code = %s"
    books.past_the_guards(statement, lot)


@changed("adjust_stock", "status", ends="lot_not_released")
def it_was_shipped(plant: Plant, books: Books) -> Iterator[Args]:
    _, lot = raw(plant, "100")
    yield {"lot": lot, "kg": "-1", "reason": WHY}
    books.past_the_guards("UPDATE app.lot SET status = 'FINISHED' WHERE code = %s", lot)


@changed("adjust_stock", "remaining_kg", ends="weight_exceeded")
def some_of_it_was_used(plant: Plant, _books: Books) -> Iterator[Args]:
    run, lot = raw(plant, "100")
    yield {"lot": lot, "kg": "-60", "reason": WHY}
    plant.do("register_lot", **child(run, lot, "60"))


@changed("adjust_stock", "total_kg", ends="invalid")
def much_was_found(plant: Plant, books: Books) -> Iterator[Args]:
    _, lot = raw(plant, "100")
    yield {"lot": lot, "kg": "1", "reason": WHY}
    _nearly_all_there_is(books, lot)


def _moved(plant: Plant) -> tuple[str, Args]:
    """A lot in LK-1, and what takes it out again."""
    _, lot = raw(plant, "100")
    moved = plant.do("move_stock", lot=lot, kg="60", to="LK-1")
    return lot, {"move": moved["move_id"], "reason": WHY}


def _counted(plant: Plant, lot: str, kg: str) -> Args:
    """What takes a count back."""
    counted = plant.do("adjust_stock", lot=lot, kg=kg, reason=WHY)
    return {"move": counted["move_id"], "reason": WHY}


@changed("reverse_move", "reversed", ends="conflict")
def somebody_else_reversed_it(plant: Plant, _books: Books) -> Iterator[Args]:
    _, args = _moved(plant)
    yield args
    plant.do("reverse_move", **args)


@changed("reverse_move", "lies_kg", ends="weight_exceeded")
def it_was_moved_on(plant: Plant, _books: Books) -> Iterator[Args]:
    lot, args = _moved(plant)
    yield args
    plant.do("move_stock", lot=lot, kg="60", **{"from": "LK-1"})


@changed("reverse_move", "lot.status", ends="lot_not_released")
def the_lot_was_shipped(plant: Plant, books: Books) -> Iterator[Args]:
    lot, args = _moved(plant)
    yield args
    books.past_the_guards("UPDATE app.lot SET status = 'FINISHED' WHERE code = %s", lot)


@changed("reverse_move", "lot.remaining_kg", ends="weight_exceeded")
def what_was_found_is_used(plant: Plant, _books: Books) -> Iterator[Args]:
    run, lot = raw(plant, "100")
    yield _counted(plant, lot, "10")
    plant.do("register_lot", **child(run, lot, "105"))


@changed("reverse_move", "lot.total_kg", ends="invalid")
def as_much_was_found_elsewhere(plant: Plant, books: Books) -> Iterator[Args]:
    _, lot = raw(plant, "100")
    yield _counted(plant, lot, "-1")
    _nearly_all_there_is(books, lot)


BEYOND = "UPDATE app.buffer_type SET allowed = '{RAW}' WHERE type = 'LK'"


@changed("create_buffer", "at_most", ends="invalid")
def its_type_may_allow_less(plant: Plant, books: Books) -> Iterator[Args]:
    yield {**ROOM, "capacity_kg": "100"}
    books.write(BEYOND)


@changed("edit_buffer", "at_most", ends="invalid")
def its_own_type_may_allow_less(plant: Plant, books: Books) -> Iterator[Args]:
    plant.do("create_buffer", **ROOM, capacity_kg="100")
    yield {"buffer": "LK-2", "allowed": ["DEB"]}
    books.write(BEYOND)


# Runs.


@changed("advance_run", "lots", ends="step_not_ready")
def its_only_lot_is_void(plant: Plant, _books: Books) -> Iterator[Args]:
    things = Things(plant)
    yield {"run": things.run}
    plant.as_("B-ADMIN").do("void_lot", lot=things.lot, reason=WHY)


@changed("advance_run", "lots.status", ends="step_not_ready")
def its_lot_is_held(plant: Plant, _books: Books) -> Iterator[Args]:
    things = Things(plant)
    yield {"run": things.run}
    plant.do("inspect_lot", lot=things.lot, decision="HOLD", notes=WHY)


@changed("create_run", "published", ends="version_not_published")
def its_version_has_ended(plant: Plant, _books: Books) -> Iterator[Args]:
    yield {"version_id": plant.version()}
    plant.as_("B-MANAGER").do("deprecate_flow_version", version_id=plant.version())


FIELD = '[{"key": "machine", "kind": "text", "required": true, "name": {"en": "Machine"}}]'


@changed("create_run", "run_fields", ends="invalid")
def the_process_asks_for_a_field(plant: Plant, books: Books) -> Iterator[Args]:
    yield {"version_id": plant.version()}
    books.write("UPDATE app.process SET run_fields = %s WHERE process = 'doner'", FIELD)


@changed("create_run", "materials.void", ends="genealogy")
def a_material_is_void(plant: Plant, _books: Books) -> Iterator[Args]:
    lot = plant.register(None, "SPICE", "5")
    yield {"version_id": plant.version(), "materials": [{"lot": lot}]}
    plant.as_("B-ADMIN").do("void_lot", lot=lot, reason=WHY)


# Flows.


def _version(change: str, *, command: str, guards: bool = True) -> Story:
    """A version that is written over in between."""

    def story(plant: Plant, books: Books) -> Iterator[Args]:
        args = arguments.COMMANDS[command](Things(plant))
        yield args
        write = books.write if guards else books.past_the_guards
        write(f"UPDATE app.flow_version SET {change} WHERE uid::text = %s", args["version_id"])

    return story


OWN = "authors = authors || (SELECT id FROM app.user_account WHERE badge = 'B-MANAGER')"

changed("submit_flow_version", "status", ends="illegal_transition")(
    _version("status = 'REVIEW'", command="submit_flow_version", guards=False)
)
changed("submit_flow_version", "version")(
    _version("version = version + 1", command="submit_flow_version")
)
changed("submit_flow_version", "graph", ends="invalid")(
    _version("""graph = '{"nodes": [], "edges": []}'""", command="submit_flow_version")
)
STRICTER = """
    UPDATE app.process_step SET limits = limits || '{"poultry": "3.9"}' WHERE process = 'doner' AND step = 1
"""


@changed("submit_flow_version", "plant", ends="invalid")
def the_law_is_stricter(plant: Plant, books: Books) -> Iterator[Args]:
    yield {"version_id": Things(plant).draft}
    books.write(STRICTER)


for _path in ("authors", "own"):
    changed("approve_flow_version", _path, ends="forbidden")(
        _version(OWN, command="approve_flow_version")
    )


@changed("approve_flow_version", "published")
def another_version_is_published(plant: Plant, _books: Books) -> Iterator[Args]:
    things = Things(plant)
    flow, operator = things.flow, plant.as_(OPERATOR)
    assert things.published
    drafted = [operator.do("new_flow_version", flow_id=flow)["version_id"] for _ in range(2)]
    for version in drafted:
        operator.do("submit_flow_version", version_id=version)
    yield {"version_id": drafted[0]}
    plant.as_("B-ADMIN").do("approve_flow_version", version_id=drafted[1])


# Records.


@changed("review_ccp", "own", ends="forbidden")
def the_reviewer_measures(plant: Plant, _books: Books) -> Iterator[Args]:
    lot = Things(plant).lot
    yield {"lot": lot}
    plant.do("record_temperature", lot=lot, celsius="3", kind="CORE")


def _an_hour_on(facts: AlarmFacts) -> AlarmFacts:
    """As if the alarm were no longer put aside."""
    return replace(facts, now=facts.now + timedelta(hours=1), state=AlarmStatus.ACTIVE)


def it_is_put_aside(plant: Plant, _books: Books) -> Iterator[Any]:
    args = arguments.COMMANDS["shelve_alarm"](Things(plant))
    plant.do("shelve_alarm", **args)
    yield args


CHANGES["AlarmFacts", "now"] = Change(
    "shelve_alarm", it_is_put_aside, "illegal_transition", "B-MANAGER", _an_hour_on
)


# Instruments.


@changed("record_calibration", "plan", ends="invalid")
def less_is_allowed_of_thermometers(_plant: Plant, books: Books) -> Iterator[Args]:
    yield {"device": "T1", "reference_c": "0", "reading_c": "0.4", "passed": True}
    tighter = '{"thermometer": {"tolerance": "0.3", "tolerance_pct": "0", "days": 30}}'
    books.write("UPDATE app.process SET calibration = %s::jsonb WHERE process = 'doner'", tighter)
