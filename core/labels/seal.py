"""A sheet of paper that keeps seals of the audit: each as a QR code that carries it, and in figures."""

from collections.abc import Sequence
from textwrap import wrap

from PIL import Image, ImageDraw

from core.domain.chain import Seal, seal_json
from core.domain.words import Words
from core.domain.words import translatable as _
from core.labels import symbols
from core.labels.typesetting import font

_WIDTH, _HEIGHT = 1240, 480  # A4 is as wide at 150 dots an inch
_MARGIN = 60
_DPI = (150, 150)
_LINE = 44


def sheet(seals: Sequence[Seal], words: Words) -> Image.Image:
    """A strip for each seal, one under the other."""
    page = Image.new("1", (_WIDTH, _HEIGHT * max(1, len(seals))), 1)
    for number, seal in enumerate(seals):
        _strip(page, number * _HEIGHT, seal, words)
    page.info["dpi"] = _DPI
    return page


def payload(seal: Seal) -> str:
    """What the QR code says: the seal as it is kept in a file, without the ends of each kiosk."""
    return seal_json(seal._replace(heads=None))


def _strip(page: Image.Image, top: int, seal: Seal, words: Words) -> None:
    code = symbols.qr_code(payload(seal))
    module = (_HEIGHT - 2 * _MARGIN) // code.height
    code = code.resize((code.width * module, code.height * module), Image.Resampling.NEAREST)
    page.paste(code, (_MARGIN, top + _MARGIN))
    draw = ImageDraw.Draw(page)
    title = words.text(_("Seal {seal} of {site}"), seal=str(seal.number), site=seal.site)
    events = words.plural("{count} event", "{count} events", seal.events)
    lines = [(title, 36, True), (f"{seal.at}, {events}", 26, False), *_figures(seal)]
    left, y = 2 * _MARGIN + code.width, top + _MARGIN
    for text, size, bold in lines:
        draw.text((left, y), text, font=font(size, bold=bold), fill=0)
        y += _LINE


def _figures(seal: Seal) -> list[tuple[str, int, bool]]:
    """Root and hash in groups of eight digits, to be compared by eye."""
    lines = []
    for name, figure in (("root", seal.root), ("hash", seal.hash)):
        groups = wrap(figure.hex(), 8)
        lines += [(f"{name}  {' '.join(groups[:4])}", 24, False), (" ".join(groups[4:]), 24, False)]
    return lines
