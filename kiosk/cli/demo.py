"""`nyars demo`: the demo plant with simulated devices, to try by hand or to watch a whole run."""

import logging
import os
import sys
import tempfile
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.options import DataDir, Stopped, chosen, tell


class Profile(StrEnum):
    """The demo plants there are."""

    DONER = "doner"


def add_to(app: typer.Typer) -> None:
    """Register `nyars demo`."""
    app.command("demo")(demo)


def demo(
    data_dir: DataDir = None,
    tour: Annotated[
        Path | None, typer.Option(help="Work a whole run unattended, pictures into this folder.")
    ] = None,
    profile: Annotated[Profile, typer.Option(help="Which demo plant.")] = Profile.DONER,
    language: Annotated[str, typer.Option(help="Language before anybody signs in.")] = "hu",
) -> None:
    """Try the kiosk: a demo plant on a fresh embedded database, with simulated devices beside it."""
    logging.basicConfig(level=logging.WARNING)
    folder = data_dir or Path(tempfile.mkdtemp(prefix="nyars-demo-"))
    if data_dir is None:
        print(folder, flush=True)
    if _no_display():
        if tour is None:
            raise Stopped("There is no display here; try: nyars demo --tour DIR")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    settings = replace(chosen(folder), database="", language=language, full_screen=False)
    tell("Setting the stage: database, scale, thermometer, scanner and printer.")
    from kiosk.demo import show  # loads Qt, which no other subcommand waits for

    if tour is None:
        show.by_hand(settings, profile)
        return
    faults = show.unattended(settings, profile, tour)
    for fault in faults:
        tell(fault)
    if faults:
        raise Stopped(f"The tour is not as it must be; see {tour / 'summary.json'}.")
    tell(f"The tour is done; see {tour / 'summary.json'}.")


def _no_display() -> bool:
    if "QT_QPA_PLATFORM" in os.environ or not sys.platform.startswith("linux"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
