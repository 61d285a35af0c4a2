"""From a label job to the picture that the printer gets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PIL.Image import Image

from core.context import Clock, Station
from core.domain import codec, process
from core.domain.labels import LotLabelData
from core.domain.words import Words
from kiosk.runtime.printing import PrintJob


class LabelRenderer:
    """Draws jobs for the station's process; `tongues` are the languages on the label, the plant's own first."""

    def __init__(
        self,
        station: Callable[[], Station | None],
        tongues: Callable[[], tuple[Words, ...]],
        clock: Clock,
    ) -> None:
        self._station = station
        self._tongues = tongues
        self._clock = clock

    def __call__(self, job: PrintJob, dots: int) -> Image:
        """Its next copy as an image of at most `dots`; ValueError where it does not fit."""
        station = self._station()
        if station is None:
            raise ValueError("the kiosk does not know its plant yet")
        data = codec.build(LotLabelData, job.data)
        data = replace(data, copy=data.copy + job.printed, printed_at=self._clock.now())
        return draw_label(data, station.process, self._tongues(), dots)


def draw_label(
    data: LotLabelData, process_key: str, tongues: tuple[Words, ...], dots: int
) -> Image:
    """A lot's label as it prints on a head of `dots`; ValueError where that is too narrow for it."""
    from core.labels import label_for  # loads zxing and Pillow's fonts: not before the first print
    from core.labels.raster import render

    lot_type = process.load(process_key).lot_type(data.type)
    image = render(label_for(lot_type.label if lot_type else "lot", data, tongues, dots))
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
