"""`nyars label` as a process: the label as it will print, or a sentence."""

import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.devices.scanners.meaning import parse_scan
from tests.fix_core import Plant
from tests.fix_database import Database

ROOT = Path(__file__).parents[3]


def labelled(
    database: Database, lot: str, png: Path, *more: str, said: str = "1003\n"
) -> "subprocess.CompletedProcess[str]":
    """What `nyars label` did."""
    where = ["--database", database.kiosk_app, "--data-dir", str(png.parent / "data")]
    who = ["--badge", "B-OPERATOR"] if said.count("\n") == 1 else []
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "label", lot, "--png", str(png), *where, *who, *more],
        cwd=ROOT,
        input=said,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def scanned(png: Path) -> set[str | None]:
    with Image.open(png) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    return {parse_scan(each.symbology_identifier + each.text).reference for each in found}


@pytest.fixture
def raw(plant: Plant) -> str:
    return plant.run_to(2)["RAW"]


def test_a_label_is_rendered_as_it_will_print(
    database: Database, plant: Plant, raw: str, tmp_path: Path
) -> None:
    compact = plant.ask("lot", lot=raw)["compact_code"]
    for reference, said in ((raw, "1003\n"), (compact, "B-OPERATOR\n1003\n")):
        png = tmp_path / f"{reference}.png"
        done = labelled(database, reference, png, said=said)
        assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
        assert scanned(png) == {compact}
        with Image.open(png) as image:
            assert (image.width, image.mode) == (576, "1")


def test_a_pallet_is_rendered_for_the_head_it_is_asked_for(
    database: Database, plant: Plant, tmp_path: Path
) -> None:
    journey = plant.run_to(9)
    plant.work(journey, 9)
    sscc = plant.do("print_label", lot=journey["PAL"])["sscc"]
    for dots in (832, 576):
        png = tmp_path / f"{dots}.png"
        assert labelled(database, journey["PAL"], png, "--dots", str(dots)).returncode == 0
        assert scanned(png) == {sscc}
        with Image.open(png) as image:
            assert image.width == dots


@pytest.mark.parametrize(
    ("lot", "more", "said"),
    [
        ("RAW-20260101-DUNA-0099", (), "1003\n"),
        ("nonsense", (), "1003\n"),
        (None, ("--dots", "384"), "1003\n"),
        (None, (), "9999\n"),
    ],
)
def test_what_cannot_be_rendered_is_one_sentence(
    database: Database, raw: str, tmp_path: Path, lot: str | None, more: tuple[str, ...], said: str
) -> None:
    png = tmp_path / "label.png"
    done = labelled(database, lot or raw, png, *more, said=said)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert not png.exists()


def test_a_file_that_cannot_be_written_is_one_sentence(
    database: Database, raw: str, tmp_path: Path
) -> None:
    png = tmp_path / "no" / "folder" / "label.png"
    png.parent.parent.mkdir()
    done = labelled(database, raw, png)
    assert done.returncode == 1
    assert "label.png" in done.stderr
