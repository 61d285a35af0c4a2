import json

import typer
from typer.testing import CliRunner

from kiosk.cli.scan import add_to


def run(*args: str) -> tuple[int, str]:
    app = typer.Typer()
    add_to(app)
    result = CliRunner().invoke(app, ["scan", "parse", *args])
    return result.exit_code, result.stdout


def test_a_lot_label_is_parsed_to_its_lot() -> None:
    code = b"]d23103012345112611201026-03"
    status, said = run("--hex", code.hex())
    assert status == 0
    assert json.loads(said) == {
        "ais": {
            "3103": {"value": "012345", "decimal": "12.345"},
            "11": {"value": "261120", "date": "2026-11-20"},
            "10": {"value": "26-03"},
        },
        "reject": [],
        "kind": "gs1",
        "lot": "26-03",
    }


def test_a_badge_names_no_lot() -> None:
    _, said = run("--hex", b"B-OPERATOR".hex())
    assert json.loads(said) == {"ais": {}, "reject": [], "kind": "badge"}


def test_hexadecimal_that_is_none_is_wrong_usage() -> None:
    assert run("--hex", "zz")[0] == 2
