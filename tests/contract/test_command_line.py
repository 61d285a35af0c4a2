"""What holds for every subcommand there is."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import typer

from kiosk import __main__ as nyars
from kiosk.__main__ import build, main
from kiosk.cli.options import Stopped

HEAVY = ("PySide6", "qasync", "sqlalchemy", "psycopg", "alembic", "escpos", "zxingcpp")


def run(monkeypatch: pytest.MonkeyPatch, *args: str) -> object:
    """The exit status of the command line."""
    monkeypatch.setattr(sys, "argv", ["nyars", *args])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_no_subcommand_loads_qt_or_a_database_before_it_runs() -> None:
    script = f"import sys; from kiosk.__main__ import build; build(); print(*set({HEAVY}) & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(nyars.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


def test_every_subcommand_says_in_a_sentence_what_it_does() -> None:
    commands = typer.main.get_command(build()).commands
    assert {"exec", "db", "device", "kiosk"} <= commands.keys()
    for name, command in commands.items():
        assert (command.help or "").strip().endswith((".", ")")), name


def test_the_version_is_the_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out.strip() == version("nyars")


def test_without_a_subcommand_the_touch_application_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    app = typer.Typer()
    app.callback()(lambda: None)
    app.command("kiosk")(lambda: opened.append("kiosk"))
    monkeypatch.setattr(nyars, "build", lambda: app)
    assert run(monkeypatch) == 0
    assert opened == ["kiosk"]


@pytest.mark.parametrize("status", [1, 2])
def test_what_stops_a_subcommand_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    def stop() -> None:
        raise Stopped("The printer is on fire.", status)

    app = typer.Typer()
    app.callback()(lambda: None)
    app.command("kiosk")(stop)
    monkeypatch.setattr(nyars, "build", lambda: app)
    assert run(monkeypatch) == status
    assert capsys.readouterr().err == "The printer is on fire.\n"
