"""How heavy: the live or typed weight with its mark, gross and tare, and the band of the type."""

from PySide6.QtWidgets import QSizePolicy

from kiosk.viewmodels.weighing import Band, WeightFace
from kiosk.views.ui import Ui
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.tolerance_bar import Scale, ToleranceBar
from kiosk.views.widgets.weight_value import WeightValue


def scale_of(band: Band | None) -> Scale | None:
    """The bar as its widget takes it."""
    if band is None:
        return None
    return Scale(
        start=band.start,
        end=band.end,
        low=band.low,
        high=band.high,
        target=band.target,
        limit=band.limit,
        value=band.value,
        labels=band.labels,
    )


class WeightPanel(Panel):
    """Redraws only what changed: the scale speaks several times a second."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui.theme, titled=False)
        self._face: WeightFace | None = None
        self.weight = WeightValue(ui.theme)
        self.weight.setObjectName("weight")
        self.bar = ToleranceBar(ui.theme, height=36)
        self.weight.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.body.setSpacing(0)
        self.body.addWidget(self.weight)
        self.body.addStretch(1)
        self.body.addWidget(self.bar)
        self.body.addStretch(1)

    def show_face(self, face: WeightFace) -> None:
        """The weight as it is now."""
        if face == self._face:
            return
        self.weight.title.set_text(face.title)
        self.weight.show_value(face.value, "kg", face.mark, face.words)
        if self._face is None or face.facts != self._face.facts:
            self.weight.show_facts(face.facts)
        self.bar.setVisible(face.band is not None)
        self.bar.show_scale(scale_of(face.band), face.title)
        self._face = face
