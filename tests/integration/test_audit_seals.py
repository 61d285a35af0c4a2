"""Seals: the ends of a site's chains under one root, made as the format says, chained, and never edited."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.chain import FIELDS, Seal, encode, is_sound, merkle_root, seal_from
from tests.audit_data import lines
from tests.books import Books
from tests.fix_core import Plant, at_once

OF_KIOSK = "SELECT sec.shown(sec.seal(1, NULL, NULL, %s::interval))"
AS_ROW = """
    SELECT encode(sec.hash_of(jsonb_populate_record(NULL::app.audit_seal, %s::jsonb || jsonb_build_object(
             'root', '\\x' || %s, 'previous', '\\x' || %s))), 'hex')
"""
LINKED = "SELECT encode(sec.link(%s, jsonb_populate_record(NULL::app.audit_event, %s)), 'hex')"


def sealed(books: Books, serves: str = "0") -> Seal:
    """A seal of the demo's site, made as the owner makes it."""
    return seal_from(books.ask(OF_KIOSK, serves))


def count(books: Books) -> int:
    return int(books.ask("SELECT count(*) FROM app.audit_seal"))


def test_the_database_links_events_as_the_format_says(books: Books) -> None:
    last = b""
    for told in lines("events.jsonl")[:2]:
        documents = {
            name: told[name] and json.loads(told[name]) for name in ("before", "after", "signature")
        }
        row = json.dumps({**told, **documents, "hash": None})
        assert books.ask(LINKED, last, row) == told["hash"]
        last = bytes.fromhex(told["hash"])


def test_the_database_hashes_seals_as_the_format_says(books: Books) -> None:
    for told in lines("seals.jsonl"):
        row = json.dumps({**told, "hash": None})
        assert books.ask(AS_ROW, row, told["root"], told["previous"]) == told["hash"]


@pytest.mark.parametrize("case", lines("rfc6962.jsonl"), ids=lambda case: str(len(case["leaves"])))
def test_the_database_builds_the_tree_of_rfc_6962(books: Books, case: dict[str, Any]) -> None:
    leaves = [bytes.fromhex(leaf) for leaf in case["leaves"]]
    assert books.ask("SELECT encode(sec.merkle_root(%s), 'hex')", leaves) == case["root"]


def test_the_database_encodes_and_pairs_as_the_verifier_does(books: Books) -> None:
    letters = st.characters(exclude_characters="\x00", exclude_categories=("Cs",))

    @settings(max_examples=30)
    @given(
        st.lists(st.none() | st.text(letters, max_size=9), min_size=1, max_size=8),
        st.lists(st.binary(max_size=40), max_size=40),
    )
    def same(parts: list[str | None], leaves: list[bytes]) -> None:
        found = books.rows("SELECT sec.encode(%s), sec.merkle_root(%s)", parts, leaves)
        assert found == [(encode(parts), merkle_root(leaves))]

    same()


def test_a_seal_covers_every_event_of_the_site_and_agrees_with_itself(
    plant: Plant, books: Books
) -> None:
    plant.run_to(2)
    seal = sealed(books)
    assert is_sound(seal)
    assert (seal.number, seal.previous, seal.user_id, seal.kiosk_id) == (1, None, None, None)
    assert seal.events == books.ask("SELECT count(*) FROM app.audit_event")
    ends = "SELECT kiosk_id, seq, hash FROM sec.audit_head ORDER BY kiosk_id"
    assert [tuple(head) for head in seal.heads or ()] == books.rows(ends)


def test_each_seal_follows_the_one_before_and_none_is_made_where_nothing_happened(
    plant: Plant, books: Books
) -> None:
    empty = sealed(books)
    assert (empty.events, empty.root, is_sound(empty)) == (0, merkle_root([]), True)
    assert sealed(books) == empty
    plant.new_run()
    first = sealed(books)
    assert (first.number, first.previous, first.events) == (2, empty.hash, 2)
    assert sealed(books) == first
    plant.new_run()
    assert sealed(books, "5 minutes") == first
    assert (sealed(books).previous, count(books)) == (first.hash, 3)


def test_seals_made_at_once_are_one(plant: Plant, books: Books) -> None:
    plant.new_run()
    auditor = plant.as_("B-AUDITOR")
    made = at_once(*[lambda: auditor.core.seal(auditor.actor)] * 6)
    assert len(set(made)) == count(books) == 1


@pytest.mark.parametrize("badge", ["B-ADMIN", "B-MANAGER", "B-AUDITOR"])
def test_who_verifies_the_audit_may_seal_it_and_is_named(
    plant: Plant, books: Books, badge: str
) -> None:
    person = plant.as_(badge)
    person.core.seal(person.actor)
    made = books.rows("SELECT user_id, kiosk_id FROM app.audit_seal")
    assert made == [(person.actor.user_id, person.station.kiosk_id)]


@pytest.mark.parametrize("badge", ["B-OPERATOR", "B-VIEWER"])
def test_nobody_else_seals_it(plant: Plant, books: Books, badge: str) -> None:
    person = plant.as_(badge)
    with books.unchanged(), pytest.raises(Exception, match="forbidden"):
        person.core.seal(person.actor)


def test_the_query_tells_how_many_events_the_last_seal_covers(plant: Plant, books: Books) -> None:
    plant.new_run()
    sealed(books)
    plant.new_run()
    told = plant.as_("B-AUDITOR").ask("verify_audit")
    assert told == {"events": 4, "sealed": 2, "intact": True, "broken": []}


EDITS = [
    ("UPDATE app.audit_seal SET root = sha256('x') WHERE number = 1", "seal_changed", 1),
    ("UPDATE app.audit_seal SET events = events + 1 WHERE number = 2", "seal_changed", 2),
    ("UPDATE app.audit_seal SET at = at + interval '1 us' WHERE number = 2", "seal_changed", 2),
    ("UPDATE app.audit_seal SET user_id = 3 WHERE number = 2", "seal_changed", 2),
    ("UPDATE app.audit_seal SET heads = '[]' WHERE number = 2", "seal_changed", 2),
    ("UPDATE app.audit_seal SET previous = NULL WHERE number = 2", "seal_unlinked", 2),
    ("DELETE FROM app.audit_seal WHERE number = 1", "seal_missing", None),
]


@pytest.mark.parametrize(("edit", "what", "seal"), EDITS, ids=[edit for edit, *_ in EDITS])
def test_a_seal_edited_in_the_database_is_found_by_the_query(
    plant: Plant, books: Books, edit: str, what: str, seal: int | None
) -> None:
    for _ in range(2):
        plant.new_run()
        sealed(books)
    books.past_the_guards(edit)
    told = plant.as_("B-AUDITOR").ask("verify_audit")
    assert told["intact"] is False
    assert told["broken"][0] == {"what": what, "kiosk": None, "event_id": None, "seal": seal}


def test_a_tail_cut_with_its_end_moved_back_is_missed_by_the_seal(
    plant: Plant, books: Books
) -> None:
    plant.run_to(1)
    sealed(books)
    books.past_the_guards("DELETE FROM app.audit_event WHERE seq = 3")
    books.past_the_guards(
        "UPDATE sec.audit_head h SET seq = 2, hash = e.hash FROM app.audit_event e WHERE e.seq = 2"
    )
    told = plant.as_("B-AUDITOR").ask("verify_audit")
    assert [(each["what"], each["kiosk"]) for each in told["broken"]] == [("unsealed", "K1")]


def test_every_field_of_an_event_is_hashed(books: Books) -> None:
    columns = books.rows(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = 'app.audit_event'::regclass"
        " AND attnum > 0 AND NOT attisdropped"
    )
    assert {name for (name,) in columns} == {*FIELDS, "hash"}
