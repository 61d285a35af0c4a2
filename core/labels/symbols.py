"""GS1 symbols as images of one dot a module, black on white, without quiet zones."""

from functools import lru_cache
from typing import cast

import zxingcpp
from PIL import Image

GS1_128_QUIET = 10
"""Modules of white that stand at each side of a GS1-128 symbol."""


@lru_cache(maxsize=64)
def data_matrix(content: str) -> Image.Image:
    """The smallest square GS1 DataMatrix of "(11)261120(10)LOT"; ValueError where it holds too much."""
    return _image(
        zxingcpp.create_barcode(
            content, zxingcpp.BarcodeFormat.DataMatrix, gs1=True, force_square=True
        )
    )


def qr_code(content: str) -> Image.Image:
    """The QR code of a text, with half of what it could lose restored: it is kept on paper for years."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return _image(code)


@lru_cache(maxsize=64)
def gs1_128(content: str) -> Image.Image:
    """One row of modules of the GS1-128 symbol of "(00)059912345600000079"."""
    symbol = _image(zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.Code128, gs1=True))
    return symbol.crop((0, 0, symbol.width, 1))


def code_128(content: str) -> Image.Image:
    """One row of modules of the plain Code 128 symbol of a text."""
    symbol = _image(zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.Code128))
    return symbol.crop((0, 0, symbol.width, 1))


def _image(barcode: zxingcpp.Barcode) -> Image.Image:
    symbol = barcode.to_image(scale=1, add_quiet_zones=False)
    height, width = symbol.shape
    # The stub does not say that a symbol is a buffer of bytes, row by row.
    modules = memoryview(cast(bytes, symbol)).tobytes()
    return Image.frombytes("L", (width, height), modules)
