"""Signing in: the kiosk derives argon2id(PIN, salt), the database compares; no hash leaves it."""

import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from argon2.low_level import Type, hash_secret_raw

from core.context import Actor, Signature, Station
from core.db.lane import Lane
from core.db.wire import answer, bind
from core.domain.people import Limit, Role
from core.errors import Refused, Unavailable

SALT = "SELECT api.sign_in_salt($1)::text"
ATTEMPT = "SELECT api.attempt($1,$2,$3,$4,$5)::text"
SIGN_IN = "SELECT api.sign_in($1,$2,$3,$4)::text"
RESUME = "SELECT api.resume($1,$2,$3)::text"
SIGN = "SELECT api.sign($1,$2,$3,$4,$5,$6,$7)::text"
ENROLLED = "SELECT api.is_enrolled($1,$2)::text"
LATE = "SELECT api.late_session($1,$2)::text"
TOUCH = "SELECT api.touch($1)::text"
SIGN_OUT = "SELECT api.sign_out($1)::text"
STATION = "SELECT api.station($1,$2)::text"
SCRIPTS = "EXEC"
"""The kiosk that scripts without one of their own book as."""
TIME_COST = 3
MEMORY_KIB = 65536
SALT_BYTES = 16
NO_PROOF = b""
"""What no PIN derives to."""
_TURNS = 100
_TURN = 0.1  # seconds: those who try at the same moment are through by then


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


@dataclass(frozen=True, slots=True)
class Place:
    """The kiosk a PIN is given at (None: whoever names none), with the secret it proves itself by."""

    kiosk_id: int | None = None
    device: bytes | None = None


def sign_in(lane: Lane, badge: str, pin: str, place: Place, *, idles: bool = True) -> Actor:
    """The person of that badge, in a session of their own there; the try is counted for them and for the kiosk.

    `idles`: the session waits for the PIN after 10 minutes without a touch. Refuses `sign_failed` for a wrong badge
    and a wrong PIN alike, `locked_out`, `rate_limited`, `forbidden` where they do not belong, or at a machine that is
    not the kiosk it says.
    """
    proof, ticket = _ticket(lane, badge, pin, place)
    found = answer(lane.ask(SIGN_IN, *bind(badge, proof, ticket, idles)))
    if found["status"] == "elsewhere":
        raise Refused("forbidden", site=found["site"])
    _passed(found)
    return _actor(found["person"], found["session"])


def resume(lane: Lane, actor: Actor, pin: str, place: Place) -> None:
    """Bring the actor's idle session back; refuses as signing in does, `forbidden` where it is over."""
    proof, ticket = _ticket(lane, actor.badge, pin, place)
    _passed(answer(lane.ask(RESUME, *bind(actor.token, proof, ticket))))


def sign(
    lane: Lane,
    actor: Actor,
    place: Place,
    signature: Signature,
    command: str,
    seen: tuple[UUID, int],
) -> None:
    """Leave the actor's signature for a command on a record at the version `seen`: the write uses it up.

    Refuses `sign_failed` for one that is not the actor's own, badge and PIN, and counts it as a wrong PIN of theirs;
    `locked_out` and `rate_limited` as at signing in.
    """
    pin = signature.pin if signature.badge == actor.badge else None
    proof, ticket = _ticket(lane, actor.badge, pin, place)
    values = bind(actor.token, proof, ticket, command, *seen, signature.meaning)
    _passed(answer(lane.ask(SIGN, *values)))


def is_enrolled(lane: Lane, place: Place) -> bool:
    """Whether the place proves itself."""
    return lane.ask(ENROLLED, *bind(place.kiosk_id, place.device)) == "true"


def late_session(lane: Lane, permit: bytes, device: bytes | None) -> bytes:
    """The token of a short session for what a kiosk had to keep; refuses `forbidden`."""
    return bytes.fromhex(answer(lane.ask(LATE, permit, device))["token"])


def touch(lane: Lane, actor: Actor) -> bool:
    """Somebody is at the screen; False where the session is idle or over."""
    return lane.ask(TOUCH, actor.token) == "true"


def sign_out(lane: Lane, actor: Actor) -> None:
    """Nobody acts by the actor's token any more."""
    lane.ask(SIGN_OUT, actor.token)


def _ticket(lane: Lane, badge: str, pin: str | None, place: Place) -> tuple[bytes, UUID]:
    """The proof of a PIN (None: one that nobody has) and the ticket it may be looked at with, in another transaction.

    Where so many try at this moment that some must be wrong before all may, it waits for its turn.
    """
    proof = NO_PROOF if pin is None else _proof(lane, badge, pin)
    ticket = uuid4()
    guess = hashlib.sha256(proof + ticket.bytes).digest()
    for _ in range(_TURNS):
        found = answer(lane.ask(ATTEMPT, *bind(badge, place.kiosk_id, place.device, ticket, guess)))
        if found["status"] != "wait":
            _passed(found)
            return proof, ticket
        time.sleep(_TURN)  # nobody tells when those before are through: it has to be asked again
    raise Unavailable("busy")


def _proof(lane: Lane, badge: str, pin: str) -> bytes:
    hint = answer(lane.ask(SALT, badge))
    return derive(
        pin,
        bytes.fromhex(hint["salt"]),
        time_cost=hint["time_cost"] or TIME_COST,
        memory_kib=hint["memory_kib"] or MEMORY_KIB,
    )


def _passed(found: Mapping[str, Any]) -> None:
    """Refuses what the database does not find right."""
    match found["status"]:
        case "ok":
            return
        case "locked_out":
            raise Refused("locked_out", minutes=found["minutes"])
        case "rate_limited":
            raise Refused("rate_limited", limit=Limit.SIGN_IN, per_minute=found["per_minute"])
    raise Refused("sign_failed")


def _actor(person: Mapping[str, Any], session: Mapping[str, str]) -> Actor:
    return Actor(
        user_id=person["user_id"],
        uid=person["uid"],
        badge=person["badge"],
        name=person["name"],
        role=Role(person["role"]),
        sites=tuple(person["sites"]),
        language=person["language"],
        token=bytes.fromhex(session["token"]),
        permit=bytes.fromhex(session["permit"]),
    )


def station(lane: Lane, kiosk: str, site: str | None = None) -> Station:
    """The kiosk of that code (at that site); refuses `not_found`."""
    found = lane.ask(STATION, *bind(kiosk, site))
    if found is None:
        raise Refused("not_found", what="kiosk", reference=kiosk)
    return Station(**answer(found))
