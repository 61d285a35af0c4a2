"""`nyars label`: a lot's label as it will print, as a picture."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from core.context import SystemClock
from core.domain.labels import LotLabelData
from core.domain.queries.labels import LabelQuery
from kiosk.app.labelling import draw_label
from kiosk.cli.options import DatabaseUrl, DataDir, SettingsFile, Stopped, asked, chosen, words_of
from kiosk.cli.plant import kiosk_of, opened_core
from kiosk.i18n import Language
from kiosk.runtime.session import sign_in
from kiosk.settings import Settings

Lot = Annotated[str, typer.Argument(help="Code, compact code or id of the lot, or its SSCC.")]
Png = Annotated[Path, typer.Option("--png", help="The file to write.")]
Dots = Annotated[
    int | None,
    typer.Option("--dots", help="Width of the head: 576 for 80 mm, 832 for 4 inches.", min=1),
]
Badge = Annotated[str, typer.Option("--badge", help="Who asks (else asked for).")]
PRINTER = "printer.label"
HEAD = 576
_PLANTS_TONGUES = ("hu", "en")


def add_to(app: typer.Typer) -> None:
    """Register `nyars label`."""
    app.command("label")(label)


def label(
    lot: Lot,
    png: Png,
    dots: Dots = None,
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    badge: Badge = "",
    settings: SettingsFile = None,
) -> None:
    """Render a lot's label as it will print (PIN asked for, or from standard input)."""
    found = chosen(data_dir, database, settings)
    with opened_core(found) as core:
        who = badge or asked("Badge")
        actor, station = sign_in(core, kiosk_of(core, found), who, asked("PIN", hidden=True))
        data = core.ask(LabelQuery(lot=lot), actor, station)
    if not isinstance(data, LotLabelData):
        raise TypeError(f"asked for a label, answered {type(data).__name__}")
    zone = ZoneInfo(station.time_zone)
    tongues = tuple(Language(code, zone) for code in _PLANTS_TONGUES)
    head = dots or _head(found)
    try:
        now = replace(data, printed_at=SystemClock().now())
        draw_label(now, station.process, tongues, head).save(png, format="PNG")
    except ValueError as exc:
        text = words_of(found.language).text(
            "A head of {dots} dots is too narrow for this label.", dots=str(head)
        )
        raise Stopped(text) from exc
    except OSError as exc:
        text = words_of(found.language).text("{file} cannot be written.", file=str(png))
        raise Stopped(text) from exc


def _head(settings: Settings) -> int:
    """What the kiosk's own label printer has."""
    printer = settings.devices.get(PRINTER)
    return int(str(printer.options.get("dots", HEAD))) if printer else HEAD
