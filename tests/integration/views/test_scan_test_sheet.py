from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from core.domain.scan_page import FIRST, KEYS, LINK, SECOND, SEPARATED
from kiosk.i18n import PSEUDO
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.scan_test import Proof, ScanTestModel
from kiosk.views.sheets.scan_test import ScanTestSheet
from tests.fix_scanning import ScanningWindow
from tests.fix_window import Window
from tests.fix_workplace import Desk

CODES = (f"]C0{KEYS}", f"]d2{SEPARATED}", f"]Q1{LINK}")


class Trial:
    """The sheet over the start screen."""

    def __init__(self, scanning: ScanningWindow) -> None:
        scanning.sign_in()
        self.scanning = scanning
        self.model = ScanTestModel(scanning.desk.place)
        self.sheet = ScanTestSheet(scanning.window.ui, self.model)
        scanning.window.shell.overlay.open(self.sheet)

    def scan(self, *codes: str, begin: str = "\x02") -> None:
        for code in codes:
            self.scanning.scan(code, begin=begin)
            self.scanning.later()

    def marks(self) -> dict[Proof, Mark]:
        return {line.proof: line.mark for line in self.model.lines}

    def text(self, proof: Proof) -> str:
        return next(line.text for line in self.model.lines if line.proof is proof)


@pytest.fixture
def trial(scanning: ScanningWindow) -> Trial:
    return Trial(scanning)


def test_the_page_proves_a_scanner_that_is_set_rightly(trial: Trial) -> None:
    assert set(trial.marks().values()) == {Mark.AHEAD}
    assert "nyars scan page" in trial.model.summary
    trial.scan(*CODES)
    assert set(trial.marks().values()) == {Mark.DONE}
    assert trial.model.summary == "This scanner is set as it must be."
    assert trial.scanning.place[0] == "home"
    assert trial.model.last_text == f"Last scan: ]Q1{LINK}"
    trial.scanning.window.tap("done")
    assert trial.scanning.window.shell.overlay.top is None


def test_a_scanner_with_a_line_of_its_own_needs_no_prefix(trial: Trial) -> None:
    for code in CODES:
        trial.scanning.serial(code)
    assert set(trial.marks().values()) == {Mark.DONE}
    for proof in (Proof.PREFIX, Proof.LAYOUT):
        assert trial.text(proof) == "Not needed: the scanner has a line of its own."


def test_a_line_on_which_codes_run_together_is_told_as_one_without_ends(trial: Trial) -> None:
    trial.scanning.serial("1" * 9000)
    assert trial.marks()[Proof.END] is Mark.WARNING


def test_what_is_not_set_is_told_line_by_line(trial: Trial) -> None:
    trial.scan(KEYS, f"{FIRST}{SECOND}", begin="")
    assert trial.marks() == {
        Proof.END: Mark.DONE,
        Proof.PREFIX: Mark.WARNING,
        Proof.AIM: Mark.WARNING,
        Proof.LAYOUT: Mark.DONE,
        Proof.SEPARATOR: Mark.WARNING,
        Proof.QR: Mark.AHEAD,
    }
    assert "STX" in trial.text(Proof.PREFIX)
    assert "FNC1" in trial.text(Proof.SEPARATOR)
    assert trial.model.summary.startswith("Something is to be set")
    trial.scan(*CODES)
    assert set(trial.marks().values()) == {Mark.DONE}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (f"]d2{FIRST}029{SECOND}", "Alt+029"),
        (f"]d2{FIRST}#{SECOND}", "Another sign"),
    ],
)
def test_a_separator_of_another_form_is_told(trial: Trial, code: str, told: str) -> None:
    trial.scan(code)
    assert told in trial.text(Proof.SEPARATOR)


def test_the_hungarian_layout_is_told(trial: Trial) -> None:
    trial.scanning.typist.layout = "hu"
    trial.scan(CODES[0])
    assert trial.marks()[Proof.LAYOUT] is Mark.WARNING
    assert "Hungarian" in trial.text(Proof.LAYOUT)
    trial.scanning.desk.speak("hu")
    assert "magyar" in trial.text(Proof.LAYOUT)


def test_exchanged_letters_and_unknown_layouts_are_told(trial: Trial) -> None:
    trial.scan(CODES[0].swapcase())
    assert "Caps Lock" in trial.text(Proof.LAYOUT)
    trial.scan("NZARS-TEST zyZY 0")
    assert "English (US)" in trial.text(Proof.LAYOUT)
    assert trial.marks()[Proof.LAYOUT] is Mark.WARNING


def test_a_missing_end_is_told(trial: Trial) -> None:
    trial.scanning.typist.scan(CODES[0], end="")
    trial.scanning.later()
    assert trial.marks()[Proof.END] is Mark.WARNING
    assert trial.model.summary.startswith("Something is to be set")


def test_another_code_is_shown_as_it_came(trial: Trial) -> None:
    trial.scan("]C110LOT\x1d15261231")
    assert trial.model.last_text == "Last scan: ]C110LOT<GS>15261231"
    assert trial.marks()[Proof.AIM] is Mark.AHEAD
    assert trial.scanning.place[0] == "home"


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
@pytest.mark.parametrize("language", ["en", "hu", PSEUDO])
def test_the_sheet_fits_every_screen(
    desk: Desk, open_window: Callable[..., Window], language: str, size: tuple[int, int]
) -> None:
    window = open_window(language, size)
    desk.sign_in()
    desk.speak(language)
    window.show("home")
    model = ScanTestModel(desk.place)
    window.shell.overlay.open(ScanTestSheet(window.ui, model))
    QApplication.processEvents()
    assert window.faults() == []
