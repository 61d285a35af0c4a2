"""A kiosk that dies in the middle of a label prints none twice, and tells the plant what it knows."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.devices.simulator.printers.escpos import SimulatedPrinter
from tests.fix_core import Plant
from tests.fix_database import Database


def kiosk(*arguments: str) -> "subprocess.Popen[str]":
    """tests/printing_kiosk.py as a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.printing_kiosk", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def heard(process: "subprocess.Popen[str]", wanted: str) -> list[str]:
    """Its lines up to the wanted one."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if line.strip() == wanted:
            return lines
    raise AssertionError(f"no {wanted!r} among {lines}")


def label(plant: Plant, lot: str) -> dict[str, Any]:
    [shown] = plant.ask("lot", lot=lot)["labels"]
    return dict(shown)


@pytest.mark.usefixtures("plant")
def test_a_label_under_way_at_a_kill_is_not_printed_again_and_one_that_waited_is_printed(
    plant: Plant, database: Database, tmp_path: Path
) -> None:
    url, folder = database.kiosk_app, str(tmp_path / "kiosk")
    begun, waiting = (plant.register(None, "SPICE", "5") for _ in range(2))
    with SimulatedPrinter("tcp:0") as device:
        device.command("slow printing")
        with kiosk("print", url, folder, device.port, begun, waiting) as first:
            lines = heard(first, "asked")
            if "label 1 sent" not in lines:
                heard(first, "label 1 sent")
            first.kill()
        device.command("fast printing")
        with kiosk("resume", url, folder, device.port) as second:
            lines = heard(second, "confirm_label done")
            assert lines[0] == "label 1 sent interrupted"
            assert "report_label done" in lines
            assert "label 2 printed" in lines
            assert [line for line in lines if line.startswith("label 1 ")] == lines[:1]
            second.communicate("\n")
        assert len(device.labels) <= 2  # what the first process had sent may have come out
    assert (label(plant, begun)["state"], label(plant, begun)["trouble"]) == ("sent", "interrupted")
    assert label(plant, waiting)["state"] == "confirmed"
