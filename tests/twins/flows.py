"""Flow versions past the rules."""

from collections.abc import Iterator

from core.rules import flows
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import Signed

Tried = Iterator[tuple[Call, str]]
RETURNED = ", comment = %(comment)s"
PUBLISH = """
    SELECT api.publish_flow_version(v.id, v.version, b.uid) FROM app.flow_version v
      LEFT JOIN app.flow_version b ON b.flow_id = v.flow_id AND b.status = 'PUBLISHED' WHERE v.uid::text = %(version)s
"""
STATES = {
    "DRAFT": {"DRAFT", "REVIEW"},
    "REVIEW": {"DRAFT", "REVIEW", "PUBLISHED"},
    "PUBLISHED": {"PUBLISHED", "DEPRECATED"},
    "DEPRECATED": {"DEPRECATED"},
}


def turn(version: str, status: str, more: str = "", by: str = "B-MANAGER") -> Call:
    sql = f"UPDATE app.flow_version SET status = %(status)s{more} WHERE uid::text = %(version)s"
    return Call(sql, {"version": version, "status": status, "comment": WHY}, by)


def publish(version: str, by: str = "B-MANAGER") -> Call:
    signed = Signed("approve_flow_version", "flow_version", "uid", version)
    return Call(PUBLISH, {"version": version}, by, signed)


def edit(version: str, change: str, by: str = "B-OPERATOR") -> Call:
    sql = f"UPDATE app.flow_version SET {change} WHERE uid::text = %(version)s"
    return Call(sql, {"version": version}, by)


@breaks(flows.nobody_approves_what_they_saved_or_submitted)
def ones_own_version(plant: Plant, _books: Books) -> Tried:
    manager = plant.as_("B-MANAGER")
    draft = manager.do("create_flow", name="Another")["version_id"]
    manager.do("submit_flow_version", version_id=draft)
    yield publish(draft), "forbidden"
    yield turn(draft, "PUBLISHED", ", authors = '{}'"), "denied"
    yield publish(draft, "B-MANAGER2"), DONE


@breaks(flows.only_a_draft_is_saved)
def a_version_that_is_no_draft(plant: Plant, _books: Books) -> Tried:
    things = Things(plant)
    empty = """graph = '{"nodes": [], "edges": []}'"""
    yield edit(things.draft, empty), DONE
    comment = "comment = 'Something is wrong with it'"
    for change in (empty, comment):
        yield edit(things.submitted, change), "version_immutable"
    for change in (empty, comment):
        yield edit(things.published, change, "B-MANAGER"), "version_immutable"
    for column in (
        "authors",
        "saved_by",
        "submitted_by",
        "reviewed_by",
        "saved_at",
        "published_at",
    ):
        yield edit(things.draft, f"{column} = {column}", "B-ADMIN"), "denied"


MANAGERS_OWN = """
    UPDATE app.flow_version SET status = %s, saved_by = u.id, submitted_by = u.id, reviewed_by = u.id,
      authors = ARRAY[u.id]
      FROM app.user_account u WHERE u.badge = 'B-MANAGER' AND flow_version.uid::text = %s
"""


@breaks(flows.a_version_goes_from_draft_to_review_to_published)
def a_version_that_takes_a_short_cut(plant: Plant, books: Books) -> Tried:
    version = Things(plant).draft
    for before, after in STATES.items():
        books.past_the_guards(MANAGERS_OWN, before, version)
        for status in STATES:
            back = RETURNED if (before, status) == ("REVIEW", "DRAFT") else ""
            told = (
                publish(version, "B-MANAGER2")
                if status == "PUBLISHED" != before
                else turn(version, status, back)
            )
            refused = "stale" if status == "PUBLISHED" else "illegal_transition"
            yield told, DONE if status in after else refused


@breaks(flows.a_return_says_what_is_to_be_changed)
def a_return_without_a_word(plant: Plant, _books: Books) -> Tried:
    version = Things(plant).submitted
    yield turn(version, "DRAFT", RETURNED), DONE
    yield turn(version, "DRAFT", ", comment = NULL"), "notes_required"
    yield turn(version, "DRAFT", ", comment = 'too  short'"), "notes_required"


DEFINE = """
    INSERT INTO app.flow_definition (uid, site_id, name, description, created_by)
      VALUES (gen_random_uuid(), app.my_site(), %(name)s::jsonb, %(description)s, app.my_user())
"""


@breaks(flows.a_flow_has_a_name_that_can_be_read)
def a_flow_without_a_name(_plant: Plant, _books: Books) -> Tried:
    for name, description, answer in (
        *(('{"en": "x"}', None, DONE), ('{"en": "x"}', "x" * 500, DONE)),
        *(("{}", None, "invalid"), ('{"en": " "}', None, "invalid")),
        ('{"en": "x"}', "x" * 501, "invalid"),
    ):
        yield Call(DEFINE, {"name": name, "description": description}), answer


def drawn(version: str, path: str, value: str) -> Call:
    """A draft of which one thing is drawn otherwise."""
    return edit(version, f"graph = jsonb_set(graph, '{{{path}}}', '{value}')")


@breaks(flows.a_graph_is_drawn_of_joined_boxes)
def boxes_that_are_not_joined(plant: Plant, _books: Books) -> Tried:
    draft = Things(plant).draft
    config = "nodes,1,data,config"
    yield drawn(draft, "nodes,1,position,x", "7"), DONE
    yield drawn(draft, f"{config},yield_min", '"115"'), DONE
    for path, value in (
        ("edges,0,target", '"nowhere"'),
        ("nodes,1,id", '"start"'),
        (f"{config},yield_min", '"0"'),
        (f"{config},yield_min", '"115.1"'),
        (f"{config},limits,red", '"6.999"'),
        (f"{config},limits,red", '"NaN"'),
        ("nodes", "{}"),
    ):
        yield drawn(draft, path, value), "invalid"


@breaks(flows.no_limit_is_looser_than_the_law)
def a_limit_looser_than_the_law(plant: Plant, _books: Books) -> Tried:
    draft = Things(plant).draft
    for limit, degrees, answer in (
        *(("red", "7.00", DONE), ("red", "6.99", DONE), ("red", "7.01", "invalid")),
        *(("minced", "2.01", "invalid"), ("fish", "1", "invalid")),
    ):
        yield drawn(draft, f"nodes,1,data,config,limits,{limit}", f'"{degrees}"'), answer
    yield drawn(draft, "nodes,1,data,nodeType", '"roasting"'), "invalid"


@breaks(flows.only_the_whole_process_is_published)
def a_process_with_a_hole(plant: Plant, books: Books) -> Tried:
    draft = Things(plant).draft
    write = "UPDATE app.flow_version SET graph = {}, status = %s WHERE uid::text = %s"
    for kept, answer in (("true", DONE), ("false", "invalid"), ("true", DONE)):
        gate = f"jsonb_set(graph, '{{nodes,1,data,config,gate}}', '{kept}')"
        books.past_the_guards(write.format(gate), "DRAFT", draft)
        yield turn(draft, "REVIEW"), answer
        books.past_the_guards(write.format("graph"), "REVIEW", draft)
        yield publish(draft), answer
    for hole in ("graph #- '{nodes,1}'", "graph #- '{edges,0}'"):
        books.past_the_guards(write.format(hole), "DRAFT", draft)
        yield turn(draft, "REVIEW"), "invalid"
