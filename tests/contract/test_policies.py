"""Every table of the plant is closed row by row, or says why it is not, and no policy is asked for every row."""

import re

import pytest

from tests.books import Books

OPEN = {
    "alembic_version": "whoever asks how the database is need not be signed in",
    "change": "the feed is read before anybody signs in; of its columns only topics and transactions are",
    "buffer_type": "what a process says is the same at every site",
    "lot_type": "what a process says is the same at every site",
    "process": "what a process says is the same at every site",
    "process_step": "what a process says is the same at every site",
}
UNSEEN = {"command_log": "functions tell an answer to whoever knows its key"}
NAMELESS = {
    "buffer": "master data: the audit names who",
    "container": "master data: the audit names who",
    "customer": "master data: the audit names who",
    "product": "master data: the audit names who",
    "reason": "master data: the audit names who",
    "run_item": "the run names who made it",
    "run_material": "the run names who made it",
    "supplier": "master data: the audit names who",
}
"""Tables whose new rows name nobody."""
HOT = {
    "code_lease",
    "inventory_item",
    "lot",
    "lot_link",
    "qc_inspection",
    "stock_move",
    "temperature_log",
}
"""Tables that only functions write which read all that a row names at the acting person's site."""
PEOPLE = {"created_by", "operator_id", "user_id"}
"""Columns of who adds a row; who changes it is set by triggers."""
SITE, PERSON, KIOSK = "SELECT app.my_site()", "SELECT app.my_user()", "SELECT app.my_kiosk()"


@pytest.fixture
def tables(books: Books) -> dict[str, bool]:
    """Every table of the plant, and whether it is closed row by row."""
    return dict(
        books.rows(
            "SELECT relname, relrowsecurity FROM pg_class"
            " WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p')"
        )
    )


@pytest.fixture
def policies(books: Books) -> dict[tuple[str, str], tuple[str, str]]:
    """What each policy asks (of the row that is there, of the row that comes), by table and kind of statement."""
    rows = books.rows(
        "SELECT c.relname, p.polcmd::text, coalesce(pg_get_expr(p.polqual, p.polrelid), ''),"
        " coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')"
        " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
    )
    assert len({row[:2] for row in rows}) == len(rows), (
        "two policies would each let in what the other keeps out"
    )
    return {(table, kind): (there, comes) for table, kind, there, comes in rows}


def granted(books: Books, right: str) -> set[str]:
    """Tables in which the kiosk's login has a right to some column at least."""
    rows = books.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p')"
        " AND has_any_column_privilege('kiosk_app', oid, %s)",
        right,
    )
    return {name for (name,) in rows}


Policies = dict[tuple[str, str], tuple[str, str]]


def test_every_table_is_closed_row_by_row_or_says_why_not(
    tables: dict[str, bool], policies: Policies
) -> None:
    assert {name for name, closed in tables.items() if not closed} == set(OPEN)
    assert {
        name for name, kind in policies if kind == "r"
    } == tables.keys() - OPEN.keys() - UNSEEN.keys()


def test_what_may_be_written_has_a_policy_and_nothing_else_has(
    books: Books, policies: Policies
) -> None:
    assert {name for name, kind in policies if kind == "a"} == granted(books, "INSERT")
    assert {name for name, kind in policies if kind == "w"} == granted(books, "UPDATE")
    assert {kind for _, kind in policies} == {"r", "a", "w"}
    assert granted(books, "SELECT") == {name for name, kind in policies if kind == "r"} | set(OPEN)


def test_policies_are_for_the_kiosks_login_alone(books: Books) -> None:
    assert books.rows(
        "SELECT DISTINCT polroles::regrole[]::text, polpermissive FROM pg_policy"
    ) == [("{kiosk_app}", True)]


def without_selects(expression: str) -> str:
    """An expression of a policy with every sub-select taken out."""
    inner = re.compile(r"\( SELECT [^()]*\)|\((?! SELECT )[^()]*\)")
    while "( SELECT " in expression:
        expression = inner.sub(
            lambda found: "" if found[0].startswith("( SELECT ") else f"<{found[0][1:-1]}>",
            expression,
        )
    return expression


def test_a_sub_select_is_told_from_a_bare_call() -> None:
    assert "app." not in without_selects(
        "((a = ( SELECT app.my_site() AS s)) AND ( SELECT (app.can('x') OR app.can('y'))))"
    )
    assert "app.can" in without_selects(
        "((a = ( SELECT app.my_site() AS s)) AND app.can('x'::text))"
    )
    assert "app.my_site" in without_selects("(a = app.my_site())")


def test_no_policy_is_asked_for_every_row(policies: Policies) -> None:
    for place, expressions in policies.items():
        for expression in expressions:
            assert "app." not in without_selects(expression), (place, expression)


def test_whatever_is_seen_or_touched_is_of_the_site(policies: Policies) -> None:
    people = {"site": "my_sites()", "user_account": "my_people()", "user_site": "my_sites()"}
    for (table, kind), (there, _) in policies.items():
        if kind != "a":
            assert people.get(table, SITE) in there, (table, kind)


def columns(books: Books, table: str, right: str) -> set[str]:
    rows = books.rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND has_column_privilege('kiosk_app', attrelid, attnum, %s)",
        f"app.{table}",
        right,
    )
    return {name for (name,) in rows}


def test_whatever_is_written_is_of_the_site_by_right_and_in_ones_own_name(
    books: Books, policies: Policies
) -> None:
    for (table, kind), (_, comes) in policies.items():
        if kind == "r":
            continue
        right = "INSERT" if kind == "a" else "UPDATE"
        written = columns(books, table, right)
        assert SITE in comes, (table, right)
        assert "app.can(" in comes, (table, right)
        for who in PEOPLE & written:
            assert f"{who} = ( {PERSON}" in comes, (table, right, who)
        if "kiosk_id" in written:
            assert f"kiosk_id = ( {KIOSK}" in comes, (table, right)
    added = {table for table, kind in policies if kind == "a"}
    assert {table for table in added if not PEOPLE & columns(books, table, "INSERT")} == set(
        NAMELESS
    )


def test_a_row_is_of_the_site_of_whatever_it_names(books: Books) -> None:
    named = books.rows(
        "SELECT t.relname, a.attname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.contype = 'f' AND t.relnamespace = 'app'::regnamespace AND NOT EXISTS (SELECT"
        " FROM unnest(ARRAY[c.conrelid, c.confrelid]) side(id) WHERE NOT EXISTS (SELECT FROM pg_attribute s"
        " WHERE s.attrelid = side.id AND s.attname = 'site_id'))"
    )
    guarded = books.rows(
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'at_site'"
    )
    guards = {table.removeprefix("app."): text for table, text in guarded}
    for table, column in named:
        assert table in HOT or f"'{column}'" in guards.get(table, ""), (table, column)
    assert {table for table, _ in named} >= HOT
