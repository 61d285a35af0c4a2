"""`nyars device`: list and watch this kiosk's devices, decode their bytes, simulate them."""

import json
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from queue import Queue
from typing import Annotated, TextIO

import typer

from kiosk.cli.options import AsJson, DataDir, Devices, Stopped, chosen
from kiosk.devices.catalogue import protocol_named, protocols
from kiosk.devices.decoded import Json, reading_as_json, scan_as_json
from kiosk.devices.manager import DeviceManager
from kiosk.devices.protocol import DeviceKind, DeviceProtocol
from kiosk.devices.setting import DeviceSetting, device_settings
from kiosk.devices.simulator.running import HEAD_DOTS, run_simulator
from kiosk.devices.transport.opening import serial_ports
from kiosk.ports import DeviceState, DeviceStatus, Reading, Scan

MOST_UNREAD = 1000
device = typer.Typer(help="The devices of this kiosk, and simulated ones.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register `nyars device`."""
    app.add_typer(device, name="device")


class PrintingListener:
    """Puts what devices tell into a queue of JSON objects; where nobody reads them the device waits."""

    def __init__(self) -> None:
        self.told: Queue[Json] = Queue(MOST_UNREAD)

    def reading(self, role: str, reading: Reading) -> None:
        self.told.put(reading_as_json(reading))

    def scan(self, role: str, scan: Scan) -> None:
        self.told.put({"text": scan.text, **scan_as_json(scan)})

    def status(self, status: DeviceStatus) -> None:
        if status.state is not DeviceState.CONNECTING:
            event = {
                "event": status.state.value,
                "fault": status.fault,
                "reason": status.reason,
                "identity": status.identity,
            }
            self.told.put({name: value for name, value in event.items() if value})


@device.command("list")
def list_devices(
    devices: Devices = None, data_dir: DataDir = None, as_json: AsJson = False
) -> None:
    """The devices of the settings, the serial ports of this computer and the known protocols."""
    settings = device_settings(chosen(data_dir).devices, devices or ())
    if as_json:
        told = {
            "devices": [
                {"role": one.role, "protocol": one.protocol, "port": one.port} for one in settings
            ],
            "ports": [{"port": path, "usb": usb} for path, usb in serial_ports()],
            "protocols": [{"name": one.name, "kind": one.kind} for one in protocols()],
        }
        typer.echo(json.dumps(told))
        return
    typer.echo("\n".join([*_settings_table(settings), "", *_ports_table(serial_ports())]))


def _settings_table(settings: Sequence[DeviceSetting]) -> list[str]:
    if not settings:
        return ["No device is set up: see the settings, or --device."]
    rows = [("Role", "Protocol", "Port"), *((one.role, one.protocol, one.port) for one in settings)]
    return [f"{role:20} {protocol:20} {port}" for role, protocol, port in rows]


def _ports_table(ports: Sequence[tuple[str, str]]) -> list[str]:
    if not ports:
        return ["This computer has no serial port."]
    rows = [("Serial port", "Written in the settings as"), *((p, usb or p) for p, usb in ports)]
    return [f"{path:41} {written}" for path, written in rows]


@device.command()
def watch(
    role: str, devices: Devices = None, data_dir: DataDir = None, as_json: AsJson = True
) -> None:
    """Print a JSON line for each reading and scan of ROLE, and for each loss and return."""
    settings = device_settings(chosen(data_dir).devices, devices or ())
    watched = [setting for setting in settings if setting.role == role]
    if not watched:
        raise Stopped(f"No device plays {role}: name one in the settings or with --device.")
    listener = PrintingListener()
    try:
        manager = DeviceManager(watched, listener)
    except ValueError as error:
        raise Stopped(f"The device cannot be used: {error}.") from error
    _end_at_sigterm()
    with manager:
        while True:
            typer.echo(json.dumps(listener.told.get()))


@device.command()
def decode(
    protocol: str,
    hex_bytes: Annotated[str | None, typer.Option("--hex", help="What the device sent.")] = None,
    request: Annotated[str, typer.Option(help="What it was asked, in hexadecimal.")] = "",
    lines: Annotated[
        bool, typer.Option("--lines", help='Read {"hex", "request_hex"?} objects, one a line.')
    ] = False,
) -> None:
    """Say what bytes of a device mean: those of --hex, else of standard input."""
    try:
        if lines and (hex_bytes is not None or request):
            raise ValueError(
                "--lines takes its bytes from standard input, without --hex and --request"
            )
        spoken = protocol_named(protocol)
        if lines:
            for line in filter(bytes.strip, sys.stdin.buffer):
                typer.echo(json.dumps(_decoded_line(spoken, line)))
            return
        data = _piped() if hex_bytes is None else _bytes("--hex", hex_bytes)
        typer.echo(json.dumps(spoken.decode(data, _bytes("--request", request))))
    except ValueError as error:
        raise Stopped(f"This cannot be decoded: {error}.", 2) from error


@device.command()
def simulate(
    kind: DeviceKind,
    protocol: Annotated[str | None, typer.Option(help="Default: the kind's own.")] = None,
    port: Annotated[str, typer.Option(metavar="LINK|tcp:PORT", help="Default: a new one.")] = "",
    value: Annotated[str | None, typer.Option(help="What it measures or scans at first.")] = None,
    fault: Annotated[str | None, typer.Option(help="A knob turned from the start.")] = None,
    dots: Annotated[int, typer.Option(help="Width of a printer's head.")] = HEAD_DOTS,
    out: Annotated[Path | None, typer.Option(help="Folder for a printer's labels (PNG).")] = None,
) -> None:
    """Be a device: print {"port": ...} when ready, take knobs on standard input, end at SIGTERM.

    Knobs of every device: value TEXT, silent, noise, partial, slow, normal (ends those), unplug,
    plug (ends a silence too); a knob that it has not is answered with those that it has.
    """
    _end_at_sigterm()
    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        run_simulator(
            kind, protocol, port, value, _until_ended(sys.stdin), sys.stdout, fault, dots, out
        )
    except ValueError as error:
        raise Stopped(f"This cannot be simulated: {error}.", 2) from error
    except OSError as error:
        raise Stopped(f"The port cannot be had: {error}.") from error


def _decoded_line(protocol: DeviceProtocol, line: bytes) -> Json:
    try:
        asked = _object(line)
        request = _bytes("request_hex", asked.get("request_hex") or "")
        return protocol.decode(_bytes("hex", asked["hex"]), request)
    except ValueError as error:
        return {"error": f"not a line to decode: {error}"}


def _object(line: bytes) -> Json:
    """What stands in a line; raises ValueError for anything but an object with "hex"."""
    try:
        asked = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise ValueError("no JSON") from error
    if not isinstance(asked, dict) or "hex" not in asked:
        raise ValueError('no object with "hex"')
    return asked


def _bytes(name: str, written: object) -> bytes:
    """What hexadecimal digits stand for; raises ValueError where it is not that."""
    try:
        if isinstance(written, str):
            return bytes.fromhex(written)
    except ValueError as error:
        raise ValueError(f"{name} is not hexadecimal") from error
    raise ValueError(f"{name} is not hexadecimal text")


def _piped() -> bytes:
    data = b"" if sys.stdin.isatty() else sys.stdin.buffer.read()
    if not data:
        raise ValueError("there is nothing; give --hex, or bytes on standard input")
    return data


def _until_ended(stream: TextIO) -> Iterator[str]:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")  # what is no text is an unknown knob
    yield from stream
    threading.Event().wait()  # without commands it lives on, until SIGTERM


def _end_at_sigterm() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
