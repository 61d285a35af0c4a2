"""The audit's chains and seals, verified with nothing but Python's own library.

Every hash is sha256. Fields are encoded one after the other, each as its length in bytes (4 bytes, big-endian) and
its UTF-8 text; a NULL is the length -1 alone. The hash of an event covers the hash of the event before it at the
same kiosk (nothing before the first) and FIELDS. The root of a seal is the Merkle tree hash of RFC 6962, 2.1, over
the ends of a site's chains by kiosk; the hash of a seal covers its root and the hash of the seal before it.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

FIELDS = (
    *("id", "seq", "at", "device_at", "user_id", "role", "kiosk_id", "site_id", "key", "command"),
    *("entity", "entity_uid", "before", "after", "signature"),
)
"""What of an event is hashed, in this order, as PostgreSQL's own text; times as 2026-01-31T23:59:59.999999Z."""
SENTENCES: Mapping[str, str] = {
    "changed": "Event {numbers} of kiosk {kiosk} (id {event_id}) was changed or put in after it was written.",
    "missing": "Events of kiosk {kiosk} are missing: {numbers}.",
    "doubled": "Event {numbers} of kiosk {kiosk} (id {event_id}) was put in: the number was given before.",
    "end": "The end of the chain of kiosk {kiosk} is not the one on record.",
    "past_end": "Events of kiosk {kiosk} stand past the end of its chain, and were put in: {numbers}.",
    "rewritten": "The events of kiosk {kiosk} up to {numbers} are not those of seal {seal} of {site}.",
    "rewritten_kept": "The events of kiosk {kiosk} up to {numbers} are not those of seal {seal} of {site}, "
    "which was kept outside: they were written anew.",
    "unsealed": "Events of kiosk {kiosk} are missing that seal {seal} of {site} covers: {numbers}.",
    "seal_changed": "Seal {seal} of {site} was changed after it was made.",
    "seal_missing": "Seals of {site} are missing: {numbers}.",
    "seal_unlinked": "Seal {seal} of {site} does not follow the one before it.",
    "seal_shrunk": "Seal {seal} of {site} covers fewer events of kiosk {kiosk} than the one before it.",
    "seal_other": "Seal {seal} of {site} is not the one that was kept outside: it was made anew.",
    "kept_changed": "What was kept of seal {seal} of {site} was changed.",
    "unreadable": "Line {numbers} of {site} cannot be read.",
}


class Head(NamedTuple):
    """The end of a kiosk's chain when a seal was made."""

    kiosk_id: int
    seq: int
    hash: bytes


class Seal(NamedTuple):
    """What was sealed at a site; on paper the heads are left out (None)."""

    site: str
    number: int
    at: str
    events: int
    root: bytes
    previous: bytes | None
    user_id: int | None
    kiosk_id: int | None
    hash: bytes
    heads: tuple[Head, ...] | None


class End(NamedTuple):
    """The end of a kiosk's chain on record; `last` is the greatest number of its events, where it was looked up."""

    kiosk_id: int
    kiosk: str
    site: str
    seq: int | None
    hash: bytes | None
    last: int | None = None


class Broken(NamedTuple):
    """Something that is not as it was written: `what` is a key of SENTENCES, `more` counts the like after it."""

    what: str
    site: str
    kiosk: str | None = None
    event_id: str | None = None
    first: int | None = None
    last: int | None = None
    seal: int | None = None
    more: int = 0

    @property
    def numbers(self) -> str:
        """The numbers it concerns: "5" or "5–7"."""
        alone = self.last is None or self.last == self.first
        return f"{self.first}" if alone else f"{self.first}–{self.last}"

    @property
    def sentence(self) -> str:
        """It as a sentence."""
        told = SENTENCES[self.what].format(**self._asdict(), numbers=self.numbers)
        return f"{told[:-1]} (and {self.more} more)." if self.more else told


class Verdict(NamedTuple):
    """How many events there are, how many the last seals cover, and what is broken."""

    events: int
    sealed: int
    broken: tuple[Broken, ...]

    @property
    def intact(self) -> bool:
        """Whether everything is as it was written."""
        return not self.broken


def encode(parts: Iterable[str | None]) -> bytes:
    """Texts one after the other, each with its length; no two lists give the same."""
    encoded = bytearray()
    for part in parts:
        if part is None:
            encoded += b"\xff\xff\xff\xff"
        else:
            text = part.encode()
            encoded += len(text).to_bytes(4, "big")
            encoded += text
    return bytes(encoded)


def link(last: bytes, fields: Iterable[str | None]) -> bytes:
    """The hash of an event that follows the one of hash `last`."""
    return hashlib.sha256(last + encode(fields)).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, 2.1; pairing from the left gives its tree, for the odd one goes up alone."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [b"\x01" + level[at] + level[at + 1] for at in range(0, len(level) - 1, 2)]
        odd = level[len(pairs) * 2 :]
        level = [hashlib.sha256(pair).digest() for pair in pairs] + odd
    return level[0]


def root_of(heads: Iterable[Head]) -> bytes:
    """The root over ends of chains, which stand by kiosk."""
    return merkle_root(
        encode((str(each.kiosk_id), str(each.seq), each.hash.hex())) for each in heads
    )


def hash_of(seal: Seal) -> bytes:
    """What the hash of a seal must be."""
    numbers = (seal.user_id, seal.kiosk_id)
    told = (seal.site, str(seal.number), seal.at, str(seal.events), seal.root.hex())
    before = None if seal.previous is None else seal.previous.hex()
    makers = (None if number is None else str(number) for number in numbers)
    return hashlib.sha256(b"\x02" + encode((*told, before, *makers))).digest()


def is_sound(seal: Seal) -> bool:
    """Whether a seal agrees with itself."""
    if hash_of(seal) != seal.hash:
        return False
    heads = seal.heads
    return heads is None or (
        [each.kiosk_id for each in heads] == sorted({each.kiosk_id for each in heads})
        and sum(each.seq for each in heads) == seal.events
        and root_of(heads) == seal.root
    )


class _Points:
    """Which hash the event of a number must have, for seals of a kiosk; those of one history take 48 bytes each."""

    def __init__(self) -> None:
        self._seqs, self._seals, self._hashes = array("q"), array("q"), bytearray()
        self._others: dict[int, list[tuple[int, bytes, bool]]] = {}
        self._next = 0

    def add(self, seal: int, seq: int, sha: bytes, *, kept: bool) -> None:
        """Say that a seal covers the event."""
        if not kept and (not self._seqs or seq > self._seqs[-1]):
            self._seqs.append(seq)
            self._seals.append(seal)
            self._hashes += sha
        elif kept or seq != self._seqs[-1] or sha != self._hashes[-len(sha) :]:
            self._others.setdefault(seq, []).append((seal, sha, kept))

    def against(self, seq: int, sha: bytes) -> tuple[int, bool] | None:
        """The seal that covers another event of this number, and whether it was kept outside; numbers come rising."""
        for seal, other, kept in self._others.get(seq, ()) if self._others else ():
            if other != sha:
                return seal, kept
        while self._next < len(self._seqs) and self._seqs[self._next] < seq:
            self._next += 1
        at = self._next
        if at == len(self._seqs) or self._seqs[at] != seq:
            return None
        known = self._hashes[at * len(sha) : (at + 1) * len(sha)]
        return (self._seals[at], False) if known != sha else None

    def last(self) -> tuple[int, int] | None:
        """The greatest number that is covered, and a seal that covers it."""
        ends = [(seq, told[0][0]) for seq, told in self._others.items()]
        ends += [(self._seqs[-1], self._seals[-1])] if self._seqs else []
        return max(ends, default=None)


class _Chain:
    """A kiosk's chain while it is walked."""

    __slots__ = ("end", "last", "next", "points")

    def __init__(self, end: End) -> None:
        self.end = end
        self.next = 1
        self.last: bytes | None = b""  # None where the event before is missing
        self.points = _Points()


class Verifier:
    """Takes the ends and seals on record first, then every event (of a kiosk: by number), and gives a verdict.

    `kept` are the seals kept outside the database, in any order; it is gone through twice.
    """

    def __init__(
        self, ends: Iterable[End], seals: Iterable[Seal] = (), kept: Iterable[Seal] = ()
    ) -> None:
        self._broken: dict[tuple[str, str, str | None], Broken] = {}
        self._chains = {end.kiosk_id: _Chain(end) for end in ends}
        self._last: dict[str, Seal] = {}
        self._events = 0
        outside = {(seal.site, seal.number, seal.hash) for seal in kept if self._kept_sound(seal)}
        for seal in seals:
            self._follow(seal)
            outside.discard((seal.site, seal.number, seal.hash))
        for seal in kept if outside else ():
            if (seal.site, seal.number, seal.hash) in outside:
                last = self._last.get(seal.site)
                missing = last is None or seal.number > last.number
                what = "seal_missing" if missing else "seal_other"
                self.tell(what, seal.site, first=seal.number, seal=seal.number)
                self._cover(seal, kept=True)

    def take(self, sha: bytes, fields: Sequence[str | None]) -> None:
        """The next event: its stored hash and FIELDS. ValueError where a number is none."""
        self._events += 1
        seq, chain = int(fields[1] or ""), self._chain(int(fields[6] or ""))
        if seq < chain.next:
            self._tell_event("doubled", chain, seq, fields[0])
            return
        if seq > chain.next:
            self._tell_event("missing", chain, chain.next, fields[0], last=seq - 1)
        elif chain.last is not None and link(chain.last, fields) != sha:
            self._tell_event("changed", chain, seq, fields[0])
        if other := chain.points.against(seq, sha):
            seal, kept = other
            what = "rewritten_kept" if kept else "rewritten"
            self._tell_event(what, chain, seq, fields[0], seal=seal)
        chain.next, chain.last = seq + 1, sha

    def verdict(self) -> Verdict:
        """What was found, once every event was taken."""
        for chain in self._chains.values():
            self._finish(chain)
        sealed = sum(seal.events for seal in self._last.values())
        return Verdict(self._events, sealed, tuple(self._broken.values()))

    def tell(self, what: str, site: str, kiosk: str | None = None, **more: Any) -> None:
        """Something is broken; of several alike the first is told, and how many follow."""
        key = what, site, kiosk
        known = self._broken.get(key)
        told = known._replace(more=known.more + 1) if known else Broken(what, site, kiosk, **more)
        self._broken[key] = told

    def _tell_event(
        self, what: str, chain: _Chain, seq: int, event_id: str | None, **more: Any
    ) -> None:
        end = chain.end
        self.tell(what, end.site, end.kiosk, first=seq, event_id=event_id, **more)

    def _chain(self, kiosk_id: int) -> _Chain:
        chain = self._chains.get(kiosk_id)
        if chain is None:
            chain = self._chains[kiosk_id] = _Chain(
                End(kiosk_id, f"no. {kiosk_id}", "", None, None)
            )
        return chain

    def _kept_sound(self, seal: Seal) -> bool:
        sound = is_sound(seal)
        if not sound:
            self.tell("kept_changed", seal.site, seal=seal.number)
        return sound

    def _follow(self, seal: Seal) -> None:
        """A seal of the database must agree with itself and with the one before it at its site."""
        before, site = self._last.get(seal.site), seal.site
        self._last[site] = seal
        number = before.number + 1 if before else 1
        if seal.number != number:
            self.tell("seal_missing", site, first=number, last=seal.number - 1)
        elif seal.previous != (before.hash if before else None):
            self.tell("seal_unlinked", site, seal=seal.number)
        if seal.heads is None or not is_sound(seal):
            self.tell("seal_changed", site, seal=seal.number)
            return
        covered = {head.kiosk_id: head.seq for head in seal.heads}
        for head in before.heads or () if before else ():
            if covered.get(head.kiosk_id, 0) < head.seq:
                kiosk = self._chain(head.kiosk_id).end.kiosk
                self.tell("seal_shrunk", site, kiosk, seal=seal.number)
        self._cover(seal, kept=False)

    def _cover(self, seal: Seal, *, kept: bool) -> None:
        for head in seal.heads or ():
            points = self._chain(head.kiosk_id).points
            points.add(seal.number, head.seq, head.hash, kept=kept)

    def _finish(self, chain: _Chain) -> None:
        end, seen = chain.end, chain.next - 1
        on_record = end.seq or 0
        past = max(seen, end.last or 0)
        if on_record > seen:
            self.tell("missing", end.site, end.kiosk, first=seen + 1, last=on_record)
        elif past > on_record:
            self.tell("past_end", end.site, end.kiosk, first=on_record + 1, last=past)
        elif seen and end.hash != chain.last:
            self.tell("end", end.site, end.kiosk)
        covered = chain.points.last()
        if covered and covered[0] > max(seen, on_record):
            seq, seal = covered
            self.tell("unsealed", end.site, end.kiosk, first=seen + 1, last=seq, seal=seal)


def seal_from(told: Mapping[str, Any]) -> Seal:
    """A seal out of its JSON object; KeyError, TypeError or ValueError where it is none."""
    heads, before = told.get("heads"), told["previous"]
    return Seal(
        site=str(told["site"]),
        number=int(told["number"]),
        at=str(told["at"]),
        events=int(told["events"]),
        root=bytes.fromhex(told["root"]),
        previous=None if before is None else bytes.fromhex(before),
        user_id=told["user_id"],
        kiosk_id=told["kiosk_id"],
        hash=bytes.fromhex(told["hash"]),
        heads=None if heads is None else tuple(_head_from(head) for head in heads),
    )


def _head_from(told: Mapping[str, Any]) -> Head:
    return Head(int(told["kiosk_id"]), int(told["seq"]), bytes.fromhex(told["hash"]))


def seal_json(seal: Seal) -> str:
    """A seal as one line of JSON."""
    told: dict[str, Any] = {**_shown(seal), "heads": [_shown(head) for head in seal.heads or ()]}
    if seal.heads is None:
        del told["heads"]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _shown(row: Head | Seal | End) -> dict[str, Any]:
    return {k: v.hex() if isinstance(v, bytes) else v for k, v in row._asdict().items()}


def end_json(end: End) -> str:
    """The end of a chain as one line of JSON."""
    return json.dumps(_shown(end), ensure_ascii=False)


def end_from(told: Mapping[str, Any]) -> End:
    """The same out of its JSON object."""
    sha = told["hash"]
    here = None if sha is None else bytes.fromhex(sha)
    return End(told["kiosk_id"], told["kiosk"], told["site"], told["seq"], here, told.get("last"))


def event_json(sha: bytes, fields: Sequence[str | None]) -> str:
    """An event as one line of JSON: every field as text."""
    told = {name: fields[at] for at, name in enumerate(FIELDS)}
    return json.dumps({**told, "hash": sha.hex()}, ensure_ascii=False)
