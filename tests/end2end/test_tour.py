"""The tour, as a new user starts it: a whole run through the real screens, on simulated devices."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import biip
import pytest
import zxingcpp
from biip.gs1_messages import GS1Message
from PIL import Image

pytestmark = pytest.mark.begun_first

TYPES = [
    "RAW",
    "DEB",
    "BULK",
    "MIX",
    "SKW15",
    "SKW30",
    "FRZ15",
    "FRZ30",
    "FG15",
    "FG30",
    "PAL",
    "SHIP",
]


@pytest.fixture(scope="module")
def out() -> Iterator[Path]:
    """Where the tour left its summary. Not pytest's own folder: as root the server is another user."""
    folder = Path(tempfile.mkdtemp(prefix="nyars-tour-"))
    arguments = ["demo", "--tour", str(folder / "out"), "--data-dir", str(folder / "data")]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yield folder / "out"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def summary(out: Path) -> Any:
    """What summary.json says."""
    return json.loads((out / "summary.json").read_text("utf-8"))


def test_the_run_is_completed_with_a_lot_of_every_type(summary: Any) -> None:
    assert (summary["status"], summary["step"]) == ("COMPLETED", 10)
    assert sorted({lot["type"] for lot in summary["lots"]}) == sorted(TYPES)


def test_the_trace_from_the_shipment_reaches_the_raw_lot_and_back(summary: Any) -> None:
    codes = {lot["type"]: lot["code"] for lot in summary["lots"]}
    assert codes["RAW"] in summary["trace"]["back"]
    assert codes["SHIP"] in summary["trace"]["forward"]


def test_every_printed_label_decodes_to_its_lot(out: Path, summary: Any) -> None:
    labels = {label["lot"]: label for label in summary["labels"]}
    assert sorted(labels) == sorted(lot["code"] for lot in summary["lots"])
    for code, label in labels.items():
        payload = decoded(out / label["png"])
        assert payload == label["payload"]
        message = biip.parse(f"]d2{payload}").gs1_message
        assert isinstance(message, GS1Message)
        said = {each.ai.ai: each.value for each in message.element_strings}
        if "00" in said:
            assert code.startswith("PAL")
        else:
            kind, day, site, number = code.split("-")
            assert said["10"] == f"{kind}{day[2:]}{site}{number}"


def test_there_are_twelve_distinct_pictures_of_the_real_screens(out: Path, summary: Any) -> None:
    files = [out / screen["png"] for screen in summary["screens"]]
    assert len({hashlib.sha256(file.read_bytes()).hexdigest() for file in files}) >= 12
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == (1280, 800)


def decoded(png: Path) -> str:
    """The element string of the label's DataMatrix."""
    with Image.open(png) as image:
        symbols = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    (matrix,) = [each for each in symbols if each.format == zxingcpp.BarcodeFormat.DataMatrix]
    return str(matrix.text)
