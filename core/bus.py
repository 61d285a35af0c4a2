"""The one way a command changes the plant: once only by its key, allowed, checked, written, booked."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Engine, LargeBinary, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from core import rules
from core.context import Answer, Known, Request
from core.db.engine import Retry, translated
from core.db.facts.read import Raw, found
from core.db.lane import Lane
from core.db.pen import Pen
from core.db.wire import answer, bind
from core.domain import codec
from core.domain.commands import CommandSpec, spec_of
from core.errors import Refused, Unavailable
from core.handlers import COLD, HOT
from core.handlers.base import Cold, Hot, Written

TRIES = 3
_encode = json.JSONEncoder(sort_keys=True).encode
REASON = "SELECT api.find_reason($1,$2)::text"


def fingerprint(request: Request) -> bytes:
    """sha256 over command, canonical arguments ("10.0" is "10.000") and actor; the signature is left out.

    So are secret arguments: of a PIN's few digits even a hash would soon be guessed.
    """
    spec = spec_of(request.command)
    told = codec.without_secrets(request.command, canonical=True)
    canonical = [spec.name, told, request.actor.uid]
    return hashlib.sha256(_encode(canonical).encode()).digest()


class Bus:
    """Carries commands out. `lane` gives the calling thread's own hot connection, `device` a kiosk's secret."""

    def __init__(
        self, engine: Engine, lane: Callable[[], Lane], device: Callable[[str], bytes]
    ) -> None:
        self._engine = engine
        self._lane = lane
        self._device = device

    def known(self, request: Request) -> Known | None:
        """What a hot command would be decided on now; None for a cold one. Refuses whoever may not act."""
        handler = HOT.get(type(request.command))
        if handler is None:
            return None
        return Known(_asked(handler, request), self._read(handler, request))

    def handle(self, request: Request, known: Known | None = None) -> Answer:
        """The command's answer, or its first one where the key was seen before.

        `known`, read ahead for the same things, is tried first; where that does not do, the facts are read.
        Raises Refused (nothing was written) or Unavailable (try again under the same key).
        """
        rules.check_shape(request.command)
        pen = Pen(request, self._lane, self._device)
        pen.check_meaning()
        sha = fingerprint(request)
        handler = HOT.get(type(request.command))
        if getattr(request.command, "reason_code", None) is not None:
            request = replace(request, reason_id=self._reason(request))
        if known and (handler is None or known.asked != _asked(handler, request)):
            known = None
        for _ in range(TRIES):
            try:
                if handler:
                    return self._hot(handler, request, sha, known)
                return self._cold(COLD[type(request.command)], request, sha, pen)
            except Refused:
                if known is None:
                    raise
            except Retry:
                pass
            known = None
        raise Unavailable("busy")

    def _hot(self, handler: Hot, request: Request, sha: bytes, known: Known | None) -> Answer:
        raw = known.told if known else self._read(handler, request)
        if not known and (prior := raw["prior"]):  # of facts read ahead the write says it
            return _first_answer(prior, request, sha)
        facts = handler.facts(raw, request)
        _check(request, facts)
        return _answer(request, handler.write(self._lane(), request, facts, sha))

    def _read(self, handler: Hot, request: Request) -> Raw:
        sql, values = handler.asks(request)
        return answer(self._lane().ask(sql, *bind(request.actor.token, request.key), *values))

    def _cold(self, handler: Cold, request: Request, sha: bytes, pen: Pen) -> Answer:
        with translated(), Session(self._engine) as session, session.begin():
            if prior := _take_key(session, request):
                return _first_answer(prior, request, sha)
            facts = handler.facts(session, request)
            _check(request, facts, lambda: pen.sign(facts))
            written = handler.write(session, request, facts)
            session.flush()
            result = codec.plain(written.result)
            _book(session, request, sha, written, result)
        return _answer(request, result)

    def _reason(self, request: Request) -> int | None:
        """The entry of the catalogue that the command names; refuses `not_found`."""
        code = getattr(request.command, "reason_code", None)
        if code is None:
            return None
        found_id = self._lane().ask(REASON, *bind(request.actor.token, code))
        return int(found(found_id, "reason", code))


def _check(request: Request, facts: object, sign: Callable[[], None] = lambda: None) -> None:
    """The right, then state, text, signature and the other rules."""
    if violation := rules.forbidden(request.command, facts, request.actor.role):
        raise Refused.because(violation)
    rules.check(request.command, facts, sign)


def _asked(handler: Hot, request: Request) -> tuple[object, ...]:
    """What is asked and by whom: the facts of one person's session are nobody else's."""
    return (request.actor.token, *handler.asks(request))


def _take_key(session: Session, request: Request) -> Raw | None:
    """What stands under the key; whoever comes second under the same key waits here for the first."""
    prior: Raw | None = session.scalar(
        select(func.api.take_key(literal(request.actor.token, LargeBinary), request.key))
    )
    return prior


def _book(session: Session, request: Request, sha: bytes, written: Written, result: Raw) -> None:
    """Idempotency, audit and change rows, in the command's own transaction."""
    spec: CommandSpec = spec_of(request.command)
    after = {**codec.without_secrets(request.command), **result}
    session.execute(
        select(
            func.api.log_command(
                spec.permission.value,
                request.key,
                sha,
                spec.name,
                written.entity,
                written.entity_uid,
                literal(list(spec.topics), ARRAY(Text)),
                literal(result, JSONB),
                literal(codec.plain(written.before), JSONB(none_as_null=True)),
                literal(after, JSONB),
                request.device_at,
            )
        )
    )


def _first_answer(prior: Raw, request: Request, sha: bytes) -> Answer:
    if bytes.fromhex(prior["sha"]) != sha:
        raise Refused("key_reused", key=str(request.key))
    return Answer(result=prior["result"], topics=(), repeated=True)


def _answer(request: Request, result: Raw) -> Answer:
    return Answer(result=result, topics=spec_of(request.command).topics)
