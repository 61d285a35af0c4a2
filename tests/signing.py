"""Signatures given past the bus: by their own person's PIN, or put there for all that a person might sign."""

from uuid import UUID

from core.context import Signature
from core.db import people
from tests.books import Books
from tests.fix_core import PINS, WHY, Plant
from tests.sessions import token_of


def sign(
    person: Plant, command: str, record: UUID, version: int, *, meaning: str = WHY, pin: str = ""
) -> None:
    """Leave the person's signature in the database, as the bus does before it writes."""
    actor = person.actor
    signature = Signature(badge=actor.badge, pin=pin or PINS[actor.badge], meaning=meaning)
    core, place = person.core, person.core._place(person.station)
    people.sign(core._lane(), actor, place, signature, command, (record, version))


SIGNED = {
    "resume_run": "production_run",
    "abort_run": "production_run",
    "approve_flow_version": "flow_version",
    "release_lot": "lot",
    "hold_recall": "lot",
    "void_lot": "lot",
}
_GIVEN = """
    INSERT INTO sec.signature (session_id, user_id, kiosk_id, command, record, version, badge, meaning)
      SELECT s.id, s.user_id, s.kiosk_id, '{}', t.uid, t.version, u.badge, 'It is right so'
        FROM app.{} t, sec.session s JOIN app.user_account u ON u.id = s.user_id WHERE s.token_hash = sha256(%s)
"""


def sign_everything(books: Books, badge: str) -> None:
    """Leave a signature of a person at K1 for each signed command on every record as it stands."""
    for command, table in SIGNED.items():
        books.write(_GIVEN.format(command, table), token_of(badge, "K1"))
