"""The line protocol of `nyars exec`: one JSON object in, one JSON object out; knows no process and no terminal."""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from typing import Any, BinaryIO, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from core.context import Actor, Signature, new_id
from core.domain import codec
from core.domain.commands import COMMANDS, Command
from core.domain.commands.people import SetLanguage
from core.domain.queries import QUERIES, Query
from core.domain.queries.runs import Run
from core.domain.queries.system import Health, HealthQuery, Person, WhoAmI
from core.domain.words import Words
from core.errors import Refused, Unavailable, Violation
from core.rules import check_shape
from kiosk.i18n import Language, languages
from kiosk.i18n.errors import message
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.known import Asked
from kiosk.runtime.session import Session

_logger = logging.getLogger(__name__)
LIMIT = 1 << 20
"""Bytes of the longest line that is read."""

_UNREADABLE = re.compile(r"[^\t\n\r -~\u00a0-\ud7ff\ue000-\U0010ffff]")
"""Control characters, but those that break lines, and halves of surrogate pairs."""

Json = dict[str, Any]
_NOT_SIGNED_IN = Violation("forbidden", {"reason": "not_signed_in"})


class Desk(Protocol):
    """Who carries out what the lines ask: a kiosk's gateway, or the core itself."""

    @property
    def session(self) -> Session:
        """Who is signed in, and where."""

    def sign_in(self, badge: str, pin: str) -> Actor:
        """Raises Refused or Unavailable; whoever was signed in before then still is."""

    def sign_out(self) -> None:
        """Nobody is signed in."""

    def submit(self, command: Command, key: UUID, signature: Signature | None) -> Delivery:
        """Carry a command out; the signature counts where the command asks for one."""

    def ask(self, query: Query) -> Asked[object]:
        """Answer a query; raises Refused or Unavailable."""

    def health(self) -> Health:
        """How the database is; raises Unavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _SignIn:
    badge: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _SignOut:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class _SignInLine:
    sign_in: _SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class _SignOutLine:
    sign_out: _SignOut


@dataclass(frozen=True, slots=True, kw_only=True)
class _CommandLine:
    command: str
    key: UUID | None = None
    args: Mapping[str, object] = field(default_factory=dict)
    sign: Signature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _QueryLine:
    query: str
    args: Mapping[str, object] = field(default_factory=dict)


class LineProtocol:
    """Answers lines one after the other; what one of them breaks is told in its answer, never raised.

    `language` is spoken while nobody is signed in.
    """

    def __init__(self, desk: Desk, language: str = "en") -> None:
        self._desk = desk
        self._language = language
        self._answers: Mapping[str, Callable[[object], Json]] = {
            "sign_in": self._sign_in,
            "sign_out": self._sign_out,
            "command": self._command,
            "query": self._query,
        }

    def answer(self, line: bytes) -> Json:
        """The answer to one line, JSON values."""
        try:
            asked = read(line)
            if not isinstance(asked, Mapping):
                raise Refused("invalid", reason="not_an_object")
            for name, answer in self._answers.items():
                if name in asked:
                    return {"ok": True, **answer(asked)}
            raise Refused("invalid", reason="no_request")
        except Refused as exc:
            return self._failed(exc.violation)
        except Unavailable as exc:
            return self._failed(Violation("unavailable", {"reason": exc.reason, **exc.details}))
        except Exception as exc:
            _logger.exception("a line met a fault: %s", exc)
            return self._failed(Violation("unavailable", {"reason": "fault"}))

    def _sign_in(self, asked: object) -> Json:
        person = codec.build(_SignInLine, asked).sign_in
        actor = self._desk.sign_in(person.badge, person.pin)
        told = _person(actor)
        return {"result": {name: told[name] for name in _SIGNED_IN}}

    def _sign_out(self, asked: object) -> Json:
        codec.build(_SignOutLine, asked)
        self._desk.sign_out()
        return {"result": {}}

    def _command(self, asked: object) -> Json:
        line = codec.build(_CommandLine, asked)
        if line.command not in COMMANDS:
            raise Refused("invalid", reason="unknown_command", command=line.command)
        command = codec.build(COMMANDS[line.command].kind, line.args)
        check_shape(command)
        self._require_actor()
        delivery = self._desk.submit(command, line.key or new_id(), line.sign)
        if isinstance(command, SetLanguage) and delivery.kind is DeliveryKind.DONE:
            self._desk.session.speak(command.language)
        return self._delivered(delivery)

    def _query(self, asked: object) -> Json:
        line = codec.build(_QueryLine, asked)
        if line.query not in QUERIES:
            raise Refused("invalid", reason="unknown_query", query=line.query)
        query = codec.build(QUERIES[line.query], line.args)
        if isinstance(query, WhoAmI):
            return {"result": _person(self._desk.session.actor, self._desk.session)}
        if isinstance(query, HealthQuery):
            return {"result": codec.plain(self._desk.health())}
        self._require_actor()
        found = self._desk.ask(query)
        stale = {"stale": True} if found.stale else {}
        return {"result": self._told(found.answer), **stale}

    def _delivered(self, delivery: Delivery) -> Json:
        match delivery.kind:
            case DeliveryKind.DONE:
                return {"result": codec.plain(delivery.result), "delivery": "done"}
            case DeliveryKind.QUEUED:
                return {"result": {"key": str(delivery.key)}, "delivery": "queued"}
        violation = delivery.violation or Violation("unavailable")
        if delivery.kind is DeliveryKind.UNKNOWN:
            raise Refused(violation.code, **violation.details, key=str(delivery.key))
        raise Refused.because(violation)

    def _told(self, answer: object) -> Json:
        """The answer as JSON values; each command that a run refuses says why in a sentence too."""
        result: Json = codec.plain(answer)
        if isinstance(answer, Run):
            for refused in result["refused"]:
                refused["message"] = message(self._words, refused["code"], refused["details"])
        return result

    def _failed(self, violation: Violation) -> Json:
        details = codec.plain(violation.details)
        sentence = message(self._words, violation.code, details)
        error = {"code": violation.code, "message": sentence, "details": details}
        return {"ok": False, "error": error}

    def _require_actor(self) -> None:
        if self._desk.session.actor is None:
            raise Refused.because(_NOT_SIGNED_IN)

    @property
    def _words(self) -> Words:
        session = self._desk.session
        wanted = session.actor.language if session.actor else self._language
        zone = ZoneInfo(session.station.time_zone) if session.station else UTC
        return Language(wanted if wanted in languages() else "en", zone)


_SIGNED_IN = ("user", "name", "role", "sites", "language")


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Each line of the stream; of one that is too long only the beginning, too long itself."""
    while line := stream.readline(LIMIT + 1):
        rest = line
        while rest and len(line) > LIMIT and not rest.endswith(b"\n"):
            rest = stream.readline(LIMIT)
        yield line


def read(line: bytes) -> object:
    """The JSON value of a line, numbers exact; refuses `invalid` for anything that is not strictly JSON."""
    if len(line) > LIMIT:
        raise Refused("invalid", reason="line_too_long")
    try:
        value: object = json.loads(
            line.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_no_number,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise Refused("invalid", reason="not_json") from None
    if any(_UNREADABLE.search(text) for text in _texts(value)):
        raise Refused("invalid", reason="control_character")
    return value


def _texts(value: object) -> Iterator[str]:
    """Every text in a JSON value, the names too."""
    left = [value]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case list() as entries:
                left.extend(entries)
            case dict() as entries:
                left.extend((*entries.keys(), *entries.values()))


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return value


def _person(actor: Actor | None, session: Session | None = None) -> Json:
    station = session.station if session else None
    person = Person(
        user=actor.badge if actor else None,
        name=actor.name if actor else None,
        role=actor.role if actor else None,
        sites=actor.sites if actor else (),
        language=actor.language if actor else None,
        kiosk=station.kiosk if station else None,
    )
    result: Json = codec.plain(person)
    return result
