"""The audit's format is fixed by vectors; whatever is changed, taken away or put in is told by its name."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.chain import (
    FIELDS,
    SENTENCES,
    Broken,
    End,
    Head,
    Seal,
    Verdict,
    Verifier,
    encode,
    end_from,
    end_json,
    event_json,
    hash_of,
    is_sound,
    link,
    merkle_root,
    root_of,
    seal_from,
    seal_json,
)
from tests.audit_data import lines

PAGE = "docs/administrators/verify-the-audit.md"
Fields = list[str | None]
Event = tuple[bytes, Fields]


def event_of(told: dict[str, Any]) -> Event:
    return bytes.fromhex(told["hash"]), [told[name] for name in FIELDS]


@dataclass(frozen=True)
class Audit:
    """What the verifier gets."""

    events: Sequence[Event]
    ends: Sequence[End]
    seals: Sequence[Seal]
    kept: Sequence[Seal] = ()

    def verdict(self) -> Verdict:
        verifier = Verifier(self.ends, self.seals, self.kept)
        for sha, fields in self.events:
            verifier.take(sha, fields)
        return verifier.verdict()

    def told(self) -> list[tuple[str, str | None, str]]:
        """What is broken: its name, the kiosk, and the numbers of events or the seal."""
        return [
            (b.what, b.kiosk, b.numbers if b.first is not None else f"seal {b.seal}")
            for b in self.verdict().broken
        ]


@pytest.fixture
def audit() -> Audit:
    """Three events at K1, one at K2, and two seals, computed by a program of another make."""
    return Audit(
        events=[event_of(told) for told in lines("events.jsonl")],
        ends=[end_from(told) for told in lines("ends.jsonl")],
        seals=[seal_from(told) for told in lines("seals.jsonl")],
    )


# --- the format ---


@pytest.mark.parametrize("case", lines("rfc6962.jsonl"), ids=lambda case: str(len(case["leaves"])))
def test_the_merkle_root_is_that_of_rfc_6962(case: dict[str, Any]) -> None:
    assert merkle_root(map(bytes.fromhex, case["leaves"])).hex() == case["root"]


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: split at the largest power of two below the number of leaves."""
    if len(leaves) < 2:
        return sha256(b"".join(b"\x00" + leaf for leaf in leaves)).digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    halves = by_definition(leaves[:split]) + by_definition(leaves[split:])
    return sha256(b"\x01" + halves).digest()


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_merkle_root_of_any_leaves_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle_root(leaves) == by_definition(leaves)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_the_merkle_root_tells_every_other_list_of_leaves(
    leaves: list[bytes], data: st.DataObject
) -> None:
    other = data.draw(st.lists(st.binary(max_size=8) | st.sampled_from(leaves), max_size=20))
    assert (merkle_root(leaves) == merkle_root(other)) is (leaves == other)


PARTS = st.lists(st.none() | st.text(max_size=6), max_size=5)


@given(PARTS, PARTS)
def test_two_different_events_never_encode_alike(one: Fields, other: Fields) -> None:
    assert (encode(one) == encode(other)) is (one == other)


@given(PARTS, st.data())
def test_the_encoding_says_where_each_field_ends(parts: Fields, data: st.DataObject) -> None:
    rest, read = encode(parts), []
    while rest:
        size, rest = int.from_bytes(rest[:4], "big", signed=True), rest[4:]
        read.append(None if size < 0 else rest[:size].decode())
        rest = rest[max(size, 0) :]
    assert read == parts


def test_nothing_and_an_empty_text_are_two_things() -> None:
    assert encode([None]) == b"\xff\xff\xff\xff"
    assert encode([""]) == b"\x00\x00\x00\x00"
    assert encode(["ő", None, "ab"]).hex() == "00000002c591ffffffff000000026162"


def test_the_vectors_hash_as_they_say(audit: Audit) -> None:
    last = b""
    for sha, fields in audit.events[:3]:
        assert link(last, fields) == sha
        last = sha
    for seal in audit.seals:
        assert (root_of(seal.heads or ()), hash_of(seal)) == (seal.root, seal.hash)


def test_lines_are_read_as_they_were_written(audit: Audit) -> None:
    paper = audit.seals[1]._replace(heads=None)
    for seal in (*audit.seals, paper):
        assert seal_from(json.loads(seal_json(seal))) == seal
    for end in audit.ends:
        assert end_from(json.loads(end_json(end))) == end
    for event in audit.events:
        assert event_of(json.loads(event_json(*event))) == event


def test_the_page_that_tells_the_format_has_figures_of_the_vectors(audit: Audit) -> None:
    page = (Path(__file__).parents[4] / PAGE).read_text("utf-8")
    event, seal = audit.events[0], audit.seals[0]
    known = {event[0], seal.root, seal.hash, *(head.hash for head in seal.heads or ())}
    assert set(re.findall(r"\b[0-9a-f]{64}\b", page)) == {sha.hex() for sha in known}
    shown_event, shown_seal = (
        json.loads(line) for line in re.findall(r"^{.*}$", page, re.MULTILINE)
    )
    assert [shown_event[name] for name in FIELDS] == event[1]
    assert seal_from({**shown_seal, "hash": seal.hash.hex()}) == seal
    assert encode(["ő", None, "ab"]).hex() in page
    for what in SENTENCES:
        assert f"`{what}`" in page


# --- what is found ---


def test_an_audit_that_nobody_touched_is_intact(audit: Audit) -> None:
    assert audit.verdict() == Verdict(4, 4, ())
    assert replace(audit, kept=audit.seals).verdict().intact
    paper = audit.seals[0]._replace(heads=None)
    assert replace(audit, kept=[paper]).verdict().intact
    assert Audit([], [], []).verdict() == Verdict(0, 0, ())


@pytest.mark.parametrize("field", sorted({*FIELDS} - {"seq", "kiosk_id"}))
@pytest.mark.parametrize("value", [None, "", "x"])
def test_an_edited_field_is_found_whatever_it_is(
    audit: Audit, field: str, value: str | None
) -> None:
    at = FIELDS.index(field)
    for number, (sha, fields) in enumerate(audit.events[:3]):
        if fields[at] != value:
            edited = [*fields[:at], value, *fields[at + 1 :]]
            events = [*audit.events[:number], (sha, edited), *audit.events[number + 1 :]]
            assert replace(audit, events=events).told() == [("changed", "K1", f"{number + 1}")]


def test_an_event_that_is_missing_is_found_wherever_it_stood(audit: Audit) -> None:
    without = [[*audit.events[:n], *audit.events[n + 1 :]] for n in range(4)]
    assert replace(audit, events=without[0]).told() == [("missing", "K1", "1")]
    assert replace(audit, events=without[1]).told() == [("missing", "K1", "2")]
    assert replace(audit, events=without[2]).told() == [("missing", "K1", "3")]
    assert replace(audit, events=without[3]).told() == [("missing", "K2", "1")]
    assert replace(audit, events=[]).told() == [("missing", "K1", "1–3"), ("missing", "K2", "1")]


def test_a_tail_whose_end_was_moved_back_is_missed_by_the_seal(audit: Audit) -> None:
    moved = End(2, "K1", "DUNA", 2, audit.events[1][0], 2)
    cut = Audit([*audit.events[:2], audit.events[3]], [moved, audit.ends[1]], audit.seals)
    assert cut.told() == [("unsealed", "K1", "3")]
    assert replace(cut, seals=audit.seals[:1]).told() == []
    gone = Audit(audit.events[3:], audit.ends[1:], audit.seals)
    assert [what for what, *_ in gone.told()] == ["unsealed"]


def test_what_was_put_in_is_found(audit: Audit) -> None:
    *first, other = audit.events
    forged = ["9", "4", *first[2][1][2:]]
    appended = (link(first[2][0], forged), forged)
    assert replace(audit, events=[*first, appended, other]).told() == [("past_end", "K1", "4")]
    assert replace(audit, events=[*first, first[2], other]).told() == [("doubled", "K1", "3")]
    unknown = ["9", "1", *first[0][1][2:6], "77", *first[0][1][7:]]
    strange = replace(audit, events=[*audit.events, (link(b"", unknown), unknown)])
    assert strange.told() == [("past_end", "no. 77", "1")]
    past = replace(audit, ends=[audit.ends[0]._replace(last=5), audit.ends[1]])
    assert past.told() == [("past_end", "K1", "4–5")]


def test_an_end_that_was_changed_is_found(audit: Audit) -> None:
    for end in (audit.ends[0]._replace(hash=b"x" * 32), audit.ends[0]._replace(hash=None)):
        assert replace(audit, ends=[end, audit.ends[1]]).told() == [("end", "K1", "seal None")]


def rewritten(audit: Audit) -> Audit:
    """The second event of K1 edited, and every hash after it computed anew, its end and seals too."""
    last, events = b"", []
    for number, (_, fields) in enumerate(audit.events[:3]):
        wrong = [*fields[:5], "VIEWER", *fields[6:]] if number == 1 else fields
        last = link(last, wrong)
        events.append((last, wrong))
    heads = [Head(2, 2, events[1][0]), Head(2, 3, last)]
    first = sealed_anew(audit.seals[0], [heads[0]], None)
    second = sealed_anew(audit.seals[1], [heads[1], *(audit.seals[1].heads or ())[1:]], first.hash)
    ends = [audit.ends[0]._replace(hash=last), audit.ends[1]]
    return Audit([*events, audit.events[3]], ends, [first, second])


def sealed_anew(seal: Seal, heads: Sequence[Head], previous: bytes | None) -> Seal:
    forged = seal._replace(heads=tuple(heads), root=root_of(heads), previous=previous)
    return forged._replace(hash=hash_of(forged))


def test_a_chain_that_was_written_anew_is_told_by_the_seals(audit: Audit) -> None:
    told = replace(rewritten(audit), seals=audit.seals).told()
    assert told == [("rewritten", "K1", "2")]


def test_where_the_seals_were_made_anew_too_only_one_kept_outside_tells(audit: Audit) -> None:
    forged = rewritten(audit)
    assert forged.verdict().intact
    kept = replace(forged, kept=audit.seals)
    assert kept.told() == [("seal_other", None, "1"), ("rewritten_kept", "K1", "2")]
    paper = replace(forged, kept=[audit.seals[1]._replace(heads=None)])
    assert paper.told() == [("seal_other", None, "2")]
    both = replace(forged, kept=[*audit.seals, *forged.seals])
    assert both.told() == kept.told()


def test_a_seal_that_was_kept_and_is_gone_is_missed(audit: Audit) -> None:
    assert replace(audit, seals=audit.seals[:1], kept=audit.seals).told() == [
        ("seal_missing", None, "2")
    ]
    assert replace(audit, seals=[], kept=audit.seals[1:]).told() == [("seal_missing", None, "2")]


Change = Callable[[Seal], Seal]
CHANGES: dict[str, Change] = {
    "site": lambda seal: seal._replace(site="PEST"),
    "at": lambda seal: seal._replace(at="2026-11-22T00:00:00.000000Z"),
    "events": lambda seal: seal._replace(events=seal.events + 1),
    "root": lambda seal: seal._replace(root=b"x" * 32),
    "user": lambda seal: seal._replace(user_id=None),
    "kiosk": lambda seal: seal._replace(kiosk_id=None),
    "heads": lambda seal: seal._replace(heads=(seal.heads or ())[:1]),
    "order": lambda seal: seal._replace(heads=(seal.heads or ())[::-1]),
    "no heads": lambda seal: seal._replace(heads=None),
    "hash": lambda seal: seal._replace(hash=b"x" * 32),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_seal_that_was_edited_is_found(audit: Audit, change: str) -> None:
    seal = CHANGES[change](audit.seals[1])
    told = [what for what, *_ in replace(audit, seals=[audit.seals[0], seal]).told()]
    assert "seal_changed" in told
    if change != "no heads":
        assert not is_sound(seal)
        assert ("kept_changed", None, "seal 2") in replace(audit, kept=[seal]).told()


def test_a_seal_taken_away_or_unlinked_is_found(audit: Audit) -> None:
    assert replace(audit, seals=audit.seals[1:]).told() == [("seal_missing", None, "1")]
    unlinked = sealed_anew(audit.seals[1], audit.seals[1].heads or (), b"x" * 32)
    assert replace(audit, seals=[audit.seals[0], unlinked]).told() == [
        ("seal_unlinked", None, "seal 2")
    ]


def test_a_seal_that_covers_less_than_the_one_before_is_found(audit: Audit) -> None:
    first = audit.seals[1]._replace(number=1)
    first = sealed_anew(first, first.heads or (), None)
    fewer = Head(2, 2, audit.events[1][0])
    second = audit.seals[1]._replace(events=3, number=2)
    second = sealed_anew(second, [fewer, *(audit.seals[1].heads or ())[1:]], first.hash)
    told = replace(audit, seals=[first, second]).told()
    assert told == [("seal_shrunk", "K1", "seal 2")]


def test_of_many_alike_the_first_is_told_and_how_many_follow() -> None:
    fields: list[Fields] = [["1", str(n), *["x"] * 4, "2", *["x"] * 8] for n in range(1, 8)]
    verdict = Audit([(b"?" * 32, each) for each in fields], [End(2, "K1", "D", 7, b"?" * 32)], [])
    (broken,) = verdict.verdict().broken
    assert broken == Broken("changed", "D", "K1", "1", 1, more=6)
    assert broken.sentence == (
        "Event 1 of kiosk K1 (id 1) was changed or put in after it was written (and 6 more)."
    )


@pytest.mark.parametrize("what", SENTENCES)
def test_everything_that_may_be_broken_has_a_sentence(what: str) -> None:
    sentence = Broken(what, "DUNA", "K1", "17", 5, 7, 3).sentence
    assert sentence.endswith(".")
    assert "None" not in sentence
