"""The context of a transaction is neither forged nor replayed, and ends with its transaction."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from core.bootstrap import Core
from tests.books import Books
from tests.by_hand import refusal_of, speaking_as
from tests.fix_core import PINS, Plant
from tests.sessions import token_of

Login = psycopg.Connection[Any]
SET = "SELECT set_config('nyars.context', %s, %s)"
NOBODY = (None, None, None, False)


def voice(kiosk: Login) -> tuple[Any, ...]:
    """Whom the database takes the transaction for: user, kiosk, site, and whether they may see."""
    row = kiosk.execute(
        "SELECT app.my_user(), app.my_kiosk(), app.my_site(), app.can('see')"
    ).fetchone()
    assert row
    return row


def said(kiosk: Login) -> str:
    row = kiosk.execute("SELECT current_setting('nyars.context')").fetchone()
    assert row
    return str(row[0])


def context_of(kiosk: Login, badge: str) -> str:
    """A context that was good in a transaction that is over."""
    with speaking_as(kiosk, badge, keeping=True):
        return said(kiosk)


def text_of(kiosk: Login, books: Books, badge: str) -> str:
    """What the context of that person in the transaction under way would say before its signature."""
    user, kiosk_id, site, role = books.rows(
        "SELECT u.id, k.id, k.site_id, u.role FROM app.user_account u, app.kiosk k"
        " WHERE u.badge = %s AND k.code = 'K1'",
        badge,
    )[0]
    xid, pid = kiosk.execute("SELECT pg_current_xact_id()::text, pg_backend_pid()").fetchone() or ()
    permissions = "see,own,plant.administer"
    return "|".join(str(part) for part in (user, kiosk_id, site, role, 1, xid, pid, permissions))


def signed(text: str, secret: bytes) -> str:
    return f"{text}|{hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()}"


def test_whoever_opens_a_transaction_by_a_token_is_who_it_is_taken_for(
    kiosk: Login, books: Books
) -> None:
    with speaking_as(kiosk, "B-VIEWER"):
        user, _, site, may_see = voice(kiosk)
    assert user == books.ask("SELECT id FROM app.user_account WHERE badge = 'B-VIEWER'")
    assert (site, may_see) == (books.ask("SELECT id FROM app.site"), True)
    assert voice(kiosk) == NOBODY


@pytest.mark.parametrize(
    "text",
    ["", "1", "|||||||||", "1|1|1|ADMIN|1|||see|", "ADMIN", "{}", "\u0151|" * 9, "x" * 99999],
)
def test_a_context_of_ones_own_words_is_nobodys(kiosk: Login, text: str) -> None:
    with kiosk.transaction():
        kiosk.execute(SET, [text, True])
        assert voice(kiosk) == NOBODY


def test_a_context_under_the_secret_of_another_database_is_nobodys(
    kiosk: Login, books: Books
) -> None:
    own = books.ask("SELECT secret FROM sec.server_secret")
    with kiosk.transaction():
        text = text_of(kiosk, books, "B-ADMIN")
        for secret in (b"", bytes(32), hashlib.sha256(own).digest()):
            kiosk.execute(SET, [signed(text, secret), True])
            assert voice(kiosk) == NOBODY
        kiosk.execute(SET, [signed(text, own), True])
        assert voice(kiosk)[3] is True  # it was the secret that was wrong, and nothing else


CHANGES: list[Callable[[list[str]], object]] = [
    lambda parts: parts.__setitem__(0, "1"),
    lambda parts: parts.__setitem__(1, "1"),
    lambda parts: parts.__setitem__(2, "2"),
    lambda parts: parts.__setitem__(3, "ADMIN"),
    lambda parts: parts.__setitem__(4, "0"),
    lambda parts: parts.__setitem__(7, parts[7] + ",plant.administer"),
    lambda parts: parts.__setitem__(7, "plant.administer"),
    lambda parts: parts.__setitem__(8, ""),
    lambda parts: parts.__setitem__(8, parts[8][:-1]),
    lambda parts: parts.__setitem__(8, parts[8].upper()),
    lambda parts: parts.pop(8),
    lambda parts: parts.append(parts[8]),
    lambda parts: parts.insert(7, "see"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_context_that_was_changed_is_nobodys(
    kiosk: Login, change: Callable[[list[str]], object]
) -> None:
    with speaking_as(kiosk, "B-VIEWER"):
        parts = said(kiosk).split("|")
        change(parts)
        kiosk.execute(SET, ["|".join(parts), True])
        assert voice(kiosk) == NOBODY


def test_rights_that_are_added_to_the_text_are_no_rights(kiosk: Login, books: Books) -> None:
    with books.unchanged(), speaking_as(kiosk, "B-VIEWER"):
        *text, mac = said(kiosk).split("|")
        text[7] += ",plant.administer"
        kiosk.execute(SET, ["|".join([*text, mac]), True])
        with pytest.raises(psycopg.Error, match="forbidden"):
            kiosk.execute("SELECT api.set_limit('finals', 1)")


@pytest.mark.parametrize("local", [True, False])
def test_a_context_is_not_replayed_in_the_next_transaction(kiosk: Login, local: bool) -> None:
    context = context_of(kiosk, "B-ADMIN")
    with kiosk.transaction():
        kiosk.execute(SET, [context, local])
        assert voice(kiosk) == NOBODY
        kiosk.execute("SELECT pg_current_xact_id()")
        assert voice(kiosk) == NOBODY


def test_a_context_is_not_replayed_in_another_connection(kiosk: Login, another: Login) -> None:
    with speaking_as(kiosk, "B-ADMIN"), another.transaction():
        another.execute(SET, [said(kiosk), True])
        assert voice(another) == NOBODY
        assert voice(kiosk)[3] is True


def replayed(kiosk: Login, context: str) -> tuple[Any, ...]:
    """Whom a context of before speaks for in a transaction that has no number."""
    with kiosk.transaction():
        kiosk.execute(SET, [context, True])
        number = kiosk.execute("SELECT pg_current_xact_id_if_assigned()").fetchone()
        assert number == (None,)
        return voice(kiosk)


def test_a_transaction_without_a_number_replays_no_context(kiosk: Login) -> None:
    assert replayed(kiosk, context_of(kiosk, "B-ADMIN")) == NOBODY


def test_compared_by_unequal_a_transaction_without_a_number_would_replay_any_context(
    kiosk: Login, books: Books
) -> None:
    """Why the database compares with IS DISTINCT FROM: <> with a NULL is not true, and lets every context pass."""
    text = books.ask("SELECT pg_get_functiondef('sec.context()'::regprocedure)")
    careful = "part[6] IS DISTINCT FROM pg_current_xact_id_if_assigned()::text"
    assert careful in text
    books.write(text.replace(careful, "part[6] <> pg_current_xact_id_if_assigned()::text"))
    assert replayed(kiosk, context_of(kiosk, "B-ADMIN"))[3] is True


def test_a_context_that_is_set_for_the_session_ends_with_its_transaction(kiosk: Login) -> None:
    with speaking_as(kiosk, "B-ADMIN", keeping=True):
        kiosk.execute(SET, [said(kiosk), False])
        assert voice(kiosk)[3] is True
    assert said(kiosk).count("|") == 8  # it still stands there
    assert voice(kiosk) == NOBODY
    with kiosk.transaction():
        kiosk.execute("SELECT pg_current_xact_id()")
        assert voice(kiosk) == NOBODY


def test_a_context_that_is_set_before_the_transaction_begins_is_nobodys(kiosk: Login) -> None:
    context = context_of(kiosk, "B-ADMIN")
    kiosk.execute(f"SET nyars.context = '{context}'".encode())
    with kiosk.transaction():
        assert voice(kiosk) == NOBODY
        kiosk.execute(f"SET LOCAL nyars.context = '{context}'".encode())
        assert voice(kiosk) == NOBODY


def test_a_savepoint_keeps_the_context_and_the_way_back_past_it_ends_it(kiosk: Login) -> None:
    with kiosk.transaction(force_rollback=True):
        kiosk.execute("SAVEPOINT before")
        kiosk.execute("SELECT api.tx(%s)", [token_of("B-VIEWER", "K1")])
        context = said(kiosk)
        kiosk.execute("SAVEPOINT inner_one")
        assert voice(kiosk)[3] is True
        kiosk.execute("ROLLBACK TO SAVEPOINT inner_one")
        assert voice(kiosk)[3] is True
        kiosk.execute("ROLLBACK TO SAVEPOINT before")
        assert voice(kiosk) == NOBODY
        kiosk.execute(SET, [context, True])
        assert voice(kiosk)[3] is True  # the same transaction, whose person has not changed


def test_the_second_token_of_a_transaction_takes_the_place_of_the_first(kiosk: Login) -> None:
    with speaking_as(kiosk, "B-ADMIN"):
        kiosk.execute("SELECT api.tx(%s)", [token_of("B-VIEWER", "K1")])
        row = kiosk.execute("SELECT app.can('see'), app.can('plant.administer')").fetchone()
        assert row == (True, False)


def test_a_token_that_opens_nothing_leaves_the_transaction_nobodys(kiosk: Login) -> None:
    for token in (
        b"",
        bytes(32),
        b"x" * 32,
        hashlib.sha256(token_of("B-ADMIN", "K1")).digest(),
        None,
    ):
        with pytest.raises(psycopg.Error, match="forbidden"), kiosk.transaction():
            kiosk.execute("SELECT api.tx(%s)", [token])
    assert voice(kiosk) == NOBODY


def test_a_transaction_that_is_left_open_loses_its_context_after_a_quarter_of_an_hour(
    kiosk: Login, books: Books
) -> None:
    """Else whoever is disabled would go on for as long as they leave a transaction open."""
    limit = "interval '15 minutes'"
    text = books.ask("SELECT pg_get_functiondef('sec.context()'::regprocedure)")
    assert text.count(limit) == 1
    with speaking_as(kiosk, "B-ADMIN"):
        books.write(text.replace(limit, "interval '0'"))  # as if they had passed
        with pytest.raises(psycopg.Error, match="forbidden"), kiosk.transaction():
            voice(kiosk)
        with pytest.raises(psycopg.Error, match="forbidden"):
            kiosk.execute("SELECT api.set_limit('finals', 1)")


ENDS = {
    "ended": "UPDATE sec.session SET ended = clock_timestamp() WHERE token_hash = sha256(%s)",
    "expired": "UPDATE sec.session SET expires = clock_timestamp() WHERE token_hash = sha256(%s)",
    "disabled": "UPDATE app.user_account SET active = false WHERE id ="
    " (SELECT user_id FROM sec.session WHERE token_hash = sha256(%s))",
    "another role": "UPDATE app.user_account SET role = 'VIEWER' WHERE id ="
    " (SELECT user_id FROM sec.session WHERE token_hash = sha256(%s))",
    "away from the site": "DELETE FROM app.user_site WHERE user_id ="
    " (SELECT user_id FROM sec.session WHERE token_hash = sha256(%s))",
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_session_that_is_over_opens_nothing(
    kiosk: Login, books: Books, plant: Plant, end: str
) -> None:
    token = plant.as_("B-ADMIN").actor.token
    books.write(end, token)
    call = "SELECT api.set_limit('finals', 1)"
    assert refusal_of(kiosk, token, call) == ("NY001", "forbidden")
    with pytest.raises(psycopg.Error, match="forbidden"):
        kiosk.execute("SELECT api.take_key(%s, gen_random_uuid())", [token])
    assert (
        plant.as_("B-ADMIN").refused("set_limit", name="finals", per_minute=1).code == "forbidden"
    )


@pytest.fixture
def idle(books: Books, plant: Plant) -> bytes:
    """The token of an administrator whose session waits for the PIN."""
    token = plant.as_("B-ADMIN").actor.token
    books.write(
        "UPDATE sec.session SET idle_after = '10 minutes', seen_at = clock_timestamp() - interval '10 minutes'"
        " WHERE token_hash = sha256(%s)",
        token,
    )
    return token


def test_an_idle_session_reads_and_does_nothing_else(
    kiosk: Login, books: Books, plant: Plant, idle: bytes
) -> None:
    assert plant.as_("B-ADMIN").ask("whoami")
    with speaking_as(kiosk, idle):
        row = kiosk.execute(
            "SELECT app.can('see'), app.can('own'), app.can('flow.draft')"
        ).fetchone()
        assert row == (True, False, False)
    with books.unchanged():
        assert refusal_of(kiosk, idle, "SELECT api.set_language('en')") == ("NY001", "forbidden")
        with pytest.raises(psycopg.Error, match="forbidden"):
            kiosk.execute("SELECT api.take_key(%s, gen_random_uuid())", [idle])
        assert plant.as_("B-ADMIN").refused("set_language", language="en").code == "forbidden"


def test_an_idle_session_is_not_brought_back_by_touching_it(kiosk: Login, idle: bytes) -> None:
    assert kiosk.execute("SELECT api.touch(%s)", [idle]).fetchone() == (False,)
    assert refusal_of(kiosk, idle, "SELECT api.set_language('en')") == ("NY001", "forbidden")


def late(kiosk: Login, core: Core, badge: str) -> bytes:
    """The token of a late session of a person who has signed in at K1."""
    actor = core.sign_in(badge, PINS[badge], core.station("K1"))
    core.sign_out(actor)
    return core.late(actor, core.station("K1")).token


def test_a_late_session_has_no_more_rights_than_offline_commands_need(
    kiosk: Login, books: Books, core: Core
) -> None:
    token = late(kiosk, core, "B-ADMIN")
    offline = {name for (name,) in books.rows("SELECT permission FROM sec.late_permission")}
    every = {name for (name,) in books.rows("SELECT DISTINCT permission FROM sec.permission")}
    with speaking_as(kiosk, token):
        can = {
            name
            for name in every
            if kiosk.execute("SELECT app.can(%s)", [name]).fetchone() == (True,)
        }
    assert can == offline
    assert "plant.administer" not in can
    with books.unchanged():
        for call in (
            "SELECT api.set_limit('finals', 1)",
            "SELECT api.set_pin(app.my_user(), '', '', 1, 8)",
            "SELECT api.unlock_user(app.my_user())",
        ):
            assert refusal_of(kiosk, token, call) == ("NY001", "forbidden")


def test_a_late_session_gives_no_grant_for_another_one(kiosk: Login, core: Core) -> None:
    token = late(kiosk, core, "B-ADMIN")
    with pytest.raises(psycopg.Error, match="forbidden"):
        kiosk.execute("SELECT api.late_session(%s, NULL)", [token])


def test_the_context_of_one_site_speaks_for_no_other(
    kiosk: Login, plant: Plant, books: Books
) -> None:
    args = {"code": "ACME", "name": "Acme", "time_zone": "UTC", "process": "doner"}
    plant.as_("B-ADMIN").do("create_site", **args)
    token = plant.as_("B-ADMIN").at_site("ACME").actor.token
    lot = plant.register(None, "SPICE", "5")
    with books.unchanged(), speaking_as(kiosk, token):
        assert voice(kiosk)[2] == books.ask("SELECT id FROM app.site WHERE code = 'ACME'")
        with pytest.raises(psycopg.Error, match="forbidden"), kiosk.transaction():
            kiosk.execute("SELECT api.tx(%s || %s)", [token, b"1"])
    there = plant.as_("B-ADMIN").at_site("ACME")
    assert there.refused("hold_recall", lot=lot, reason="A reason, long enough").code == "not_found"


def test_an_idle_session_books_nothing_whatever_right_it_names(
    kiosk: Login, books: Books, idle: bytes
) -> None:
    names = books.ask("SELECT pg_get_function_identity_arguments('api.log_command'::regproc)")
    nothing = ", ".join(["NULL"] * names.count(","))
    event = f"SELECT api.log_command(%s, {nothing})"
    with books.unchanged():
        for right in ("see", None, "", "own", "lot.void", "mine"):
            assert refusal_of(kiosk, idle, event, [right]) == ("NY001", "forbidden"), right
