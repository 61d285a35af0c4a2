"""Signing on the way through the core: once for a command, for what was seen, and with nothing to be learned."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from core.context import Signature
from core.db import people
from core.db.connection import connect
from core.db.wire import answer
from core.domain.commands import COMMANDS
from core.errors import Refused, Violation
from core.handlers import COLD
from tests.arguments import Things
from tests.between import Between
from tests.books import TABLES, Books
from tests.cold_facts import CHANGES
from tests.fix_core import PINS, WHY, Plant
from tests.fix_database import Database
from tests.signed_writes import Signing

APPROVE = "approve_flow_version"
CHANGED = Violation("sign_required", {"reason": "changed"})


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    """The kiosk's login, speaking SQL by hand."""
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


def in_between(monkeypatch: pytest.MonkeyPatch, command: str, happen: Callable[[], object]) -> None:
    """Let something happen, once, after the command is signed and before it is written."""
    kind = COMMANDS[command].kind
    monkeypatch.setitem(COLD, kind, Between(COLD[kind], lambda: (happen(), None)[1]))


def counts(books: Books) -> tuple[int, int]:
    """How often somebody gave a PIN at a kiosk, and how many signatures there are."""
    pins = books.ask("SELECT count(*) FROM sec.sign_in_attempt WHERE kiosk_id IS NOT NULL")
    return pins, books.ask("SELECT count(*) FROM sec.signature")


def test_what_was_changed_after_it_was_signed_is_looked_at_and_signed_again(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, version = plant.as_("B-MANAGER"), Things(plant).submitted
    change = "UPDATE app.flow_version SET version = version + 1 WHERE uid::text = %s"
    in_between(monkeypatch, APPROVE, lambda: books.write(change, version))
    assert manager.refused(APPROVE, version_id=version) == CHANGED
    assert plant.ask("flow_version", version_id=version)["status"] == "REVIEW"
    assert counts(books) == (1, 1)
    assert manager.do(APPROVE, version_id=version)["status"] == "PUBLISHED"


def test_what_is_tried_anew_for_another_reason_is_signed_once(
    plant: Plant, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = CHANGES["FlowVersionFacts", "published"]
    story = change.story(plant.as_("B-MANAGER"), books)
    args = next(story)
    in_between(monkeypatch, APPROVE, lambda: next(story, None))
    assert plant.as_("B-MANAGER2").do(APPROVE, **args)["status"] == "PUBLISHED"
    keys = "SELECT count(*), count(key) FROM sec.signature s WHERE badge = 'B-MANAGER2'"
    assert books.rows(keys) == [(1, 1)]


def test_a_repeat_under_the_same_key_needs_no_further_signature(plant: Plant, books: Books) -> None:
    manager, lot = plant.as_("B-MANAGER"), Things(plant).held_lot
    request = manager.request("release_lot", lot=lot, reason=WHY)
    manager.core.handle(request)
    before = counts(books)
    assert manager.core.handle(replace(request, signature=None)).repeated
    assert counts(books) == before


def test_words_nobody_can_read_are_refused_before_the_pin_is_looked_at(
    plant: Plant, books: Books
) -> None:
    request = plant.as_("B-MANAGER").request("release_lot", lot=Things(plant).held_lot, reason=WHY)
    for meaning in ("", " ", "x" * 501, "a\x00b"):
        signature = Signature(badge="B-MANAGER", pin="0000", meaning=meaning)
        with books.unchanged(), pytest.raises(Refused) as refusal:
            plant.core.handle(replace(request, signature=signature))
        assert refusal.value.violation.code == "invalid"
        assert refusal.value.violation.details["argument"] == "meaning"
    assert counts(books) == (0, 0)


def test_a_wrong_pin_leaves_no_signature(plant: Plant, books: Books) -> None:
    manager = plant.as_("B-MANAGER")
    request = manager.request("release_lot", lot=Things(plant).held_lot, reason=WHY)
    for badge, pin in (("B-MANAGER", "9999"), ("B-ADMIN", "1001")):
        wrong = Signature(badge=badge, pin=pin, meaning=WHY)
        with books.unchanged(), pytest.raises(Refused, match="sign_failed"):
            plant.core.handle(replace(request, signature=wrong))
    assert counts(books) == (2, 0)
    assert books.ask("SELECT count(*) FROM sec.sign_in_attempt WHERE NOT correct") == 2


ATTEMPT = "SELECT api.attempt(%s, %s, %s, %s, %s)"
SIGN = "SELECT api.sign(%s, %s, %s, %s, %s, %s, %s)"


class Guesser:
    """Somebody with the kiosk's login and a manager's token who tries PINs, and rolls back what they say."""

    def __init__(self, kiosk: "psycopg.Connection[Any]", signing: Signing) -> None:
        self._kiosk = kiosk
        self._signing = signing
        self._actor = signing.person.actor
        core, station = signing.person.core, signing.person.station
        self._place = core._place(station)
        self._salt = answer(core._lane().ask(people.SALT, self._actor.badge))

    def proof(self, pin: str) -> bytes:
        hint = self._salt
        cost = {name: hint[name] for name in ("time_cost", "memory_kib")}
        return people.derive(pin, bytes.fromhex(hint["salt"]), **cost)

    def ticket(self, pin: str, ticket: UUID) -> str:
        """What the database says to the wish to try a PIN."""
        guess = hashlib.sha256(self.proof(pin) + ticket.bytes).digest()
        badge, place = self._actor.badge, self._place
        values = [badge, place.kiosk_id, place.device, ticket, guess]
        row = self._kiosk.execute(ATTEMPT, values).fetchone()
        assert row is not None
        return str(row[0]["status"])

    def told(self, pin: str, ticket: UUID) -> str:
        """What the database says to a PIN; nothing of it stays."""
        signing = self._signing
        what = [signing.command, signing.record, signing.version, WHY]
        with self._kiosk.transaction(force_rollback=True):
            values = [self._actor.token, self.proof(pin), ticket, *what]
            row = self._kiosk.execute(SIGN, values).fetchone()
        assert row is not None
        return str(row[0]["status"])


def test_whoever_rolls_back_what_a_pin_was_answered_learns_no_more_than_whoever_does_not(
    plant: Plant, books: Books, kiosk: "psycopg.Connection[Any]"
) -> None:
    guesser = Guesser(kiosk, Signing(plant, books, "abort_run"))
    allowed = []
    for number in range(100):
        ticket = uuid4()
        allowed.append(guesser.ticket(f"{2000 + number}", ticket))
        if allowed[-1] != "ok":
            break
        assert guesser.told(f"{2000 + number}", ticket) == "sign_failed"
        with pytest.raises(psycopg.Error, match="forbidden"):  # it serves for no other guess
            guesser.told(PINS["B-MANAGER"], ticket)
        later = (
            "UPDATE sec.sign_in_attempt SET at = at - interval '5 seconds' WHERE correct IS NULL"
        )
        books.write(later)  # as if they had waited until a ticket nobody redeems counts as wrong
    assert allowed == ["ok"] * 10 + ["locked_out"]
    assert counts(books) == (10, 0)


def test_a_signature_that_is_rolled_back_was_never_given(
    plant: Plant, books: Books, kiosk: "psycopg.Connection[Any]"
) -> None:
    signing = Signing(plant, books, "abort_run")
    guesser, ticket = Guesser(kiosk, signing), uuid4()
    pin = PINS[signing.person.actor.badge]
    assert guesser.ticket(pin, ticket) == "ok"
    assert guesser.told(pin, ticket) == "ok"
    assert counts(books) == (1, 0)


def test_a_signature_outlives_the_session_it_was_given_in(plant: Plant, books: Books) -> None:
    signing = Signing(plant, books, "abort_run")
    signing.sign()
    books.write("UPDATE sec.session SET began = began - interval '32 days'")
    badge = signing.person.actor.badge
    plant.core.sign_in(badge, PINS[badge], plant.station)
    left = "SELECT count(*) FROM sec.session WHERE id = (SELECT session_id FROM sec.signature)"
    assert books.ask(left) == 0
    assert books.ask("SELECT badge FROM sec.signature") == badge


PIN = "73501946"  # of nobody else: it is not found anywhere by chance


def as_lead(pin: str) -> Signature:
    return Signature(badge="B-LEAD", pin=pin, meaning=WHY)


def test_no_pin_no_proof_and_no_token_stands_in_any_table(plant: Plant, books: Books) -> None:
    admin = plant.as_("B-ADMIN")
    admin.do("create_user", name="Léna", badge="B-LEAD", pin=PIN, role="MANAGER")
    actor = plant.core.sign_in("B-LEAD", PIN, plant.station)
    lead = replace(plant, actor=actor)
    request = replace(lead, signing=False).request(
        "release_lot", lot=Things(plant).held_lot, reason=WHY
    )
    with pytest.raises(Refused, match="sign_failed"):
        lead.core.handle(replace(request, signature=as_lead("60482951")))
    lead.core.handle(replace(request, signature=as_lead(PIN)))
    salt, verifier, *cost = books.rows(
        "SELECT salt, verifier, time_cost, memory_kib FROM sec.user_secret s"
        " JOIN app.user_account u ON u.id = s.user_id WHERE u.badge = 'B-LEAD'"
    )[0]
    proof = people.derive(PIN, salt, time_cost=cost[0], memory_kib=cost[1])
    assert hashlib.sha256(proof).digest() == verifier
    tables = [
        *books.rows(TABLES),
        *(("sec", name) for name in ("sign_in_attempt", "session", "signature")),
    ]
    whole = "\n".join(
        books.ask(f"SELECT string_agg(t::text, chr(10)) FROM {schema}.{table} t") or ""
        for schema, table in tables
    )
    assert WHY in whole
    assert verifier.hex() in whole
    for secret in (PIN, PIN.encode().hex(), proof.hex(), actor.token.hex(), actor.permit.hex()):
        assert secret not in whole
