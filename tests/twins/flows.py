"""Flow versions past the rules."""

import json
from collections.abc import Iterator
from typing import Any

from core.rules import flows
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.flow_work import configured, graph_of
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
    yield turn(draft, "PUBLISHED"), "forbidden"
    yield turn(draft, "PUBLISHED", ", authors = '{}'"), "denied"
    yield publish(draft, "B-MANAGER2"), DONE


@breaks(flows.only_a_draft_is_saved)
def a_version_that_is_no_draft(plant: Plant, _books: Books) -> Tried:
    things = Things(plant)
    empty = """graph = '{"nodes": [], "edges": []}'"""
    yield edit(things.draft, empty), DONE
    for version in (things.submitted, things.published):
        yield edit(version, empty), "version_immutable"
        yield edit(version, "comment = 'Something was wrong with it'"), "version_immutable"
    for column in (
        "authors",
        "saved_by",
        "submitted_by",
        "reviewed_by",
        "saved_at",
        "published_at",
    ):
        yield edit(things.draft, f"{column} = {column}", "B-ADMIN"), "denied"


@breaks(flows.a_version_goes_from_draft_to_review_to_published)
def a_version_that_takes_a_short_cut(plant: Plant, books: Books) -> Tried:
    version = Things(plant).draft
    for before, after in STATES.items():
        books.past_the_guards(
            "UPDATE app.flow_version SET status = %s WHERE uid::text = %s", before, version
        )
        for status in STATES:
            back = RETURNED if (before, status) == ("REVIEW", "DRAFT") else ""
            told = (
                publish(version) if status == "PUBLISHED" != before else turn(version, status, back)
            )
            refused = "stale" if status == "PUBLISHED" else "illegal_transition"
            yield told, DONE if status in after else refused


@breaks(flows.a_return_says_what_is_to_be_changed)
def a_return_without_a_word(plant: Plant, _books: Books) -> Tried:
    version = Things(plant).submitted
    yield turn(version, "DRAFT", RETURNED), DONE
    yield turn(version, "DRAFT", ", comment = NULL"), "notes_required"
    yield turn(version, "DRAFT", ", comment = 'too  short'"), "notes_required"


FLOW = """
    INSERT INTO app.flow_definition (uid, site_id, name, description, created_by)
      VALUES (gen_random_uuid(), app.my_site(), %(name)s::jsonb, %(description)s, app.my_user())
"""


@breaks(flows.a_flow_has_a_name_that_can_be_read)
def a_flow_without_a_name(_plant: Plant, _books: Books) -> Tried:
    for name, description, answer in (
        ({"en": "x" * 100}, "x" * 500, DONE),
        ({"en": "Another"}, None, DONE),
        ({}, None, "invalid"),
        ({"en": " "}, None, "invalid"),
        ({"en": "x" * 101}, None, "invalid"),
        ({"English": "Another"}, None, "invalid"),
        ({"en": "Another"}, "x" * 501, "invalid"),
    ):
        yield Call(FLOW, {"name": json.dumps(name), "description": description}), answer


def drawn(version: str, graph: Any) -> Call:
    sql = "UPDATE app.flow_version SET graph = %(graph)s::jsonb WHERE uid::text = %(version)s"
    return Call(sql, {"version": version, "graph": json.dumps(graph)})


@breaks(flows.a_graph_is_drawn_of_joined_boxes)
def a_drawing_that_is_none(plant: Plant, _books: Books) -> Tried:
    version = Things(plant).draft
    right = graph_of(plant, version)
    yield drawn(version, right), DONE
    yield drawn(version, {**right, "edges": []}), DONE
    yield drawn(version, {**right, "nodes": []}), "invalid"
    yield drawn(version, {**right, "nodes": [*right["nodes"], right["nodes"][0]]}), "invalid"
    yield drawn(version, {**right, "nodes": "none"}), "invalid"
    for band in ({"yield_min": "0"}, {"yield_min": "115.001"}, {"yield_max": "NaN"}):
        yield drawn(version, configured(graph_of(plant, version), 2, **band)), "invalid"


@breaks(flows.no_limit_is_looser_than_the_law)
def a_limit_of_ones_own(plant: Plant, _books: Books) -> Tried:
    version = Things(plant).draft
    for celsius, answer in (("-18.00", DONE), ("-18.01", DONE), ("-17.99", "invalid")):
        graph = configured(graph_of(plant, version), 7, limits={"core": celsius})
        yield drawn(version, graph), answer
    bake = configured(graph_of(plant, version), 2)
    bake["nodes"][2]["data"]["nodeType"] = "bake"
    yield drawn(version, bake), "invalid"


@breaks(flows.only_the_whole_process_is_published)
def a_process_with_a_hole(plant: Plant, books: Books) -> Tried:
    version = Things(plant).draft
    yield turn(version, "REVIEW", by="B-OPERATOR"), DONE
    whole = graph_of(plant, version)
    for weak in (
        configured(graph_of(plant, version), 2, gate=False),
        configured(graph_of(plant, version), 7, optional=True),
        {**whole, "edges": whole["edges"][1:]},
    ):
        plant.do("save_flow_version", version_id=version, graph=weak)
        yield turn(version, "REVIEW", by="B-OPERATOR"), "invalid"
    books.past_the_guards(
        "UPDATE app.flow_version SET status = 'REVIEW' WHERE uid::text = %s", version
    )
    yield publish(version), "invalid"
