"""Flow versions past the rules."""

from collections.abc import Iterator

from core.rules import flows
from tests.arguments import Things
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks
from tests.twins.calls import Signed

Tried = Iterator[tuple[Call, str]]
BY_ME = ", reviewed_by = app.my_user(), published_at = now()"
RETURNED = ", reviewed_by = app.my_user(), comment = %(comment)s"
SAVED = ", saved_by = app.my_user(), authors = authors || app.my_user()"
SUBMITTED = ", submitted_by = app.my_user(), authors = authors || app.my_user()"
STATES = {
    "DRAFT": {"DRAFT", "REVIEW"},
    "REVIEW": {"DRAFT", "REVIEW", "PUBLISHED"},
    "PUBLISHED": {"PUBLISHED", "DEPRECATED"},
    "DEPRECATED": {"DEPRECATED"},
}


def turn(version: str, status: str, more: str = "", by: str = "B-MANAGER") -> Call:
    sql = f"UPDATE app.flow_version SET status = %(status)s{more} WHERE uid::text = %(version)s"
    signed = Signed("approve_flow_version", "flow_version", "uid", version)
    given = {"version": version, "status": status, "comment": WHY}
    return Call(sql, given, by, signed if status == "PUBLISHED" else None)


def edit(version: str, change: str, by: str = "B-OPERATOR") -> Call:
    sql = f"UPDATE app.flow_version SET {change} WHERE uid::text = %(version)s"
    return Call(sql, {"version": version}, by)


@breaks(flows.nobody_approves_what_they_saved_or_submitted)
def ones_own_version(plant: Plant, _books: Books) -> Tried:
    manager = plant.as_("B-MANAGER")
    draft = manager.do("create_flow", name="Another")["version_id"]
    manager.do("submit_flow_version", version_id=draft)
    yield turn(draft, "PUBLISHED", BY_ME, "B-MANAGER"), "forbidden"
    yield turn(draft, "PUBLISHED", by="B-MANAGER2"), "denied"
    yield turn(draft, "PUBLISHED", BY_ME + ", authors = '{}'", "B-MANAGER"), "version_immutable"
    yield turn(draft, "PUBLISHED", BY_ME, "B-MANAGER2"), DONE


@breaks(flows.only_a_draft_is_saved)
def a_version_that_is_no_draft(plant: Plant, _books: Books) -> Tried:
    things = Things(plant)
    yield edit(things.draft, f"graph = '{{}}'{SAVED}"), DONE
    yield edit(things.draft, "graph = '{}'"), "denied"
    yield edit(things.submitted, "graph = '{}'"), "version_immutable"
    yield edit(things.submitted, "authors = '{}'"), "denied"
    for change in (
        *("graph = '{}'", "authors = '{}'", "comment = 'Something was wrong with it'"),
        *(f"{who}_at = now()" for who in ("saved", "submitted", "reviewed")),
        *(f"{who}_by = app.my_user()" for who in ("saved", "submitted")),
    ):
        yield edit(things.published, change, "B-MANAGER"), "version_immutable"
    yield edit(things.published, "reviewed_by = app.my_user()", "B-ADMIN"), "version_immutable"


@breaks(flows.a_version_goes_from_draft_to_review_to_published)
def a_version_that_takes_a_short_cut(plant: Plant, books: Books) -> Tried:
    version = Things(plant).draft
    for before, after in STATES.items():
        books.past_the_guards(
            "UPDATE app.flow_version SET status = %s, reviewed_by = %s WHERE uid::text = %s",
            *(before, plant.as_("B-MANAGER").actor.user_id, version),
        )
        fixed = before in ("PUBLISHED", "DEPRECATED")
        for status in STATES:
            if fixed and status == "REVIEW":
                yield turn(version, status), "denied"
                continue
            more = "" if fixed else SUBMITTED if status == "REVIEW" else RETURNED
            yield turn(version, status, more), DONE if status in after else "illegal_transition"


@breaks(flows.a_return_says_what_is_to_be_changed)
def a_return_without_a_word(plant: Plant, _books: Books) -> Tried:
    version = Things(plant).submitted
    yield turn(version, "DRAFT", RETURNED), DONE
    yield turn(version, "DRAFT"), "denied"
    for word in ("NULL", "'too  short'"):
        told = f", reviewed_by = app.my_user(), comment = {word}"
        yield turn(version, "DRAFT", told), "notes_required"
