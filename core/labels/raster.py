"""A label as the dots that the printer burns: the same for paper, preview and tests."""

from PIL import Image, ImageDraw

from core.labels import symbols
from core.labels.document import Align, Box, DataMatrix, Element, Gs1128, Label, Rule, Text
from core.labels.typesetting import font

_WHITE, _BLACK = 255, 0
_ANCHORS = {Align.LEFT: "ls", Align.CENTER: "ms", Align.RIGHT: "rs"}


def render(label: Label) -> Image.Image:
    """The label as a 1-bit image, black on white, one pixel a dot."""
    image = Image.new("L", (label.width, label.height), _WHITE)
    draw = ImageDraw.Draw(image)
    for element in label.elements:
        _draw(image, draw, element)
    return image.convert("1", dither=Image.Dither.NONE)


def _draw(image: Image.Image, draw: ImageDraw.ImageDraw, element: Element) -> None:
    match element:
        case Text(x, y, text, size, bold, align):
            draw.text((x, y), text, _BLACK, font(size, bold=bold), anchor=_ANCHORS[align])
        case Rule(x, y, width, height):
            draw.rectangle((x, y, x + width - 1, y + height - 1), _BLACK)
        case Box(x, y, width, height, line):
            draw.rectangle((x, y, x + width - 1, y + height - 1), outline=_BLACK, width=line)
        case DataMatrix(x, y, content, module):
            symbol = symbols.data_matrix(content)
            image.paste(_stretched(symbol, module, symbol.height * module), (x, y))
        case Gs1128(x, y, content, module, bar):
            image.paste(_stretched(symbols.gs1_128(content), module, bar), (x, y))


def _stretched(symbol: Image.Image, module: int, height: int) -> Image.Image:
    return symbol.resize((symbol.width * module, height), Image.Resampling.NEAREST)
