import io
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.endpoint import HOST, TcpEndpoint
from kiosk.devices.simulator.running import run_simulator
from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
from kiosk.devices.transport.link import ORDINARY_LINE, Link
from kiosk.devices.transport.opening import open_link, resolved

pytestmark = pytest.mark.usefixtures("no_thread_left")


@pytest.fixture
def scale() -> Iterator[SimulatedScale]:
    with SimulatedScale("tcp:0", "12.345") as device:
        yield device


@pytest.fixture
def line(scale: SimulatedScale) -> Iterator[Link]:
    with closing(open_link(scale.port, ORDINARY_LINE)) as link:
        yield link


def answer(line: Link, command: str) -> str:
    line.write(command.encode() + b"\r\n")
    return heard(line)


def heard(line: Link) -> str:
    said = b""
    while not said.endswith(b"\r\n"):
        said += line.read()
    return said.decode().removesuffix("\r\n")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("SI", "S S     12.345 kg"),
        ("S", "S S     12.345 kg"),
        ("SIR", "S S     12.345 kg"),
        ("I4", 'I4 A "B021002593"'),
        ("@", 'I4 A "B021002593"'),
        ("TI", "TI S     12.345 kg"),
        ("TA", "TA A      0.000 kg"),
        ("Z", "Z +"),
        ("TAC", "TAC A"),
        ("si", "ES"),
        ("", "ES"),
    ],
)
def test_a_simulated_scale_answers_as_the_protocol_says(
    line: Link, command: str, said: str
) -> None:
    assert answer(line, command).startswith(said)


def test_a_light_load_is_zeroed_and_a_heavier_one_tared(scale: SimulatedScale, line: Link) -> None:
    scale.value("0.120")
    assert answer(line, "ZI") == "ZI S"
    scale.value("1.120")
    assert answer(line, "T") == "T S      1.000 kg"
    scale.value("0.020")
    assert answer(line, "SI") == "S S     -1.100 kg"
    assert answer(line, "T") == "T -"
    scale.overload()
    assert answer(line, "TI") == "TI +"


def test_a_load_that_never_rests_is_given_up() -> None:
    with SimulatedScale("tcp:0", "12.345", patience=0.1) as scale:
        scale.moving()
        with closing(open_link(scale.port, ORDINARY_LINE)) as line:
            assert answer(line, "TI").startswith("TI D ")
            assert answer(line, "S") == "S I"


def test_repeated_weights_end_with_the_next_command(line: Link) -> None:
    assert answer(line, "SIR") == heard(line)
    assert answer(line, "I4").endswith('I4 A "B021002593"')
    assert line.read() == b""


def test_two_kiosks_may_ask_one_tcp_scale(scale: SimulatedScale, line: Link) -> None:
    with closing(open_link(scale.port, ORDINARY_LINE)) as second:
        assert answer(second, "SI") == answer(line, "SI")
    assert answer(line, "SI") == "S S     12.345 kg"


def test_whoever_has_just_connected_hears_what_is_said_next() -> None:
    endpoint = TcpEndpoint(0)
    with socket.create_connection((HOST, endpoint.port), timeout=5) as visitor:
        endpoint.send(b"S S     12.345 kg\r\n")
        assert visitor.recv(64) == b"S S     12.345 kg\r\n"
    endpoint.close()


def test_a_link_names_the_pseudo_terminal_until_it_is_closed(tmp_path: Path) -> None:
    link = tmp_path / "ttySCALE"
    with SimulatedScale(str(link)) as scale:
        first = link.resolve()
        assert first.is_char_device()
        scale.unplug()
        assert not link.exists()
        scale.plug()
        scale.plug()
        assert link.is_char_device()
    assert not link.is_symlink()


def test_a_link_that_another_device_has_taken_over_stays_with_it(tmp_path: Path) -> None:
    link = tmp_path / "ttySCALE"
    with SimulatedScale(str(link)) as first, SimulatedScale(str(link)):
        taken = link.resolve()
        first.unplug()
        assert link.resolve() == taken
    assert not link.is_symlink()


@pytest.mark.parametrize("there", ["a real port", "a file"])
def test_what_is_no_simulated_device_is_not_replaced(tmp_path: Path, there: str) -> None:
    link = tmp_path / "ttySCALE"
    if there == "a file":
        link.write_text("")
    else:
        link.symlink_to("/dev/ttyUSB0")
    with pytest.raises(FileExistsError, match="is there already"):
        SimulatedScale(str(link)).start()
    assert link.is_symlink() or link.is_file()


def test_a_plugged_port_that_was_taken_meanwhile_is_told(scale: SimulatedScale) -> None:
    number = int(scale.port.rpartition(":")[2])
    scale.unplug()
    with socket.create_server(("127.0.0.1", number)), pytest.raises(OSError, match="in use"):
        scale.plug()


def run(kind: DeviceKind, commands: str, **options: Any) -> list[dict[str, str]]:
    answers = io.StringIO()
    run_simulator(kind, None, "tcp:0", None, io.StringIO(commands), answers, **options)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("kind", "knobs"),
    [
        (DeviceKind.SCALE, "value 3.5\nmoving\nstable\noverload\nsilent\nunplug\nplug\n"),
        (DeviceKind.THERMOMETER, "value -18.04\nmoving\nstable\nsilent\nunplug\nplug\n"),
        (DeviceKind.SCANNER, "value B-OPERATOR\nsilent\nunplug\nplug\n"),
        (DeviceKind.PRINTER, "paper out\npaper ok\ncover open\ncover closed\nunplug\nplug\n\n"),
    ],
)
def test_each_kind_has_its_knobs(kind: DeviceKind, knobs: str) -> None:
    [told] = run(kind, knobs)
    assert told["port"].startswith("socket://127.0.0.1:")


@pytest.mark.parametrize(
    ("kind", "command", "error"),
    [
        (DeviceKind.SCALE, "paper out", "a scale has no paper out"),
        (DeviceKind.SCALE, "value heavy", "not a weight: heavy"),
        (DeviceKind.SCALE, "value nan", "not a weight: nan"),
        (DeviceKind.THERMOMETER, "value sNaN", "not a temperature: sNaN"),
        (DeviceKind.THERMOMETER, "value cold", "not a temperature: cold"),
        (DeviceKind.THERMOMETER, "value 1e9", "not a temperature in thousandths: 1e9"),
        (DeviceKind.PRINTER, "value 1", "a printer takes no value"),
    ],
)
def test_a_knob_that_a_device_has_not_is_told(kind: DeviceKind, command: str, error: str) -> None:
    [told] = run(kind, command)[1:]
    assert told["error"].startswith(error)


def test_a_fault_may_be_there_from_the_start() -> None:
    [told] = run(DeviceKind.PRINTER, "", fault="paper_out")
    assert told["port"]


def test_a_new_pseudo_terminal_after_a_plug_is_told() -> None:
    answers = io.StringIO()
    commands = io.StringIO("unplug\nplug\n")
    run_simulator(DeviceKind.SCALE, "mt_sics", "", "1.000", commands, answers)
    ports = {json.loads(line)["port"] for line in answers.getvalue().splitlines()}
    assert all(port.startswith("/dev/") for port in ports)


@pytest.mark.parametrize("port", ["tcp:65536", "tcp:", "tcp:-1"])
def test_a_port_number_that_is_none_is_told(port: str) -> None:
    with pytest.raises(ValueError, match="a TCP port is 0 to 65535, not "):
        SimulatedScale(port).start()


def test_a_path_is_a_port_as_it_is() -> None:
    assert resolved("/dev/ttyS0") == "/dev/ttyS0"


def test_a_silent_scale_hears_and_says_nothing(scale: SimulatedScale, line: Link) -> None:
    scale.silence()
    line.write(b"SI\r\n")
    assert line.read() == b""
    scale.plug()
    assert answer(line, "SI") == "S S     12.345 kg"
