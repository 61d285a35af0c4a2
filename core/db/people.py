"""Signing in: the kiosk derives argon2id(PIN, salt), the database compares; no hash leaves it."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from core.context import Actor, Signature, Station
from core.db.lane import Lane
from core.db.wire import answer, bind
from core.domain.people import Limit, Role
from core.errors import Refused

SALT = "SELECT api.sign_in_salt($1)::text"
PROOF = "SELECT api.sign_in($1,$2,$3)::text"
STATION = """
    SELECT json_build_object('kiosk_id', k.id, 'kiosk', k.code, 'site_id', s.id, 'site', s.code,
                             'time_zone', s.time_zone, 'process', s.process)::text
      FROM app.kiosk k JOIN app.site s ON s.id = k.site_id
     WHERE k.code = $1 AND ($2::text IS NULL OR s.code = $2) ORDER BY k.id LIMIT 1
"""
SCRIPTS = "EXEC"
"""The kiosk that scripts without one of their own book as."""
TIME_COST = 3
MEMORY_KIB = 65536
SALT_BYTES = 16
NO_PROOF = b""
"""What no PIN derives to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What the database keeps of a PIN: sha256 of argon2id(PIN, salt), and the cost of deriving it."""

    salt: bytes
    verifier: bytes
    time_cost: int
    memory_kib: int


def derive(
    pin: str, salt: bytes, *, time_cost: int = TIME_COST, memory_kib: int = MEMORY_KIB
) -> bytes:
    """argon2id(PIN, salt), 32 bytes (RFC 9106, one lane); about 0.14 s at the usual cost."""
    return hash_secret_raw(pin.encode(), salt, time_cost, memory_kib, 1, 32, Type.ID)


def new_secret(pin: str) -> Secret:
    """What is kept of a new PIN, under a salt of its own."""
    salt = os.urandom(SALT_BYTES)
    return Secret(
        salt=salt,
        verifier=hashlib.sha256(derive(pin, salt)).digest(),
        time_cost=TIME_COST,
        memory_kib=MEMORY_KIB,
    )


def sign_in(lane: Lane, badge: str, pin: str, kiosk_id: int | None = None) -> Actor:
    """The person of that badge; the try is counted for them and for the kiosk.

    Refuses `sign_failed` for a wrong badge and a wrong PIN alike, `locked_out`, `rate_limited`.
    """
    hint = answer(lane.ask(SALT, badge))
    proof = derive(
        pin,
        bytes.fromhex(hint["salt"]),
        time_cost=hint["time_cost"] or TIME_COST,
        memory_kib=hint["memory_kib"] or MEMORY_KIB,
    )
    return _person(lane, badge, proof, kiosk_id)


def verify(lane: Lane, actor: Actor, station: Station, signature: Signature) -> None:
    """Refuses `sign_failed` for a signature that is not the actor's own, badge and PIN, and counts it
    as a wrong PIN of theirs; `locked_out` and `rate_limited` as at signing in."""
    if signature.badge == actor.badge:
        sign_in(lane, signature.badge, signature.pin, station.kiosk_id)
        return
    _person(lane, actor.badge, NO_PROOF, station.kiosk_id)
    raise Refused("sign_failed")


def _person(lane: Lane, badge: str, proof: bytes, kiosk_id: int | None) -> Actor:
    """Whom the proof lets in."""
    found = answer(lane.ask(PROOF, *bind(badge, proof, kiosk_id)))
    match found["status"]:
        case "ok":
            return _actor(found["person"])
        case "locked_out":
            raise Refused("locked_out", minutes=found["minutes"])
        case "rate_limited":
            raise Refused("rate_limited", limit=Limit.SIGN_IN, per_minute=found["per_minute"])
    raise Refused("sign_failed")


def _actor(person: Mapping[str, Any]) -> Actor:
    return Actor(
        user_id=person["user_id"],
        uid=person["uid"],
        badge=person["badge"],
        name=person["name"],
        role=Role(person["role"]),
        sites=tuple(person["sites"]),
        language=person["language"],
    )


def station(lane: Lane, kiosk: str, site: str | None = None) -> Station:
    """The kiosk of that code (at that site); refuses `not_found`."""
    found = lane.ask(STATION, *bind(kiosk, site))
    if found is None:
        raise Refused("not_found", what="kiosk", reference=kiosk)
    return Station(**answer(found))
