import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from PIL import Image

from kiosk.devices.printers.escpos import EscposPrinter
from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
from kiosk.devices.transport.link import ORDINARY_LINE
from kiosk.ports import PrinterCondition

NYARS = (sys.executable, "-m", "kiosk")
DEADLINE = 20


class Process:
    """A running `nyars device` whose answers are JSON lines."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def says(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(_of(self.process.stdout).readline())
        return told

    def told(self, line: str) -> None:
        stdin = _of(self.process.stdin)
        stdin.write(line + "\n")
        stdin.flush()


def _of(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@contextmanager
def nyars_device(*args: str, without_commands: bool = False) -> Iterator[Process]:
    """Runs it, ends it by SIGTERM, and wants it to end well and silently."""
    with subprocess.Popen(
        [*NYARS, "device", *args],
        stdin=subprocess.DEVNULL if without_commands else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "default::ResourceWarning"},
    ) as process:
        try:
            yield Process(process)
            process.send_signal(signal.SIGTERM)
            _, complaint = process.communicate(timeout=DEADLINE)
            assert (process.returncode, complaint) == (0, "")
        finally:
            process.kill()


def test_a_simulated_scale_takes_knobs_on_standard_input(tmp_path: Path) -> None:
    link = tmp_path / "ttySCALE"
    with (
        nyars_device("simulate", "scale", "--port", str(link), "--value", "12.345") as scale,
    ):
        assert scale.says() == {"port": str(link)}
        device = f"scale.main=mt_sics@{link}"
        with nyars_device("watch", "scale.main", "--json", "--device", device) as watch:
            assert watch.says() == {"event": "connected", "identity": "B021002593"}
            assert watch.says()["serial"] == "B021002593"
            weight = {"kind": "weight", "status": "stable", "bookable": True}
            assert watch.says() == weight | {"value": "12.345", "unit": "kg"}
            scale.told("overload")
            while (told := watch.says()).get("status") == "stable":
                pass
            assert told == {"kind": "weight", "status": "overload", "bookable": False}
            scale.told("unplug")
            while (told := watch.says()).get("event") != "lost":
                pass
            scale.told("plug")
            assert watch.says()["event"] == "connected"
        scale.told("dance")
        assert scale.says()["error"].startswith("a scale has no dance: it has value TEXT, drift,")
    assert not link.is_symlink()


def ended(*args: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*NYARS, "device", *args],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )


def test_a_watched_device_that_is_pulled_says_why(tmp_path: Path) -> None:
    link = tmp_path / "ttySCALE"
    with (
        SimulatedScale(str(link), "12.345") as scale,
        nyars_device("watch", "scale.main", "--device", f"scale.main=mt_sics@{link}") as watch,
    ):
        assert watch.says()["event"] == "connected"
        scale.unplug()
        while (told := watch.says()).get("event") != "lost":
            pass
        assert told["fault"] in ("unplugged", "no_port")
        assert told["reason"]


def test_a_reader_who_has_seen_enough_ends_the_watch(tmp_path: Path) -> None:
    with SimulatedScale("tcp:0", "12.345") as scale:
        args = ["device", "watch", "scale.main", "--device", f"scale.main=mt_sics@{scale.port}"]
        with subprocess.Popen(
            [*NYARS, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as watch:
            assert json.loads(_of(watch.stdout).readline())["event"] == "connected"
            _of(watch.stdout).close()
            assert watch.wait(DEADLINE) in (0, 1)
            assert _of(watch.stderr).read() == ""


@pytest.mark.parametrize(
    ("args", "status", "sentence"),
    [
        (["scale.x"], 1, "No device plays scale.x: name one in the settings or with --device."),
        (
            ["probe.core", "--device", "probe.core=mt_sics@x"],
            1,
            "The device cannot be used: probe.core cannot be a scale: it speaks mt_sics.",
        ),
    ],
)
def test_a_device_that_cannot_be_watched_is_told_in_one_sentence(
    args: list[str], status: int, sentence: str, tmp_path: Path
) -> None:
    done = ended("watch", *args, "--data-dir", str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (status, "", sentence + "\n")


def test_devices_and_ports_are_listed_for_people_and_for_programs(tmp_path: Path) -> None:
    folder = ["--data-dir", str(tmp_path)]
    nothing = ended("list", *folder)
    assert nothing.returncode == 0
    assert nothing.stdout.startswith("No device is set up: see the settings, or --device.\n\n")
    scale = ["--device", "scale.main=mt_sics@1A86:7523@1-1.2"]
    listed = ended("list", *folder, *scale).stdout.splitlines()
    assert [line.split() for line in listed[:2]] == [
        ["Role", "Protocol", "Port"],
        ["scale.main", "mt_sics", "1A86:7523@1-1.2"],
    ]
    told = json.loads(ended("list", *folder, *scale, "--json").stdout)
    assert told["devices"] == [
        {"role": "scale.main", "protocol": "mt_sics", "port": "1A86:7523@1-1.2"}
    ]
    assert {"name": "mt_sics", "kind": "scale"} in told["protocols"]
    assert all(set(port) == {"port", "usb"} for port in told["ports"])


def test_a_simulated_printer_saves_its_labels(tmp_path: Path) -> None:
    with nyars_device("simulate", "printer", "--port", "tcp:0", "--out", str(tmp_path)) as device:
        port = device.says()["port"]
        printer = EscposPrinter(port, ORDINARY_LINE, 576, cut=True)
        assert printer.print(Image.new("1", (576, 100), 0)) is PrinterCondition.OK
        with Image.open(device.says()["label"]) as label:
            assert label.size == (576, 100)
        device.told("paper out")
        device.told("dance")  # answered after the knob before it is turned
        device.says()
        assert printer.condition() is PrinterCondition.PAPER_OUT


@pytest.mark.parametrize("kind", ["scale", "thermometer", "scanner", "printer"])
def test_a_simulator_lives_without_commands_until_it_is_ended(kind: str) -> None:
    with nyars_device("simulate", kind, without_commands=True) as device:
        assert Path(device.says()["port"]).is_char_device()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with SimulatedScale("tcp:0") as scale:
        number = scale.port.rpartition(":")[2]
        args = ["simulate", "scale", "--port", f"tcp:{number}"]
        ended = subprocess.run(
            [*NYARS, "device", *args],
            check=False,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith("The port cannot be had:")
