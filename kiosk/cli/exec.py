"""`nyars exec`: commands and queries of a script, a JSON line each, through the outbox or straight to the bus."""

import io
import json
import logging
import sys
from contextlib import ExitStack, closing
from typing import Annotated

import typer

from core.context import SystemClock
from kiosk.cli.desks import DirectDesk, OutboxDesk
from kiosk.cli.lines import Desk, LineProtocol, lines
from kiosk.cli.options import DatabaseUrl, DataDir, Devices, SettingsFile, chosen
from kiosk.cli.plant import kiosk_of, opened_core, starting
from kiosk.ports import CorePort
from kiosk.runtime.disk import Disk
from kiosk.settings import Settings

Kiosk = Annotated[str | None, typer.Option("--kiosk", help="Code of the kiosk to work as.")]
Direct = Annotated[bool, typer.Option("--direct", help="Go straight to the bus, past the outbox.")]


def add_to(app: typer.Typer) -> None:
    """Register `nyars exec`."""
    app.command("exec")(execute)


def execute(
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    kiosk: Kiosk = None,
    direct: Direct = False,
    devices: Devices = None,
    settings: SettingsFile = None,
) -> None:
    """Read one JSON object a line from standard input and answer one a line."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    found = chosen(data_dir, database, settings)
    with ExitStack() as stack:
        with starting(found):
            core = stack.enter_context(opened_core(found))
            code = None if kiosk is None and direct else kiosk_of(core, found, kiosk)
            desk = _desk(stack, core, found, code, direct)
        _serve(LineProtocol(desk, found.language))


def _desk(
    stack: ExitStack, core: CorePort, found: Settings, kiosk: str | None, direct: bool
) -> Desk:
    clock = SystemClock()
    if direct:
        return stack.enter_context(closing(DirectDesk(core, clock, kiosk)))
    disk = stack.enter_context(closing(Disk(found.data_path)))
    return stack.enter_context(closing(OutboxDesk(core, disk, clock, kiosk)))


def _serve(protocol: LineProtocol) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n", line_buffering=True)
    for line in lines(sys.stdin.buffer):
        print(json.dumps(protocol.answer(line), ensure_ascii=False))
