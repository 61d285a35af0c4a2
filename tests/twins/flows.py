"""Flow versions past the rules (hard rule 2)."""

from collections.abc import Iterator

from core.rules import flows
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks

Tried = Iterator[tuple[Call, str]]
BY_ME = ", reviewed_by = app.my_user(), published_at = now()"
RETURNED = ", reviewed_by = app.my_user(), comment = %(comment)s"
STATES = {
    "DRAFT": {"DRAFT", "REVIEW"},
    "REVIEW": {"DRAFT", "REVIEW", "PUBLISHED"},
    "PUBLISHED": {"PUBLISHED", "DEPRECATED"},
    "DEPRECATED": {"DEPRECATED"},
}


def turn(version: str, status: str, more: str = "", by: str = "B-MANAGER") -> Call:
    sql = f"UPDATE app.flow_version SET status = %(status)s{more} WHERE uid::text = %(version)s"
    return Call(sql, {"version": version, "status": status, "comment": WHY}, by)


def edit(version: str, change: str, by: str = "B-OPERATOR") -> Call:
    sql = f"UPDATE app.flow_version SET {change} WHERE uid::text = %(version)s"
    return Call(sql, {"version": version}, by)


@breaks(flows.nobody_approves_what_they_saved_or_submitted)
def ones_own_version(plant: Plant, _books: Books) -> Tried:
    manager = plant.as_("B-MANAGER")
    draft = manager.do("create_flow", name="Another")["version_id"]
    manager.do("submit_flow_version", version_id=draft)
    yield turn(draft, "PUBLISHED", BY_ME, "B-MANAGER"), "forbidden"
    yield turn(draft, "PUBLISHED", by="B-MANAGER2"), "forbidden"
    yield turn(draft, "PUBLISHED", BY_ME + ", authors = '{}'", "B-MANAGER"), "version_immutable"
    yield turn(draft, "PUBLISHED", BY_ME, "B-MANAGER2"), DONE


@breaks(flows.only_a_draft_is_saved)
def a_version_that_is_no_draft(plant: Plant, _books: Books) -> Tried:
    things = Things(plant)
    changes = ("graph = '{}'", "authors = '{}'")
    yield edit(things.draft, changes[0]), DONE
    for version in (things.submitted, things.published):
        for change in changes:
            yield edit(version, change), "version_immutable"
    for who in ("saved", "submitted", "reviewed"):
        yield edit(things.published, f"{who}_at = now()"), "version_immutable"
        yield edit(things.published, f"{who}_by = app.my_user()", "B-ADMIN"), "version_immutable"
    yield edit(things.published, "comment = 'Something was wrong with it'"), "version_immutable"


@breaks(flows.a_version_goes_from_draft_to_review_to_published)
def a_version_that_takes_a_short_cut(plant: Plant, books: Books) -> Tried:
    version = Things(plant).draft
    for before, after in STATES.items():
        books.past_the_guards(
            "UPDATE app.flow_version SET status = %s WHERE uid::text = %s", before, version
        )
        fixed = before in ("PUBLISHED", "DEPRECATED")
        for status in STATES:
            more = "" if fixed else RETURNED
            yield turn(version, status, more), DONE if status in after else "illegal_transition"


@breaks(flows.a_return_says_what_is_to_be_changed)
def a_return_without_a_word(plant: Plant, _books: Books) -> Tried:
    version = Things(plant).submitted
    yield turn(version, "DRAFT", RETURNED), DONE
    yield turn(version, "DRAFT", ", comment = NULL"), "notes_required"
    yield turn(version, "DRAFT", ", comment = 'too  short'"), "notes_required"
