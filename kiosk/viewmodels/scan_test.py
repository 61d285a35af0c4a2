"""Trying a scanner with the test page: what each code proves, and what is to be set where it does not."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.ports import PageCode, PageProof, Scan, Separator
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.scan_words import layout_name
from kiosk.viewmodels.workplace import Workplace


class Proof(StrEnum):
    """What is proved, in the order in which it is shown."""

    END = "end"
    PREFIX = "prefix"
    AIM = "aim"
    LAYOUT = "layout"
    SEPARATOR = "separator"
    QR = "qr"


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One of them: proved, wrong or still to come, with what to do in one sentence."""

    proof: Proof
    mark: Mark
    title: str
    text: str


TITLES = {
    Proof.END: _("End"),
    Proof.PREFIX: _("Prefix"),
    Proof.AIM: _("AIM identifier"),
    Proof.LAYOUT: _("Keyboard layout"),
    Proof.SEPARATOR: _("Separator"),
    Proof.QR: _("QR code"),
}
AHEAD = {
    Proof.END: _("Scan code 1 of the test page."),
    Proof.PREFIX: _("Scan code 1 of the test page."),
    Proof.AIM: _("Scan code 1 of the test page."),
    Proof.LAYOUT: _("Scan code 1 of the test page."),
    Proof.SEPARATOR: _("Scan code 2 of the test page."),
    Proof.QR: _("Scan code 3 of the test page."),
}
SEPARATORS = {
    Separator.SENT: _("The separator of GS1 arrives."),
    Separator.ALT: _("The separator comes as Alt+029: have the scanner send it as Ctrl+]."),
    Separator.LOST: _("The separator is lost: have the scanner send FNC1 as GS (hexadecimal 1D)."),
    Separator.OTHER: _(
        "Another sign comes for the separator: have the scanner send GS (hexadecimal 1D)."
    ),
}
_Told = tuple[Mark, Callable[[Words], str]]


class ScanTestModel(QObject):
    """Every scan is taken while it is open; none leads anywhere."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._speech = place.speech
        self._told: dict[Proof, _Told] = {}
        self.last = ""
        place.speech.changed.connect(self.changed)

    @property
    def lines(self) -> tuple[ProofLine, ...]:
        """What is proved so far."""
        words = self._speech.words
        return tuple(
            ProofLine(proof, mark, words.text(TITLES[proof]), text(words))
            for proof in Proof
            for mark, text in (self._told.get(proof, (Mark.AHEAD, _says(AHEAD[proof]))),)
        )

    @property
    def summary(self) -> str:
        """All of it in one sentence."""
        words, marks = self._speech.words, {line.mark for line in self.lines}
        if marks == {Mark.DONE}:
            return words.text("This scanner is set as it must be.")
        if Mark.WARNING in marks:
            return words.text("Something is to be set on the scanner. Then scan the code again.")
        return words.text("Print the page with nyars scan page --out FILE.pdf, and scan its codes.")

    @property
    def last_text(self) -> str:
        """The last scan as it came, control characters by their names; empty before the first."""
        words = self._speech.words
        return words.text("Last scan: {code}", code=self.last) if self.last else ""

    def take(self, scan: Scan) -> None:
        """A scan, of the test page or of anything else."""
        self.last = _shown(scan)
        self._judge_frame(scan)
        if scan.page is not None:
            self._judge_code(scan.page, typed=scan.typed is not None)
        self.changed.emit()

    def _judge_frame(self, scan: Scan) -> None:
        if scan.reject in (("cut_off",), ("too_long",)):
            self._wrong(
                Proof.END, _("The end is missing: set the suffix Enter (CR, hexadecimal 0D).")
            )
            return
        self._right(Proof.END, _("Every code arrives whole."))
        if scan.typed is None:
            self._right(Proof.PREFIX, _("Not needed: the scanner has a line of its own."))
        elif scan.typed.framed:
            self._right(Proof.PREFIX, _("STX comes in front: a scan works whatever is open."))
        else:
            self._wrong(
                Proof.PREFIX, _("STX is missing: set the prefix STX (Ctrl+B, hexadecimal 02).")
            )

    def _judge_code(self, page: PageProof, *, typed: bool) -> None:
        if page.layout is not None:
            self._judge_aim(page)
        if page.code is PageCode.KEYS:
            self._judge_layout(page, typed=typed)
        if page.separator is not None:
            sign = SEPARATORS[page.separator]
            is_sent = page.separator is Separator.SENT
            (self._right if is_sent else self._wrong)(Proof.SEPARATOR, sign)
        if page.code is PageCode.LINK:
            self._right(Proof.QR, _("QR codes are read."))

    def _judge_aim(self, page: PageProof) -> None:
        if page.aim:
            self._right(Proof.AIM, _("The AIM identifier comes in front."))
        else:
            self._wrong(
                Proof.AIM, _("It is missing: have the scanner send the AIM code identifier.")
            )

    def _judge_layout(self, page: PageProof, *, typed: bool) -> None:
        layout = page.layout
        if page.capitals:
            self._wrong(
                Proof.LAYOUT, _("Large and small letters are exchanged: switch Caps Lock off.")
            )
        elif layout is None:
            self._wrong(
                Proof.LAYOUT, _("Signs are exchanged: set scanner and computer to English (US).")
            )
        elif page.fits:
            self._right(Proof.LAYOUT, _("Every sign arrives as it is printed."))
        else:
            self._told[Proof.LAYOUT] = (
                Mark.WARNING,
                lambda words: words.text(
                    "This computer's layout is {layout}: choose it in the settings of the scanner.",
                    layout=layout_name(words, layout),
                ),
            )
        if not typed and page.fits and not page.capitals:
            self._right(Proof.LAYOUT, _("Not needed: the scanner has a line of its own."))

    def _right(self, proof: Proof, sentence: str) -> None:
        self._told[proof] = (Mark.DONE, _says(sentence))

    def _wrong(self, proof: Proof, sentence: str) -> None:
        self._told[proof] = (Mark.WARNING, _says(sentence))


def _says(sentence: str) -> Callable[[Words], str]:
    return lambda words: words.text(sentence)


def _shown(scan: Scan) -> str:
    text = scan.typed.text if scan.typed is not None else scan.text
    named = text.replace("\x1d", "<GS>")
    return "".join(sign if sign.isprintable() else "·" for sign in named)
