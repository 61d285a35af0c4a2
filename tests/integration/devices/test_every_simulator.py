"""Every simulated device as its own process, and the real command line that listens to it."""

import json
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kiosk.devices.catalogue import protocols
from kiosk.devices.protocol import DeviceKind, DeviceProtocol
from kiosk.devices.simulator.catalogue import simulator_of
from tests.frames import frames, lacking
from tests.integration.devices.test_device_processes import NYARS, Process, nyars_device

MEASURED = {DeviceKind.SCALE: "12.345", DeviceKind.THERMOMETER: "4.5"}
CODE = "]d210LOT42A"
LISTENED_TO = [
    pytest.param(protocol, id=protocol.name)
    for protocol in protocols()
    if protocol.kind is not DeviceKind.PRINTER and protocol.name != "wedge"
]
NOT_LISTENED_TO = [
    pytest.param(protocol, id=protocol.name)
    for protocol in protocols()
    if protocol.kind is DeviceKind.PRINTER or protocol.name == "wedge"
]
DECODED = [
    pytest.param(protocol.name, id=protocol.name)
    for protocol in protocols()
    if protocol.kind is not DeviceKind.SCANNER
]
DEADLINE = 60


def role_of(protocol: DeviceProtocol) -> str:
    return f"{protocol.kind.role}.main"


def simulated(protocol: DeviceProtocol, link: Path, *args: str) -> Any:
    value = MEASURED.get(protocol.kind)
    given = () if value is None else ("--value", value)
    named = ("--protocol", protocol.name, "--port", str(link))
    return nyars_device("simulate", protocol.kind.value, *named, *given, *args)


def watched(protocol: DeviceProtocol, port: str) -> Any:
    device = f"{role_of(protocol)}={protocol.name}@{port}"
    return nyars_device("watch", role_of(protocol), "--json", "--device", device)


def next_measured(watch: Process) -> dict[str, Any]:
    """The next reading that carries a value, or the next scan."""
    while "value" not in (told := watch.says()) and "text" not in told:
        assert told.get("event") != "lost", told
    return told


@pytest.mark.parametrize("protocol", LISTENED_TO)
def test_what_a_simulated_device_says_is_read_by_the_command_line(
    protocol: DeviceProtocol, tmp_path: Path
) -> None:
    link = tmp_path / "tty"
    with simulated(protocol, link) as device:
        assert device.says() == {"port": str(link)}
        with watched(protocol, str(link)) as watch:
            assert watch.says()["event"] == "connected"
            check_measured(protocol, device, watch)
            device.told("unplug")
            while watch.says().get("event") != "lost":
                pass
            device.told("plug")
            assert watch.says()["event"] == "connected"
            check_measured(protocol, device, watch)


@pytest.mark.parametrize("protocol", NOT_LISTENED_TO)
def test_a_simulated_device_goes_and_comes_back_by_its_knobs(
    protocol: DeviceProtocol, tmp_path: Path
) -> None:
    link = tmp_path / "tty"
    with simulated(protocol, link, "--fault", "partial") as device:
        assert device.says() == {"port": str(link)}
        device.told("unplug")
        device.told("dance")
        assert device.says()["error"].startswith(f"a {protocol.kind} has no dance: ")
        assert not link.exists()
        device.told("plug")
        device.told("dance")
        device.says()
        assert link.is_char_device()


def check_measured(protocol: DeviceProtocol, device: Process, watch: Process) -> None:
    """What the device measures, or a code that it scans, comes out as it is."""
    if protocol.kind is DeviceKind.SCANNER:
        device.told(f"value {CODE}")
        assert next_measured(watch)["lot"] == "LOT42A"
        return
    told = next_measured(watch)
    assert Decimal(told["value"]) == Decimal(MEASURED[protocol.kind])
    assert told["unit"] in ("kg", "C")
    while not told["bookable"]:
        told = next_measured(watch)


@pytest.mark.parametrize("protocol", DECODED)
def test_every_frame_is_decoded_by_one_command_line(protocol: str) -> None:
    wanted = frames(protocol)
    given = "".join(json.dumps(frame) + "\n{}\n" for frame in wanted)
    ended = subprocess.run(
        [*NYARS, "device", "decode", protocol, "--lines"],
        input=given,
        check=True,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [list(each) for each in answers[1::2]] == [["error"]] * len(wanted)
    for frame, told in zip(wanted, answers[::2], strict=True):
        expect = {name: value for name, value in frame["expect"].items() if name != "note"}
        assert lacking(expect, told) == [], frame


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("decode", "abacus", "--hex", "00"), "This cannot be decoded: no protocol abacus: "),
        (("decode", "modbus", "--hex", "0x"), "This cannot be decoded: --hex is not hexadecimal"),
        (("decode", "modbus"), "This cannot be decoded: there is nothing; "),
        (
            ("simulate", "scale", "--fault", "dance"),
            "This cannot be simulated: a scale has no dance",
        ),
        (
            ("simulate", "scale", "--protocol", "modbus"),
            "This cannot be simulated: no simulated scale",
        ),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(args: tuple[str, ...], sentence: str) -> None:
    ended = subprocess.run(
        [*NYARS, "device", *args],
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(sentence)
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("protocol", [pytest.param(each, id=each.name) for each in protocols()])
def test_every_knob_may_be_turned_from_the_start(protocol: DeviceProtocol) -> None:
    model = simulator_of(protocol.kind, protocol.name)
    for name in model("tcp:0").all_knobs:
        with model("tcp:0") as device:
            device.command(name)
            device.command(name.replace(" ", "_"))
            device.command("normal")
