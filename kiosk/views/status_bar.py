"""The bar at the foot: devices at the left; outbox, clock and database at the right.

It is read; a touch on a device or on the labels is a short way to what the menu leads to as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.shell import LABELS, ShellModel, StatusEntry
from kiosk.views.ui import Ui
from kiosk.views.widgets.status_item import StatusItem

HEIGHT = 40
MARGIN = 13
LEAST_WORDS = 60
DOTS = Qt.TextElideMode.ElideRight
SIZES = ((18, 26, 25), (16, 24, 14))  # text, icon and gap: the second where room is short


class StatusBar(QWidget):
    """One mark with words for each device and each link.

    Where room is short the letters get smaller; then devices that work share one item, then those
    that do not; then what is in order goes, and at last the longest words end in dots.
    """

    def __init__(self, ui: Ui, model: ShellModel) -> None:
        super().__init__()
        self._ui = ui
        self._model = model
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "status")
        self.setFixedHeight(ui.theme.px(HEIGHT))
        self._items: dict[str, StatusItem] = {}
        model.devices_changed.connect(self._arrange)
        model.links_changed.connect(self._arrange)
        ui.language_changed.connect(self._arrange)
        self._arrange()

    def item(self, key: str) -> StatusItem:
        """The item of a device role, or of outbox, clock, database."""
        return self._items[key]

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The whole left side belongs to the devices: what is nearest to the finger is meant."""
        links = {entry.key for entry in self._model.links}
        x = event.position().x()
        seen = {key: item for key, item in self._items.items() if item.isVisible()}
        if not seen:
            return
        key = min(seen, key=lambda key: abs(seen[key].geometry().center().x() - x))
        if key == LABELS:
            self._model.ask_labels()
        elif key not in links:
            self._model.ask_device(key)

    def texts_fit(self) -> bool:
        entries, size = self._fitting()
        return self._needed(entries, size) <= self.width()

    def _arrange(self) -> None:
        entries, size = self._fitting()
        for item in self._items.values():
            item.hide()
        gap, margin = self._ui.theme.px(size[2]), self._ui.theme.px(MARGIN)
        links = {entry.key for entry in self._model.links}
        x = margin
        for entry in (entry for entry in entries if entry.key not in links):
            x += self._place(entry, size, x) + gap
        x = self.width() - margin
        for entry in reversed([entry for entry in entries if entry.key in links]):
            x -= self._item(entry, size).sizeHint().width()
            self._place(entry, size, x)
            x -= gap

    def _fitting(self) -> tuple[Sequence[StatusEntry], tuple[int, int, int]]:
        full = (*self._model.devices, *self._model.links)
        for size in SIZES:
            if self._needed(full, size) <= self.width():
                return full, size
        for entries in self._shortened():
            if self._needed(entries, SIZES[1]) <= self.width():
                return entries, SIZES[1]
        return self._elided(entries), SIZES[1]

    def _shortened(self) -> Iterator[Sequence[StatusEntry]]:
        words, devices = self._ui.words, self._model.devices
        away = [entry for entry in devices if entry.mark is not Mark.DONE]
        fine = len(devices) - len(away)
        text = words.plural("{count} device works", "{count} devices work", fine)
        working = [StatusEntry("working", Mark.DONE, text)] if fine else []
        yield (*away, *working, *self._model.links)
        text = words.plural("{count} device is away", "{count} devices are away", len(away))
        missing = [StatusEntry("away", Mark.OFFLINE, text)] if away else []
        yield (*missing, *working, *self._model.links)
        yield (*(missing or working), *self._model.links)
        yield (*missing, *(link for link in self._model.links if link.mark is not Mark.DONE))

    def _elided(self, entries: Sequence[StatusEntry]) -> Sequence[StatusEntry]:
        """The longest words made shorter until all of them fit."""
        size = SIZES[1]
        metrics = self._ui.theme.metrics(size[0], bold=True)
        most = max(map(metrics.horizontalAdvance, (entry.text for entry in entries)))
        shown = entries
        while self._needed(shown, size) > self.width() and most > self._ui.theme.px(LEAST_WORDS):
            most -= 1
            shown = [
                replace(entry, text=metrics.elidedText(entry.text, DOTS, most)) for entry in entries
            ]
        return shown

    def _needed(self, entries: Sequence[StatusEntry], size: tuple[int, int, int]) -> int:
        widths = [self._item(entry, size).sizeHint().width() for entry in entries]
        gaps = self._ui.theme.px(size[2]) * len(entries)
        return sum(widths) + gaps + 2 * self._ui.theme.px(MARGIN)

    def _item(self, entry: StatusEntry, size: tuple[int, int, int]) -> StatusItem:
        if entry.key not in self._items:
            item = StatusItem(self._ui.theme)
            item.setParent(self)
            self._items[entry.key] = item
        item = self._items[entry.key]
        item.set_size(size[0], size[1])
        item.show_state(entry.mark, entry.text)
        return item

    def _place(self, entry: StatusEntry, size: tuple[int, int, int], x: int) -> int:
        item = self._item(entry, size)
        hint = item.sizeHint()
        item.setGeometry(x, (self.height() - hint.height()) // 2 + 1, hint.width(), hint.height())
        item.show()
        return hint.width()
