"""The simulated printer's tray: what came out, read back by its symbol."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from kiosk.demo.stage import Stage
from kiosk.demo.summary import PrintedLabel
from kiosk.devices.scanners.meaning import parse_scan

PRINTER = "printer.label"


class PaperTray:
    """Hears of each label and reads its symbol; `folder` gets a copy of the picture."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._folder = folder
        self._papers: list[Path] = []
        folder.mkdir(parents=True, exist_ok=True)
        stage.props[PRINTER].on_answer = self._hear

    @property
    def count(self) -> int:
        """How many labels came out so far."""
        return len(self._papers)

    def last_label(self, lot: str, names: frozenset[str]) -> PrintedLabel:
        """The last label, filed under the lot that its symbol names: `lot` where that is one of
        `names` (compact code, SSCC), else whatever it says."""
        paper = self._papers[-1]
        payload = read_symbol(paper)
        said = parse_scan("]d2" + payload).reference or ""
        owner = lot if said in names else said
        kept = self._folder / f"{lot}.png"
        shutil.copyfile(paper, kept)
        return PrintedLabel(
            lot=owner, payload=payload, png=str(kept.relative_to(self._folder.parent))
        )

    def _hear(self, answer: Mapping[str, Any]) -> None:
        if "label" in answer:
            self._papers.append(Path(answer["label"]))


def read_symbol(png: Path) -> str:
    """The element string of the DataMatrix on a printed label, as scanned; empty where none is read."""
    with Image.open(png) as image:
        symbols = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    matrices = [each.text for each in symbols if each.format == zxingcpp.BarcodeFormat.DataMatrix]
    return matrices[0] if matrices else ""
