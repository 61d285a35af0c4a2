"""Printers that never answer: labels are handed over whole or said not to be, and nothing is ever called printed."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from kiosk.devices.manager import DeviceManager
from kiosk.devices.printers.cups import CupsChannel
from kiosk.devices.printers.one_way import Channel, OneWayPrinter
from kiosk.devices.printers.raster import label_bytes
from kiosk.devices.printers.spooler import SpoolerChannel
from kiosk.devices.printers.usb import UsbChannel
from kiosk.devices.setting import DeviceSetting
from kiosk.ports import DeviceState, PrinterCondition
from tests.fix_devices import RecordingListener

LABEL = Image.new("1", (576, 300), 0)
BYTES = label_bytes(LABEL, 576, cut=True)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="CUPS and usblp are of Unix")


def printer(channel: Channel) -> OneWayPrinter:
    return OneWayPrinter(channel, 576, True)


def command(folder: Path, name: str, script: str) -> None:
    """A command of that name, first in the path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], CupsChannel]:
    """A queue whose `lp` and `lpstat` do what the test says."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def made(lp: str, lpstat: str = "echo printer LABELS is idle.") -> CupsChannel:
        command(tmp_path, "lp", lp)
        command(tmp_path, "lpstat", lpstat)
        return CupsChannel("LABELS")

    return made


def test_a_job_reaches_cups_as_it_is(
    cups: Callable[[str, str], CupsChannel], tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    channel = cups(f'echo "$@" > {tmp_path}/said; cat >> {taken}', "echo printer LABELS is idle.")
    assert printer(channel).condition() is PrinterCondition.ONE_WAY
    assert printer(channel).print(LABEL, copies=2) is PrinterCondition.ONE_WAY
    assert taken.read_bytes() == BYTES * 2
    assert (tmp_path / "said").read_text() == "-d LABELS -o raw -s\n"


@pytest.mark.parametrize(
    ("lpstat", "condition"),
    [
        ("echo 'printer LABELS is idle.  enabled since Mon'", PrinterCondition.ONE_WAY),
        ("echo 'printer LABELS disabled since Mon - Paused'", PrinterCondition.UNKNOWN),
        ("echo 'lpstat: Invalid destination name' >&2; exit 1", PrinterCondition.UNKNOWN),
    ],
)
def test_a_queue_that_was_stopped_or_is_unknown_counts_as_away(
    cups: Callable[[str, str], CupsChannel], lpstat: str, condition: PrinterCondition
) -> None:
    assert printer(cups("cat > /dev/null", lpstat)).condition() is condition


def test_a_job_that_cups_does_not_take_is_no_label(
    cups: Callable[[str, str], CupsChannel], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = cups("cat > /dev/null; echo no such queue >&2; exit 1", "true")
    assert printer(refused).print(LABEL) is PrinterCondition.OFFLINE
    monkeypatch.setattr("kiosk.devices.printers.cups.SEND_SECONDS", 0.1)
    hanging = cups("exec sleep 60", "true")
    assert printer(hanging).print(LABEL) is PrinterCondition.UNKNOWN
    monkeypatch.setenv("PATH", "/nonexistent")
    assert printer(hanging).print(LABEL) is PrinterCondition.OFFLINE
    assert printer(hanging).condition() is PrinterCondition.UNKNOWN


@pytest.mark.parametrize("queue", ["", "-o", "a b", "a;b", "../a"])
def test_a_queue_has_a_name_of_a_queue(queue: str) -> None:
    with pytest.raises(ValueError, match="not the name of a print queue"):
        CupsChannel(queue)


def usb_printer(nodes: Path, name: str, product: str, serial: str | None) -> None:
    """A node of usblp as the kernel shows it: the interface's folder, inside the device's."""
    device = nodes.parent / "devices" / name
    (device / "1-1:1.0").mkdir(parents=True)
    (device / "idVendor").write_text("04b8\n")
    (device / "idProduct").write_text(f"{product}\n")
    if serial is not None:
        (device / "serial").write_text(f"{serial}\n")
    (nodes / name).mkdir(parents=True)
    (nodes / name / "device").symlink_to(device / "1-1:1.0")


def test_a_usb_printer_is_found_by_what_it_is(tmp_path: Path) -> None:
    nodes = tmp_path / "usbmisc"
    usb_printer(nodes, "lp0", "0202", "A1")
    usb_printer(nodes, "lp1", "0202", "B2")
    usb_printer(nodes, "lp2", "0e28", None)

    def node(port: str) -> Path | None:
        return UsbChannel(port, nodes)._path()

    assert node("04B8:0202:B2") == Path("/dev/usb/lp1")
    assert node("04b8:0e28") == Path("/dev/usb/lp2")
    assert node("04b8:0202") is None
    assert node("04b8:0202:b2") is None
    assert node("04b8:0e28:C3") is None
    assert node("/dev/usb/lp7") == Path("/dev/usb/lp7")
    with pytest.raises(ValueError, match="neither a path nor VID:PID"):
        UsbChannel("LABELS")
    gone = printer(UsbChannel("04b8:0202", nodes))
    assert gone.condition() is PrinterCondition.UNKNOWN
    assert gone.print(LABEL) is PrinterCondition.OFFLINE


def test_a_job_reaches_the_node_of_a_usb_printer_whole(tmp_path: Path) -> None:
    node = tmp_path / "lp0"
    os.mkfifo(node)
    asked = printer(UsbChannel(str(node), seconds=0.2))
    assert asked.condition() is PrinterCondition.ONE_WAY
    assert asked.print(LABEL) is PrinterCondition.OFFLINE  # nobody reads it: as if switched off
    reader = os.open(node, os.O_RDONLY | os.O_NONBLOCK)
    assert asked.print(Image.new("1", (576, 2000), 0)) is PrinterCondition.UNKNOWN  # stuck
    os.close(reader)
    read: list[bytes] = []

    def take() -> None:
        read.append(node.read_bytes())

    thread = threading.Thread(target=take)
    thread.start()
    until = UsbChannel(str(node), seconds=5)
    while printer(until).print(LABEL) is not PrinterCondition.ONE_WAY:
        pass  # until the other end is open
    thread.join(5)
    assert read == [BYTES]


def test_a_printer_of_windows_is_one_of_windows() -> None:
    with pytest.raises(ValueError, match="win:Zebra is a printer of Windows"):
        SpoolerChannel("Zebra")


def test_a_printer_that_cannot_answer_counts_as_there(
    listener: RecordingListener, cups: Callable[[str, str], CupsChannel]
) -> None:
    cups("cat > /dev/null", "echo idle")
    setting = DeviceSetting("printer.label", "escpos", "cups:LABELS", {"dots": 832, "cut": False})
    with DeviceManager([setting], listener) as manager:
        told = listener.wait_for_state(DeviceState.CONNECTED)
        assert told.condition is PrinterCondition.ONE_WAY
        assert manager.printer("printer.label").dots == 832
        assert manager.printer("printer.label").print(LABEL) is PrinterCondition.ONE_WAY


def test_a_printer_that_cannot_answer_and_is_not_there_is_lost(listener: RecordingListener) -> None:
    with DeviceManager([DeviceSetting("printer.label", "escpos", "/dev/usb/lp99")], listener):
        assert listener.wait_for_state(DeviceState.LOST).condition is PrinterCondition.UNKNOWN
