"""Making, changing and closing buffers."""

from typing import Any

from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.stock import buffer_facts, new_buffer_facts
from core.db.rows.stock import BufferRow
from core.domain.commands.buffers import CloseBuffer, CreateBuffer, EditBuffer
from core.domain.stock import BufferFacts, NewBufferFacts
from core.domain.values import ZERO_KG
from core.handlers.base import Written, cold, command_of

EDITED = ("capacity_kg", "min_c", "max_c")


@cold(CreateBuffer)
class CreateBufferHandler:
    """An open buffer with nothing in it."""

    def facts(self, session: Session, request: Request) -> NewBufferFacts:
        return new_buffer_facts(session, request.station, command_of(CreateBuffer, request))

    def write(self, session: Session, request: Request, _facts: NewBufferFacts) -> Written:
        cmd = command_of(CreateBuffer, request)
        buffer = BufferRow(
            uid=request.key,
            site_id=request.station.site_id,
            code=cmd.code,
            type=cmd.type,
            name=None if cmd.name is None else dict(cmd.name),
            allowed=list(dict.fromkeys(cmd.allowed)),
            capacity_kg=cmd.capacity_kg,
            used_kg=ZERO_KG,
            min_c=cmd.min_c,
            max_c=cmd.max_c,
            open=True,
        )
        session.add(buffer)
        return _written(session, buffer)


@cold(EditBuffer)
class EditBufferHandler:
    """What is given is written over; the audit keeps what it was."""

    def facts(self, session: Session, request: Request) -> BufferFacts:
        cmd = command_of(EditBuffer, request)
        return buffer_facts(session, request.station, cmd.buffer)

    def write(self, session: Session, request: Request, facts: BufferFacts) -> Written:
        cmd = command_of(EditBuffer, request)
        buffer = session.get_one(BufferRow, facts.buffer.buffer_id)
        before = _shown(buffer)
        for field in EDITED:
            if (value := getattr(cmd, field)) is not None:
                setattr(buffer, field, value)
        if cmd.name is not None:
            buffer.name = dict(cmd.name)
        if cmd.allowed is not None:
            buffer.allowed = list(dict.fromkeys(cmd.allowed))
        return _written(session, buffer, before)


@cold(CloseBuffer)
class CloseBufferHandler:
    """It takes nothing any more."""

    def facts(self, session: Session, request: Request) -> BufferFacts:
        cmd = command_of(CloseBuffer, request)
        return buffer_facts(session, request.station, cmd.buffer)

    def write(self, session: Session, _request: Request, facts: BufferFacts) -> Written:
        buffer = session.get_one(BufferRow, facts.buffer.buffer_id)
        before = _shown(buffer)
        buffer.open = False
        return _written(session, buffer, before)


def _written(session: Session, buffer: BufferRow, before: dict[str, Any] | None = None) -> Written:
    session.flush()
    session.refresh(buffer)
    return Written(
        entity="buffer",
        entity_uid=buffer.uid,
        before=before,
        result={"buffer_id": str(buffer.uid), **_shown(buffer)},
    )


def _shown(buffer: BufferRow) -> dict[str, Any]:
    return {
        "code": buffer.code,
        "type": buffer.type,
        "name": buffer.name,
        "allowed": list(buffer.allowed),
        "capacity_kg": buffer.capacity_kg,
        "used_kg": buffer.used_kg,
        "min_c": buffer.min_c,
        "max_c": buffer.max_c,
        "open": buffer.open,
    }
