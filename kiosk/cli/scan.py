"""`nyars scan`: what a scanned code means to the kiosk."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.options import DataDir, SettingsFile, Stopped, chosen, words_of
from kiosk.devices.decoded import scan_as_json

scan = typer.Typer(help="Scanned codes.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register `nyars scan`."""
    app.add_typer(scan, name="scan")


@scan.command()
def parse(
    hex_bytes: Annotated[str, typer.Option("--hex", help="The code as the scanner sends it.")],
) -> None:
    """Print the code's kind, its element strings, why it is rejected, and the lot it names."""
    from kiosk.devices.scanners.meaning import parse_scan  # biip takes a while to import

    try:
        code = bytes.fromhex(hex_bytes)
    except ValueError as error:
        raise Stopped("--hex takes hexadecimal digits, two a byte.", 2) from error
    typer.echo(json.dumps(scan_as_json(parse_scan(code))))


@scan.command()
def page(
    out: Annotated[Path, typer.Option(help="The page's file: FILE.png or FILE.pdf.")],
    data_dir: DataDir = None,
    settings: SettingsFile = None,
) -> None:
    """Write the page with which a scanner is tried, in the kiosk's language: print and scan it."""
    from core.labels.scan_page import scan_test_page

    if out.suffix.lower() not in (".png", ".pdf"):
        raise Stopped("--out takes a name that ends in .png or .pdf.", 2)
    sheet = scan_test_page(words_of(chosen(data_dir, file=settings).language))
    try:
        sheet.save(out, dpi=sheet.info["dpi"], resolution=sheet.info["dpi"][0])
    except OSError as error:
        raise Stopped(f"{out} cannot be written: {error}.") from error
