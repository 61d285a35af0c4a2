"""From a label job to the picture that the printer gets."""

from collections.abc import Callable
from datetime import datetime

from PIL.Image import Image

from core.context import Station
from core.domain import codec, process
from core.domain.labels import LotLabelData
from core.domain.words import Words
from kiosk.runtime.printing import PrintJob


class LabelRenderer:
    """Draws jobs for the station's process; `tongues` are the languages on the label, the plant's own first."""

    def __init__(
        self, station: Callable[[], Station | None], tongues: Callable[[], tuple[Words, ...]]
    ) -> None:
        self._station = station
        self._tongues = tongues

    def __call__(self, job: PrintJob, dots: int) -> Image:
        """The label as an image of at most `dots`; ValueError where it does not fit."""
        from core.labels import (
            label_for,
        )  # loads zxing and Pillow's fonts: not before the first print
        from core.labels.raster import render

        station = self._station()
        if station is None:
            raise ValueError("the kiosk does not know its plant yet")
        data = codec.build(LotLabelData, job.data)
        lot_type = process.load(station.process).lot_type(data.type)
        image = render(label_for(lot_type.label if lot_type else "lot", data, self._tongues()))
        if image.width > dots:
            raise ValueError(f"a label {image.width} dots wide on a head of {dots}")
        return image


def draw_test_label(
    role: str, kiosk: str, at: datetime, tongues: tuple[Words, ...], dots: int
) -> Image:
    """The test label of a printer; ValueError where its head is too narrow."""
    from core.labels.raster import render
    from core.labels.trial import trial_label

    image = render(trial_label(role, kiosk, at, tongues))
    if image.width > dots:
        raise ValueError(f"a label {image.width} dots wide on a head of {dots}")
    return image
