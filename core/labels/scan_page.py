"""A page of paper with the codes on which a scanner is tried."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from core.domain import scan_page
from core.domain.words import Words
from core.domain.words import translatable as _
from core.labels import symbols
from core.labels.typesetting import font, typeset

_WIDTH, _HEIGHT = 1240, 1754  # A4 at 150 dots an inch
_DPI = (150, 150)
_MARGIN = 110
_BAR_HEIGHT = 170


@dataclass(frozen=True, slots=True)
class _Part:
    symbol: Image.Image
    title: str
    shown: str


def scan_test_page(words: Words) -> Image.Image:
    """A4 at 150 dots an inch, the codes one under the other, so far apart that none is read for another."""
    page = Image.new("L", (_WIDTH, _HEIGHT), 255)
    draw = ImageDraw.Draw(page)
    y = _write(draw, _MARGIN, words.text(_("Test page for scanners")), 48, bold=True)
    told = _("Open the scanner test on the devices screen, then scan the codes from top to bottom.")
    y = _write(draw, y + 10, words.text(told), 28)
    for part in _parts(words):
        y = _write(draw, y + 50, part.title, 32, bold=True) + 30
        page.paste(part.symbol, (_MARGIN + 40, y))
        y = _write(draw, y + part.symbol.height + 24, part.shown, 24)
    page.info["dpi"] = _DPI
    return page


def _parts(words: Words) -> tuple[_Part, ...]:
    bars = symbols.code_128(scan_page.KEYS)
    matrix = symbols.data_matrix(scan_page.ELEMENTS)
    link = symbols.qr_code(scan_page.LINK)
    return (
        _Part(
            _scaled(bars, 2, _BAR_HEIGHT), words.text(_("1. Keys of the keyboard")), scan_page.KEYS
        ),
        _Part(_scaled(matrix, 12), words.text(_("2. Separator of GS1")), scan_page.ELEMENTS),
        _Part(_scaled(link, 8), words.text(_("3. QR code")), scan_page.LINK),
    )


def _scaled(symbol: Image.Image, module: int, height: int = 0) -> Image.Image:
    size = (symbol.width * module, height or symbol.height * module)
    return symbol.resize(size, Image.Resampling.NEAREST)


def _write(draw: ImageDraw.ImageDraw, y: int, text: str, size: int, *, bold: bool = False) -> int:
    """The text at the left margin; where the next thing may begin."""
    setting = typeset(text, _WIDTH - 2 * _MARGIN, size, size, bold=bold, lines=2)
    for line in setting.lines:
        draw.text((_MARGIN, y), line, font=font(setting.size, bold=bold), fill=0)
        y += setting.line_height
    return y
