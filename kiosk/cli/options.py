"""What several subcommands share: their options, where the plant is, and how one ends with a sentence."""

import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from core.domain.words import Words
from kiosk import settings
from kiosk.devices.setting import DeviceSetting, parse_device
from kiosk.i18n import Language, languages
from kiosk.settings import Settings, SettingsError

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", help="Folder of the outbox, the settings and the embedded database."
    ),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database", help="A PostgreSQL of your own (else NYARS_DATABASE)."),
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", help="The settings file to read.", exists=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON instead of for people.")]
Devices = Annotated[
    list[DeviceSetting] | None,
    typer.Option(
        "--device",
        metavar="ROLE=PROTOCOL@PORT",
        parser=parse_device,
        help="A device that plays a role, in place of the settings'; repeatable.",
    ),
]


class Stopped(Exception):
    """The subcommand cannot do its work: a sentence for standard error, and the exit status."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def chosen(
    data_dir: Path | None = None, database: str | None = None, file: Path | None = None
) -> Settings:
    """The settings with what the command line says instead."""
    try:
        found = settings.load(file, data_dir=data_dir)
    except SettingsError as exc:
        raise Stopped(str(exc), 2) from exc
    return found if database is None else replace(found, database=database)


def words_of(language: str) -> Words:
    """The words of the kiosk's language, or English where there is no such catalogue."""
    return Language(language if language in languages() else "en", UTC)


def tell(sentence: str) -> None:
    """Say something that is no answer: it goes to standard error."""
    print(sentence, file=sys.stderr, flush=True)


def asked(what: str, *, hidden: bool = False) -> str:
    """What the person types, unseen where it is hidden, or the next line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=hidden, err=True))
    return sys.stdin.readline().strip()
