"""Signatures given past the bus: by their own person's PIN, for whatever a test wants to sign."""

from uuid import UUID

from core.context import Signature
from core.db import people
from tests.fix_core import PINS, WHY, Plant


def sign(
    person: Plant, command: str, record: UUID, version: int, *, meaning: str = WHY, pin: str = ""
) -> None:
    """Leave the person's signature in the database, as the bus does before it writes."""
    actor = person.actor
    signature = Signature(badge=actor.badge, pin=pin or PINS[actor.badge], meaning=meaning)
    core, place = person.core, person.core._place(person.station)
    people.sign(core._lane(), actor, place, signature, command, (record, version))
