"""The command `nyars`: finds the subcommands, runs one, and turns what went wrong into one sentence."""

import importlib
import pkgutil
import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from core.errors import Refused, Unavailable
from kiosk import cli
from kiosk.cli.options import Stopped, chosen, tell, words_of
from kiosk.i18n.errors import message

DEFAULT = "kiosk"


def build() -> typer.Typer:
    """The application with every subcommand of kiosk/cli that is there."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(help="Touch kiosk of a food plant's shop floor.")(_options)
    for found in pkgutil.iter_modules(cli.__path__):
        module = importlib.import_module(f"{cli.__name__}.{found.name}")
        if hasattr(module, "add_to"):
            module.add_to(app)
    return app


def main() -> NoReturn:
    """Run the command line; without a subcommand the touch application. Exit status 0, 1 or 2."""
    try:
        typer.main.get_command(build())(sys.argv[1:] or [DEFAULT], prog_name="nyars")
    except Stopped as exc:
        tell(str(exc))
        raise SystemExit(exc.status) from None
    except Refused as exc:
        _refused(exc.violation.code, dict(exc.violation.details))
    except Unavailable as exc:
        _refused("unavailable", {"reason": exc.reason, **exc.details})
    raise SystemExit(0)


def _refused(code: str, details: dict[str, object]) -> NoReturn:
    tell(message(words_of(chosen().language), code, details))
    raise SystemExit(1)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(version("nyars"))
        raise typer.Exit


def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version."),
    ] = False,
) -> None:
    """Options that stand before a subcommand."""


if __name__ == "__main__":
    main()
