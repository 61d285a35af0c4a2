"""`nyars scan`: what a scanned code means to the kiosk."""

import json
from typing import Annotated

import typer

from kiosk.devices.decoded import scan_as_json

scan = typer.Typer(help="Scanned codes.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register `nyars scan`."""
    app.add_typer(scan, name="scan")


@scan.callback()
def scanned_codes() -> None:
    """Scanned codes."""  # keeps `parse` a subcommand while it is the only one


@scan.command()
def parse(
    hex_bytes: Annotated[str, typer.Option("--hex", help="The code as the scanner sends it.")],
) -> None:
    """Print the code's kind, its element strings, why it is rejected, and the lot it names."""
    from kiosk.devices.scanners.meaning import parse_scan  # biip takes a while to import

    try:
        code = bytes.fromhex(hex_bytes)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--hex") from error
    typer.echo(json.dumps(scan_as_json(parse_scan(code))))
