"""The devices one under the other: health, role and live value; at the foot the way to one more."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.viewmodels.devices import DeviceEntry, DevicesModel
from kiosk.views.devices.tiles import ElidedTile
from kiosk.views.icons import Icon
from kiosk.views.theme import Theme
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.pager import Pager

DEVICES, PAGED_DEVICES = 5, 4  # more devices than fit share the column with the paging arrows
WIDTH = 288


class DeviceTile(ElidedTile):
    """A device: its mark, its role, and the value it shows or why it shows none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=92)

    def show_device(self, entry: DeviceEntry) -> None:
        self.setObjectName(f"device:{entry.role}")
        self.sign(icon=Icon(entry.mark))
        shown = entry.value if len(entry.value) > 1 else entry.state
        self.show_lines(entry.title, shown, f"{entry.value} {entry.state}")


class DeviceColumn(QWidget):
    """A tap looks at another device. Handles: "device:<role>", "devices_back", "devices_forth", "add_device"."""

    add_tapped = Signal()

    def __init__(self, ui: Ui, model: DevicesModel) -> None:
        super().__init__()
        self._ui, self._model = ui, model
        self._turned_to = ""
        self.tiles = [DeviceTile(ui.theme) for _ in range(DEVICES)]
        self.pager = Pager(ui, PAGED_DEVICES, words=False)
        self.pager.back.setObjectName("devices_back")
        self.pager.forth.setObjectName("devices_forth")
        self.add = ActionButton(ui.theme, icon=Icon.PLUS, height=92)
        self.add.setObjectName("add_device")
        self.add.tapped.connect(self.add_tapped)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(10))
        for place, tile in enumerate(self.tiles):
            column.addWidget(tile)
            tile.tapped.connect(lambda place=place: model.choose(self._seen()[place].role))
        column.addWidget(self.pager)
        column.addStretch(1)
        column.addWidget(self.add)
        self.pager.page_changed.connect(self.renew)
        self.setFixedWidth(ui.theme.px(WIDTH))

    def turn_to_chosen(self) -> None:
        """Show the page with the device that is looked at; leafing on from there is free."""
        self._turned_to = ""

    def renew(self) -> None:
        """Show the devices as they are now."""
        entries, words = self._model.entries, self._ui.words
        self.pager.setVisible(len(entries) > DEVICES)
        self.pager.show_total(len(entries))
        self._turn_to_chosen()
        seen = self._seen()
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(seen))
            if place < len(seen):
                tile.setChecked(seen[place].role == self._model.chosen)
                tile.show_device(seen[place])
        self.add.say(words.text("Add a device"))
        self.add.block(self._model.cannot_change)

    def _turn_to_chosen(self) -> None:
        chosen = self._model.chosen
        if chosen != self._turned_to:
            self._turned_to = chosen
            roles = [entry.role for entry in self._model.entries]
            self.pager.show_row(roles.index(chosen) if chosen else 0)

    def _seen(self) -> Sequence[DeviceEntry]:
        entries = self._model.entries
        return entries if len(entries) <= DEVICES else entries[self.pager.shown()]
