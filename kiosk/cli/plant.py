"""Opens the plant's database for a subcommand, and says in a sentence why it could not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.errors import Refused, Unavailable
from kiosk.cli.options import Stopped, words_of
from kiosk.i18n.errors import message
from kiosk.settings import Settings

if TYPE_CHECKING:
    from core.bootstrap import Core, Database


@contextmanager
def opened_database(settings: Settings) -> Iterator["Database"]:
    """The database of the settings; the embedded one is up meanwhile.

    Raises Stopped for a wrong URL; what the database says within leaves as Refused or Unavailable.
    """
    from core.bootstrap import Database  # slow to import, and many subcommands do without
    from core.db.connection import DatabaseUrlError
    from core.db.engine import translated

    place = settings.data_path, settings.database or None
    try:
        with translated(), Database.open(*place) as database:
            yield database
    except DatabaseUrlError as exc:
        raise Stopped(str(exc)) from exc


@contextmanager
def opened_core(settings: Settings) -> Iterator["Core"]:
    """The plant's core over that database, which may be away. Raises Unavailable where no plant was founded."""
    with opened_database(settings) as database, database.core() as core:
        try:
            core.health()
        except Unavailable as problem:
            if problem.reason == "no_plant":
                raise
        yield core


def kiosk_of(core: "Core", settings: Settings, named: str | None = None) -> str | None:
    """The kiosk to work as; None for the script's own place at the site of whoever signs in, where this machine is
    not enrolled as the kiosk of the settings.

    Refuses `not_found` for one that is `named` and not there.
    """
    try:
        station = core.station(named or settings.kiosk)
        return station.kiosk if named or core.is_enrolled(station) else None
    except Unavailable:
        return named or settings.kiosk
    except Refused:
        if named is not None:
            raise
        return None  # a plant whose kiosks have other codes


@contextmanager
def starting(settings: Settings) -> Iterator[None]:
    """Within it, what goes wrong ends the subcommand with exit status 2."""
    words = words_of(settings.language)
    try:
        yield
    except Refused as exc:
        refusal = exc.violation
        raise Stopped(message(words, refusal.code, dict(refusal.details)), 2) from exc
    except Unavailable as exc:
        sentence = message(words, "unavailable", {"reason": exc.reason, **exc.details})
        raise Stopped(sentence, 2) from exc
    except Stopped as exc:
        raise Stopped(str(exc), 2) from exc
