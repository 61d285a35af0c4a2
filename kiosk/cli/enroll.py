"""`nyars enroll`: makes this machine a kiosk of the plant, with an administrator's badge."""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.context import Actor, Request, Station, SystemClock, new_id
from core.domain.commands import Command
from core.domain.commands.plant import EnrollKiosk, RegisterKiosk
from core.domain.masterdata import CODE
from core.errors import Refused, Unavailable
from kiosk.cli.options import (
    AsJson,
    DatabaseUrl,
    DataDir,
    SettingsFile,
    Stopped,
    asked,
    chosen,
    tell,
)
from kiosk.cli.plant import opened_core
from kiosk.settings import FILE

if TYPE_CHECKING:
    from core.bootstrap import Core

_SECRET_BYTES = 32


def add_to(app: typer.Typer) -> None:
    """Register `nyars enroll`."""
    app.command("enroll")(enroll)


def enroll(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Code of the kiosk that this machine is to be.")
    ],
    station: Annotated[
        str, typer.Option(help="Where a new kiosk stands; its code, if left out.")
    ] = "",
    site: Annotated[
        str, typer.Option(help="Site of a new kiosk; your first one, if left out.")
    ] = "",
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Make this machine a kiosk, with an administrator's badge and PIN (asked for, or from standard input)."""
    code = code.upper()
    if not re.fullmatch(CODE, code):
        raise typer.BadParameter("at most 20 letters and digits, no blanks", param_hint="CODE")
    found = chosen(data_dir, database, settings)
    with opened_core(found) as core:
        known = _known(core, code)
        where = site or (known.site if known else None)
        with _signed_in(core, where) as desk:
            new = None if known else RegisterKiosk(code=code, station=station or code)
            made = _enrolled(desk, code, new)
    if as_json:
        print(json.dumps(made, ensure_ascii=False))
        return
    tell(f"This machine is kiosk {code} of {made['site']}, station {made['station']}.")
    if found.kiosk != code:
        tell(f'The settings name another one: write kiosk = "{code}" into {FILE}.')


class _Desk:
    """An administrator at the scripts' place of their site."""

    def __init__(self, core: "Core", actor: Actor, station: Station) -> None:
        self.core = core
        self.actor = actor
        self._station = station

    def do(self, command: Command) -> Mapping[str, Any]:
        """The result of an accepted command."""
        request = Request(
            command=command,
            key=new_id(),
            actor=self.actor,
            station=self._station,
            device_at=SystemClock().now(),
        )
        return self.core.handle(request).result


def _known(core: "Core", code: str) -> Station | None:
    try:
        return core.station(code)
    except Refused:
        return None


@contextmanager
def _signed_in(core: "Core", site: str | None) -> Iterator[_Desk]:
    """Whoever gives badge and PIN, at that site or (None) their first; signed out at the end."""
    station = core.station_of_scripts(site) if site else None
    badge, pin = asked("Badge"), asked("PIN", hidden=True)
    actor = core.sign_in(badge, pin, station, idles=False)
    try:
        yield _Desk(core, actor, station or core.home_station(actor))
    finally:
        with suppress(Unavailable):  # it ends by itself
            core.sign_out(actor)


def _enrolled(desk: _Desk, code: str, new: RegisterKiosk | None) -> Mapping[str, Any]:
    """What the plant says of the kiosk, whose secret is kept here then."""
    secret = os.urandom(_SECRET_BYTES)
    digest = hashlib.sha256(secret).hexdigest()
    made = None
    try:
        with desk.core.enrolments.keeping(code, secret):
            if new is not None:
                desk.do(new)
            made = desk.do(EnrollKiosk(kiosk=code, secret_hash=digest))
    except OSError as exc:
        if made is None:
            raise Stopped(f"The data folder does not take the secret of {code}: {exc}.") from exc
        kept = f"The plant knows {code} anew, but its secret was not kept here: {exc}."
        raise Stopped(f"{kept} Enrol it once more.") from exc
    return made
