"""Turns a 1-bit image into the ESC/POS bytes of one label, with python-escpos."""

import os
import shutil

from escpos import capabilities
from escpos.printer import Dummy
from PIL.Image import Image

# python-escpos makes a folder for its cache at every start and never removes it.
if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)

FEED_LINES = 4  # from the head past the tear bar


def label_bytes(image: Image, dots: int, cut: bool) -> bytes:
    """Start afresh, print `image` as a raster, then feed to the cutter and cut, or past the bar.

    Raises ValueError for an image wider than the head of `dots`: a printer would wrap or clip it.
    """
    if image.width > dots:
        raise ValueError(f"an image of {image.width} dots on a head of {dots}")
    head = capabilities.Profile()
    head.profile_data = head.profile_data | {"media": {"width": {"mm": dots / 8, "pixels": dots}}}
    job = Dummy(profile=head)
    job.hw("INIT")
    job.image(image, impl="bitImageRaster")
    if cut:
        job.cut(feed=False)  # GS V 66: the printer itself feeds as far as its cutter is away
    else:
        job.print_and_feed(FEED_LINES)
    data: bytes = job.output
    return data
