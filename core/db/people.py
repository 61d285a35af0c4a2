"""Signing in: the kiosk derives argon2id(PIN, salt), the database compares; no hash leaves it."""

from argon2.low_level import Type, hash_secret_raw

from core.context import Actor, Signature, Station
from core.db.lane import Lane
from core.db.wire import answer, bind
from core.domain.people import Role
from core.errors import Refused

SALT = "SELECT api.sign_in_salt($1)::text"
PROOF = "SELECT api.sign_in($1,$2)::text"
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


def derive(
    pin: str, salt: bytes, *, time_cost: int = TIME_COST, memory_kib: int = MEMORY_KIB
) -> bytes:
    """argon2id(PIN, salt), 32 bytes (RFC 9106, one lane); about 0.14 s at the usual cost."""
    return hash_secret_raw(pin.encode(), salt, time_cost, memory_kib, 1, 32, Type.ID)


def sign_in(lane: Lane, badge: str, pin: str) -> Actor:
    """The person of that badge; refuses `sign_failed` for a wrong badge and a wrong PIN alike."""
    hint = answer(lane.ask(SALT, badge))
    proof = derive(
        pin,
        bytes.fromhex(hint["salt"]),
        time_cost=hint["time_cost"] or TIME_COST,
        memory_kib=hint["memory_kib"] or MEMORY_KIB,
    )
    found = lane.ask(PROOF, badge, proof)
    if found is None:
        raise Refused("sign_failed")
    person = answer(found)
    return Actor(
        user_id=person["user_id"],
        uid=person["uid"],
        badge=person["badge"],
        name=person["name"],
        role=Role(person["role"]),
        sites=tuple(person["sites"]),
        language=person["language"],
    )


def verify(lane: Lane, actor: Actor, station: Station, signature: Signature) -> None:
    """Refuses `sign_failed` for a signature that is not the actor's own, badge and PIN."""
    signer = sign_in(lane, signature.badge, signature.pin)
    if signer.uid != actor.uid:
        raise Refused("sign_failed")


def station(lane: Lane, kiosk: str, site: str | None = None) -> Station:
    """The kiosk of that code (at that site); refuses `not_found`."""
    found = lane.ask(STATION, *bind(kiosk, site))
    if found is None:
        raise Refused("not_found", what="kiosk", reference=kiosk)
    return Station(**answer(found))
