"""People: made, moved between sites, given a PIN or a language, disabled and unlocked."""

from typing import Any

from sqlalchemy import BigInteger, LargeBinary, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.context import Request
from core.db import people
from core.db.facts.people import (
    new_user_facts,
    own_sites,
    user_facts,
    user_sites_facts,
)
from core.db.rows.plant import UserRow
from core.domain.commands.people import (
    CreateUser,
    DisableUser,
    OnUser,
    SetLanguage,
    SetPin,
    SetUserSites,
    UnlockUser,
)
from core.domain.people import NewUserFacts, UserFacts, UserSitesFacts
from core.handlers.base import Written, cold, command_of


@cold(CreateUser)
class CreateUserHandler:
    """A person with a PIN of which only a verifier is written."""

    def facts(self, session: Session, request: Request) -> NewUserFacts:
        return new_user_facts(session, request, command_of(CreateUser, request))

    def write(self, session: Session, request: Request, facts: NewUserFacts) -> Written:
        cmd = command_of(CreateUser, request)
        session.execute(
            select(
                func.api.create_user(
                    request.key,
                    cmd.badge,
                    cmd.name,
                    cmd.role.value,
                    cmd.language or request.actor.language,
                    _ids(facts.site_ids),
                    *_secret(cmd.pin),
                )
            )
        )
        row = session.scalars(select(UserRow).where(UserRow.uid == request.key)).one()
        return _written(session, row)


class _UserHandler:
    """The person as the one who acts may see them."""

    def facts(self, session: Session, request: Request) -> UserFacts:
        return user_facts(session, request, command_of(OnUser, request).user)


@cold(SetUserSites)
class SetUserSitesHandler:
    """The sites that the person has in common with whoever acts are those named."""

    def facts(self, session: Session, request: Request) -> UserSitesFacts:
        return user_sites_facts(session, request, command_of(SetUserSites, request))

    def write(self, session: Session, request: Request, facts: UserSitesFacts) -> Written:
        row = session.get_one(UserRow, facts.user_id)
        before = {"sites": list(own_sites(session, row.id))}
        ids = _ids(facts.site_ids)
        session.execute(select(func.api.set_user_sites(row.id, ids)))
        return _written(session, row, before)


@cold(SetPin)
class SetPinHandler(_UserHandler):
    """The new verifier takes the place of the old."""

    def write(self, session: Session, request: Request, facts: UserFacts) -> Written:
        cmd = command_of(SetPin, request)
        row = session.get_one(UserRow, facts.user_id)
        session.execute(select(func.api.set_pin(row.id, *_secret(cmd.pin))))
        return _written(session, row)


@cold(DisableUser)
class DisableUserHandler(_UserHandler):
    """Signed in or not, the person does nothing any more."""

    def write(self, session: Session, request: Request, facts: UserFacts) -> Written:
        row = session.get_one(UserRow, facts.user_id)
        before = {"active": row.active}
        session.execute(select(func.api.disable_user(row.id)))
        return _written(session, row, before)


@cold(UnlockUser)
class UnlockUserHandler(_UserHandler):
    """The lock ends now, and so does the count that led to it."""

    def write(self, session: Session, request: Request, facts: UserFacts) -> Written:
        row = session.get_one(UserRow, facts.user_id)
        session.execute(select(func.api.unlock_user(row.id)))
        return _written(session, row)


@cold(SetLanguage)
class SetLanguageHandler:
    """One's own language."""

    def facts(self, session: Session, request: Request) -> UserFacts:
        return user_facts(session, request, request.actor.badge)

    def write(self, session: Session, request: Request, facts: UserFacts) -> Written:
        cmd = command_of(SetLanguage, request)
        row = session.get_one(UserRow, facts.user_id)
        before = {"language": row.language}
        session.execute(select(func.api.set_language(cmd.language)))
        return _written(session, row, before)


def _ids(values: tuple[int, ...]) -> Any:
    return literal(list(values), ARRAY(BigInteger))


def _secret(pin: str) -> tuple[Any, ...]:
    secret = people.new_secret(pin)
    bytes_ = (literal(each, LargeBinary) for each in (secret.salt, secret.verifier))
    return (*bytes_, secret.time_cost, secret.memory_kib)


def _written(session: Session, row: UserRow, before: dict[str, Any] | None = None) -> Written:
    session.refresh(row)
    return Written(
        entity="user",
        entity_uid=row.uid,
        before=before,
        result={
            "user_id": str(row.uid),
            "user": row.badge,
            "name": row.name,
            "role": row.role,
            "sites": list(own_sites(session, row.id)),
            "language": row.language,
            "active": row.active,
        },
    )
