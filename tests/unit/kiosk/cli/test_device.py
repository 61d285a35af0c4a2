import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from kiosk.cli.device import add_to
from kiosk.cli.options import Stopped
from tests.frames import frames


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    add_to(made)
    return made


def run(app: typer.Typer, *args: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["device", *args], input=given)


def test_bytes_are_decoded_as_json(app: typer.Typer) -> None:
    result = run(app, "decode", "lutron16", "--hex", "0234323031313130303030303138350d0234")
    assert json.loads(result.stdout) == {
        "readings": [
            {
                "kind": "temperature",
                "status": "ok",
                "value": "-18.5",
                "unit": "C",
                "bookable": True,
                "channel": 2,
            }
        ],
        "leftover_hex": "0234",
    }


def test_raw_bytes_come_on_standard_input(app: typer.Typer) -> None:
    result = run(app, "decode", "mt_sics", given=b"S S     12.345 kg\r\n")
    [reading] = json.loads(result.stdout)["readings"]
    assert reading["value"] == "12.345"


def test_a_scan_is_decoded_with_its_elements(app: typer.Typer) -> None:
    result = run(app, "decode", "serial", "--hex", b"]d21526123110LOT42A\r".hex())
    assert json.loads(result.stdout)["scans"] == [
        {
            "ais": {"15": {"value": "261231", "date": "2026-12-31"}, "10": {"value": "LOT42A"}},
            "reject": [],
            "kind": "gs1",
            "lot": "LOT42A",
        }
    ]


def test_a_printer_status_needs_its_question(app: typer.Typer) -> None:
    result = run(app, "decode", "escpos", "--hex", "1e", "--request", "100404")
    assert json.loads(result.stdout) == {"paper": "near_end"}
    assert run(app, "decode", "escpos", "--hex", "1e").exit_code == 2


@pytest.mark.parametrize("protocol", ["mt_sics", "lutron16", "escpos"])
def test_many_lines_are_answered_one_by_one(app: typer.Typer, protocol: str) -> None:
    given = "".join(json.dumps(frame) + "\n" for frame in frames(protocol))
    answers = run(app, "decode", protocol, "--lines", given=given).stdout.splitlines()
    for frame, answer in zip(frames(protocol), answers, strict=True):
        told = json.loads(answer)
        expect = {name: value for name, value in frame["expect"].items() if name != "note"}
        assert expect.items() <= told.items()


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"hex": "zz"}', '{"hex": 5}'])
def test_a_line_that_cannot_be_decoded_is_answered_and_the_next_served(
    app: typer.Typer, line: str
) -> None:
    result = run(app, "decode", "mt_sics", "--lines", given=f'{line}\n{{"hex": ""}}\n')
    first, second = map(json.loads, result.stdout.splitlines())
    assert "error" in first
    assert second == {"readings": [], "leftover_hex": ""}


@pytest.mark.parametrize(
    "args",
    [
        ("decode", "abacus", "--hex", ""),
        ("decode", "mt_sics", "--hex", "zz"),
        ("simulate", "scale", "--protocol", "abacus"),
        ("simulate", "scale", "--value", "heavy"),
        ("simulate", "printer", "--fault", "moving"),
        ("simulate", "toaster"),
        ("list", "--device", "scale"),
    ],
)
def test_wrong_usage_ends_with_2(app: typer.Typer, args: tuple[str, ...]) -> None:
    assert run(app, *args).exit_code == 2


def test_devices_are_listed_with_those_of_the_command_line(
    app: typer.Typer, tmp_path: Path
) -> None:
    (tmp_path / "kiosk.toml").write_text(
        '[devices."scale.main"]\nprotocol = "mt_sics"\nport = "/dev/ttyS0"\n'
        '[devices."probe.core"]\nprotocol = "lutron16"\nport = "/dev/ttyS1"\n'
    )
    args = ("--data-dir", str(tmp_path), "--device", "scale.main=mt_sics@socket://10.0.0.1:4001")
    told = json.loads(run(app, "list", "--json", *args).stdout)
    assert told["devices"] == [
        {"role": "scale.main", "protocol": "mt_sics", "port": "socket://10.0.0.1:4001"},
        {"role": "probe.core", "protocol": "lutron16", "port": "/dev/ttyS1"},
    ]
    assert {"name": "mt_sics", "kind": "scale"} in told["protocols"]
    lines = run(app, "list", *args).stdout.splitlines()
    assert lines[0].split() == ["scale.main", "mt_sics", "socket://10.0.0.1:4001"]


@pytest.mark.parametrize(
    ("device", "sentence"),
    [
        ("probe.core=lutron16@/dev/ttyS1", "No device plays scale.main"),
        ("scale.main=escpos@/dev/ttyS1", "scale.main cannot be a printer"),
    ],
)
def test_a_role_that_cannot_be_watched_ends_with_1(
    app: typer.Typer, device: str, sentence: str, tmp_path: Path
) -> None:
    result = run(app, "watch", "scale.main", "--data-dir", str(tmp_path), "--device", device)
    assert isinstance(result.exception, Stopped)
    assert result.exception.status == 1
    assert sentence in str(result.exception)
