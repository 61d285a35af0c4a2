"""Sites, kiosks and limits."""

from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from core.context import Request
from core.db.facts.kiosks import kiosk_facts
from core.db.facts.people import is_taken
from core.db.rows.plant import SiteRow
from core.domain.commands.plant import CreateSite, EnrollKiosk, RegisterKiosk, SetLimit
from core.domain.masterdata import KioskFacts, NewFacts
from core.domain.people import SHORTEST_PIN, USUAL_LIMITS
from core.handlers.base import Written, cold, command_of


@cold(CreateSite)
class CreateSiteHandler:
    """A site with the usual limits and its scripts' kiosk."""

    def facts(self, session: Session, request: Request) -> NewFacts:
        code = command_of(CreateSite, request).code
        return NewFacts(reference=code, taken=is_taken(session, "site", code))

    def write(self, session: Session, request: Request, _facts: NewFacts) -> Written:
        cmd = command_of(CreateSite, request)
        limits = {name.value: most for name, most in USUAL_LIMITS.items()}
        session.execute(
            select(
                func.api.create_site(
                    request.key,
                    cmd.code,
                    cmd.name,
                    cmd.time_zone,
                    cmd.process,
                    cmd.gs1_prefix,
                    SHORTEST_PIN,
                    literal(limits, JSONB),
                )
            )
        )
        return Written(
            entity="site",
            entity_uid=request.key,
            result={
                "site_id": str(request.key),
                "code": cmd.code,
                "name": cmd.name,
                "time_zone": cmd.time_zone,
                "process": cmd.process,
                "gs1_prefix": cmd.gs1_prefix,
            },
        )


@cold(RegisterKiosk)
class RegisterKioskHandler:
    """A kiosk at its station; its code is its own over all sites, for it is named by that alone."""

    def facts(self, session: Session, request: Request) -> NewFacts:
        code = command_of(RegisterKiosk, request).code.upper()
        return NewFacts(reference=code, taken=is_taken(session, "kiosk", code))

    def write(self, session: Session, request: Request, facts: NewFacts) -> Written:
        cmd = command_of(RegisterKiosk, request)
        session.execute(
            select(
                func.api.register_kiosk(
                    request.key,
                    facts.reference,
                    cmd.station,
                )
            )
        )
        return Written(
            entity="kiosk",
            entity_uid=request.key,
            result={
                "kiosk_id": str(request.key),
                "code": facts.reference,
                "station": cmd.station,
                "site": request.station.site,
            },
        )


@cold(EnrollKiosk)
class EnrollKioskHandler:
    """What the kiosk proves itself by; who worked at it by the former secret is signed out."""

    def facts(self, session: Session, request: Request) -> KioskFacts:
        return kiosk_facts(session, request.station.site_id, command_of(EnrollKiosk, request).kiosk)

    def write(self, session: Session, request: Request, facts: KioskFacts) -> Written:
        digest = bytes.fromhex(command_of(EnrollKiosk, request).secret_hash)
        replaced = session.scalar(select(func.api.enroll_kiosk(facts.row_id, digest)))
        return Written(
            entity="kiosk",
            entity_uid=facts.uid,
            before={"enrolled": replaced},
            result={
                "kiosk_id": str(facts.uid),
                "code": facts.code,
                "station": facts.station,
                "site": request.station.site,
                "enrolled": True,
            },
        )


@cold(SetLimit)
class SetLimitHandler:
    """A limit of this site, booked on the site."""

    def facts(self, session: Session, request: Request) -> UUID:
        return session.get_one(SiteRow, request.station.site_id).uid

    def write(self, session: Session, request: Request, facts: UUID) -> Written:
        cmd = command_of(SetLimit, request)
        was = session.scalar(
            select(
                func.api.set_limit(
                    cmd.name.value,
                    cmd.per_minute,
                )
            )
        )
        before = {"per_minute": USUAL_LIMITS[cmd.name] if was is None else was}
        return Written(
            entity="site",
            entity_uid=facts,
            before=before,
            result={"name": cmd.name.value, "per_minute": cmd.per_minute},
        )
