"""Runs one simulated device for a command line: knobs come in as lines, its port goes out as JSON."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.catalogue import simulator_of
from kiosk.devices.simulator.device import SimulatedDevice
from kiosk.devices.simulator.printers.escpos import SimulatedPrinter

HEAD_DOTS = 576


def run_simulator(
    kind: DeviceKind,
    protocol: str | None,
    port: str,
    value: str | None,
    commands_stream: Iterable[str],
    answer_stream: TextIO,
    fault: str | None = None,
    dots: int = HEAD_DOTS,
    out: Path | None = None,
) -> None:
    """Keep a device up until its commands end; whoever wants it longer keeps them open.

    Answers `{"port": ...}` when it can be reached (again when a plug gave it another one),
    `{"label": PATH}` for each label saved in `out` and `{"error": ...}` for a command it has not.
    Raises ValueError for a kind, protocol, value or fault it has not, OSError for a port it cannot
    have.
    """

    def answer(**told: str) -> None:
        answer_stream.write(json.dumps(told, ensure_ascii=False) + "\n")
        answer_stream.flush()

    model = simulator_of(kind, protocol)
    if model is SimulatedPrinter:
        device: SimulatedDevice = SimulatedPrinter(
            port, dots, out, on_label=lambda path: answer(label=str(path))
        )
    else:
        device = model(port)
    with device:
        if value is not None:
            device.value(value)
        if fault is not None:
            device.command(fault)
        told = device.port
        answer(port=told)
        for line in filter(str.strip, commands_stream):
            try:
                device.command(line)
            except (ValueError, OSError) as error:
                answer(error=str(error))
            if device.port != told:
                told = device.port
                answer(port=told)
