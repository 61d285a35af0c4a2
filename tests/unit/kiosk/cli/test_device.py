import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from kiosk.cli.device import add_to
from kiosk.cli.options import Stopped
from kiosk.devices.catalogue import protocols
from kiosk.devices.protocol import DeviceKind
from tests.frames import frames, lacking

FIXED = [protocol.name for protocol in protocols() if protocol.kind is not DeviceKind.SCANNER]
"""Protocols whose frames tell what is decoded; those of scanners tell what `scan parse` makes of it."""


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    add_to(made)
    return made


def wrong(result: Result) -> str:
    """The sentence of a command that was used wrongly."""
    assert isinstance(result.exception, Stopped)
    assert result.exception.status == 2
    return str(result.exception)


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
    assert wrong(run(app, "decode", "escpos", "--hex", "1e"))


@pytest.mark.parametrize("protocol", FIXED)
def test_many_lines_are_answered_one_by_one(app: typer.Typer, protocol: str) -> None:
    given = "".join(json.dumps(frame) + "\n" for frame in frames(protocol))
    answers = run(app, "decode", protocol, "--lines", given=given).stdout.splitlines()
    for frame, answer in zip(frames(protocol), answers, strict=True):
        told = json.loads(answer)
        expect = {name: value for name, value in frame["expect"].items() if name != "note"}
        assert lacking(expect, told) == []


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        "[" * 100_000,
        '{"hex": "zz"}',
        '{"hex": 55}',
        '{"hex": null}',
        '{"hex": "", "request_hex": 5}',
    ],
)
def test_a_line_that_cannot_be_decoded_is_answered_and_the_next_served(
    app: typer.Typer, line: str
) -> None:
    result = run(app, "decode", "mt_sics", "--lines", given=f'{line}\n{{"hex": ""}}\n')
    first, second = map(json.loads, result.stdout.splitlines())
    assert "error" in first
    assert second == {"readings": [], "leftover_hex": ""}


def test_a_line_that_is_no_text_is_answered_too(app: typer.Typer) -> None:
    result = run(app, "decode", "mt_sics", "--lines", given=b'\xff\xfe\n\n{"hex": "00"}\n')
    first, second = map(json.loads, result.stdout.splitlines())
    assert "error" in first
    assert second["leftover_hex"] == "00"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("decode", "abacus", "--hex", ""), "no protocol abacus: there are "),
        (("decode", "mt_sics", "--hex", "zz"), "--hex is not hexadecimal."),
        (("decode", "mt_sics", "--hex", "00", "--request", "5"), "--request is not hexadecimal."),
        (("decode", "mt_sics"), "there is nothing; give --hex, or bytes on standard input."),
        (("simulate", "scale", "--protocol", "abacus"), "no simulated scale speaks abacus"),
        (("simulate", "scale", "--value", "heavy"), "not a weight: heavy."),
        (("simulate", "printer", "--fault", "moving"), "a printer has no moving: it has value"),
        (("decode", "mt_sics", "--lines", "--hex", "00"), "--lines takes its bytes from standard"),
        (("decode", "modbus", "--lines", "--request", "0"), "--lines takes its bytes from"),
        (("simulate", "scale", "--value", "nan"), "not a weight: nan."),
        (("simulate", "thermometer", "--value", "nan"), "not a temperature: nan."),
        (("simulate", "thermometer", "--value", "-inf"), "not a temperature: -inf."),
        (("simulate", "scale", "--port", "tcp:70000"), "a TCP port is 0 to 65535, not 70000."),
        (("simulate", "scale", "--port", "tcp:abc"), "a TCP port is 0 to 65535, not abc."),
        (("simulate", "scale", "--port", "tcp:"), "a TCP port is 0 to 65535, not nothing."),
    ],
)
def test_wrong_usage_is_told_in_a_sentence_and_ends_with_2(
    app: typer.Typer, args: tuple[str, ...], sentence: str
) -> None:
    told = wrong(run(app, *args))
    assert sentence in told
    assert told.startswith("This cannot be ")
    assert "\n" not in told


@pytest.mark.parametrize("args", [("simulate", "toaster"), ("list", "--device", "scale")])
def test_what_is_not_in_the_usage_ends_with_2(app: typer.Typer, args: tuple[str, ...]) -> None:
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
    assert lines[1].split() == ["scale.main", "mt_sics", "socket://10.0.0.1:4001"]


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
