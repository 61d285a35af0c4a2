"""Who is signed in."""

from core.domain.queries.system import Person, WhoAmI
from core.queries.base import Reader, answers


@answers(WhoAmI)
def whoami(reader: Reader, _query: WhoAmI) -> Person:
    """The signed-in person and the kiosk they stand at."""
    actor = reader.actor
    return Person(
        user=actor.badge,
        name=actor.name,
        role=actor.role,
        sites=actor.sites,
        language=actor.language,
        kiosk=reader.station.kiosk,
    )
