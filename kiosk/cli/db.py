"""`nyars db`: found a plant, bring its schema up to date, say where it is, keep its server up."""

import json
import re
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from zoneinfo import available_timezones

import typer

from core import resources
from core.domain.codes import SITE
from core.domain.people import Role, check_pin
from core.rules.plant import GS1_PREFIX
from kiosk.cli.options import AsJson, DatabaseUrl, DataDir, SettingsFile, chosen, tell
from kiosk.cli.plant import opened_database
from kiosk.settings import Settings

if TYPE_CHECKING:
    from core.ops.plant import NewSite

db = typer.Typer(help="The plant's database.", no_args_is_help=True, rich_markup_mode=None)

_MAINTENANCE = "postgres"  # the database that every PostgreSQL has
_IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


class Profile(StrEnum):
    """The demo plants there are."""

    DONER = "doner"


class Login(StrEnum):
    """Whom a URL lets in."""

    KIOSK_APP = "kiosk_app"
    MIGRATOR = "migrator"


@db.command()
def init(
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    demo: Annotated[bool, typer.Option("--demo", help="The demo plant DUNA.")] = False,
    profile: Annotated[Profile, typer.Option(help="Which demo plant.")] = Profile.DONER,
    site: Annotated[str, typer.Option(help="Code of the site: four capital letters.")] = "",
    name: Annotated[str, typer.Option(help="Name of the site.")] = "",
    process: Annotated[str, typer.Option(help="The process it runs.")] = "doner",
    time_zone: Annotated[str, typer.Option(help="Its time zone.")] = "Europe/Budapest",
    admin_badge: Annotated[str, typer.Option(help="Badge of the first administrator.")] = "",
    gs1_prefix: Annotated[str, typer.Option(help="Company prefix of GS1, for pallet labels.")] = "",
    address: Annotated[str, typer.Option(help="Its address, for consignments.")] = "",
    settings: SettingsFile = None,
) -> None:
    """Found a plant: a site with its first administrator (PIN asked for, or from standard input), or the demo."""
    found = chosen(data_dir, database, settings)
    if demo:
        _found_demo(found)
        tell("The demo plant DUNA stands.")
        return
    new = replace(
        _new_site(site, name, process, time_zone),
        gs1_prefix=_prefix(gs1_prefix),
        address=address or None,
    )
    if not admin_badge:
        raise typer.BadParameter("an administrator needs a badge", param_hint="--admin-badge")
    _found_site(found, new, admin_badge, _pin())
    tell(f"The site {site} stands; {admin_badge} is its administrator.")


@db.command()
def upgrade(
    data_dir: DataDir = None, database: DatabaseUrl = None, settings: SettingsFile = None
) -> None:
    """Bring the schema up to what this version needs."""
    with opened_database(chosen(data_dir, database, settings)) as opened:
        from core.db import migrate
        from core.ops.plant import renew_processes

        migrate.upgrade(opened.url(Login.MIGRATOR))
        renew_processes(opened.url(Login.MIGRATOR))
        tell(f"The schema stands at {migrate.head()}.")


@db.command()
def status(
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Where the schema stands and what it lacks."""
    with opened_database(chosen(data_dir, database, settings)) as opened:
        from core.db import migrate

        schema = migrate.status(opened.url(Login.MIGRATOR))
        told = {
            "embedded": opened.embedded,
            "current": schema.current,
            "head": schema.head,
            "pending": list(schema.pending),
            "is_newer": schema.is_newer,
        }
    if as_json:
        print(json.dumps(told))
        return
    for what, value in told.items():
        print(f"{what:10} {value}")


@db.command()
def url(
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    role: Annotated[Login, typer.Option(help="Whom the URL lets in.")] = Login.KIOSK_APP,
    settings: SettingsFile = None,
) -> None:
    """Print the database's URL."""
    with opened_database(chosen(data_dir, database, settings)) as opened:
        print(opened.url(role))


@db.command()
def serve(data_dir: DataDir = None, settings: SettingsFile = None) -> None:
    """Keep the embedded server up until SIGTERM; print its URLs as one JSON line when it is."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with opened_database(chosen(data_dir, "", settings)) as opened:
        print(json.dumps({role.value: opened.url(role) for role in Login}), flush=True)
        ended.wait()


def add_to(app: typer.Typer) -> None:
    """Register `nyars db`."""
    app.add_typer(db, name="db")


def _found_demo(settings: Settings) -> None:
    with _ready(settings) as migrator:
        from core.ops.demo import found_demo

        found_demo(migrator)


def _found_site(settings: Settings, site: "NewSite", badge: str, pin: str) -> None:
    with _ready(settings) as migrator:
        from core.ops.plant import NewUser, found_site

        admin = NewUser(
            badge=badge, pin=pin, name=badge, role=Role.ADMIN, language=settings.language
        )
        found_site(migrator, site, [admin])


def _new_site(code: str, name: str, process: str, time_zone: str) -> "NewSite":
    from core.ops.plant import NewSite

    if not re.fullmatch(SITE, code):
        raise typer.BadParameter("a site has four capital letters", param_hint="--site")
    if not name.strip():
        raise typer.BadParameter("a site needs a name", param_hint="--name")
    if not resources.path("processes", f"{process}.toml").is_file():
        raise typer.BadParameter(f"there is no process {process}", param_hint="--process")
    if time_zone not in available_timezones():
        raise typer.BadParameter(f"there is no zone {time_zone}", param_hint="--time-zone")
    return NewSite(code=code, name=name, process=process, time_zone=time_zone)


def _prefix(digits: str) -> str | None:
    """A company prefix of GS1: 4 to 12 digits (GS1 General Specifications 1.4.4)."""
    if digits and not GS1_PREFIX.fullmatch(digits):
        raise typer.BadParameter("a GS1 prefix has 4 to 12 digits", param_hint="--gs1-prefix")
    return digits or None


def _pin() -> str:
    """The PIN from the terminal, unseen, or the first line of standard input."""
    if sys.stdin.isatty():
        pin = str(typer.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True))
    else:
        pin = sys.stdin.readline().strip()
    check_pin(pin)
    return pin


@contextmanager
def _ready(settings: Settings) -> Iterator[str]:
    """The migrator's URL to a database with roles and the newest schema."""
    with opened_database(settings) as opened:
        from core.db import migrate

        url = opened.url(Login.MIGRATOR)
        migrator = url if opened.embedded else _with_roles(url)
        migrate.upgrade(migrator)
        yield migrator


def _with_roles(url: str) -> str:
    """A PostgreSQL of one's own: where `url` is its superuser's, make roles and database and tell
    the URLs of the two logins once; gives the migrator's."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    from core.db.connection import connect
    from core.db.roles import DATABASE, OWNER, is_prepared, prepare_server

    named = str(conninfo_to_dict(url).get("dbname", ""))
    name = DATABASE if named in ("", _MAINTENANCE) else named
    whole = make_conninfo(url, dbname=_MAINTENANCE)
    try:
        with connect(whole, autocommit=True) as server:
            superuser = server.execute(_IS_SUPERUSER).fetchone() == (True,)
            prepared = is_prepared(server, database=name)
    except psycopg.OperationalError:  # a migrator who may only go to the plant's own database
        return url
    if not superuser or prepared:
        return make_conninfo(url, dbname=name)
    passwords = {login.value: secrets.token_urlsafe(24) for login in Login}
    prepare_server(whole, passwords, database=name)
    with connect(whole, autocommit=True) as server:  # it may have been there, and another's
        owned = psycopg.sql.SQL("ALTER DATABASE {} OWNER TO {}")
        server.execute(owned.format(*map(psycopg.sql.Identifier, (name, OWNER))))
    urls = {
        role: make_conninfo(url, dbname=name, user=role, password=password)
        for role, password in passwords.items()
    }
    print(json.dumps(urls))
    return urls[Login.MIGRATOR]
