"""`nyars` and `nyars kiosk`: the touch application."""

import logging

import typer

from kiosk.cli.options import DatabaseUrl, DataDir, Devices, SettingsFile, chosen


def add_to(app: typer.Typer) -> None:
    """Register `nyars kiosk`."""
    app.command("kiosk")(kiosk)


def kiosk(
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    devices: Devices = None,
    settings: SettingsFile = None,
) -> None:
    """Open the touch application of this station."""
    logging.basicConfig(level=logging.WARNING)
    found = chosen(data_dir, database, settings)
    from kiosk.app.kiosk import run  # loads Qt, which no other subcommand waits for

    run(found, devices or ())
