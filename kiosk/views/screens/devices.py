"""The devices of this kiosk: live value, raw line and health of each; tests, checks and set-up.

Handles: "device:<role>", "devices_back", "devices_forth", "add_device" or "add_first", "zero",
"tare", "remove_device", "change_device" or "undo", and last in the bar "test_print", "scan_test" or "check".
"""

from collections.abc import Mapping

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from kiosk.viewmodels.calibration import CheckForm
from kiosk.viewmodels.device_setup import DeviceSetUp
from kiosk.viewmodels.devices import DevicesModel
from kiosk.viewmodels.scan_test import ScanTestModel
from kiosk.views.devices.column import DeviceColumn
from kiosk.views.devices.detail import DeviceDetail, NoDevices
from kiosk.views.icons import Icon
from kiosk.views.screen import Screen
from kiosk.views.sheets.calibration import CheckSheet
from kiosk.views.sheets.confirm import ConfirmSheet
from kiosk.views.sheets.device_setup import SetUpSheet
from kiosk.views.sheets.scan_test import ScanTestSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.frame import WorkFrame
from kiosk.views.widgets.state_stack import StateStack

ROUTE = "devices"
MODEL = DevicesModel


class View(Screen):
    """The devices at the left, the one looked at beside them, what can be done at the foot."""

    def __init__(self, ui: Ui, model: DevicesModel) -> None:
        super().__init__(ui)
        self.model = model
        self.column = DeviceColumn(ui, model)
        self.detail = DeviceDetail(ui, model)
        self.nothing = NoDevices(ui, model)
        self.remove = self._button("danger", "remove_device")
        self.change = self._button("normal", "change_device")
        self.last = self._button("primary", "check")
        self.frame = WorkFrame(ui.theme, self.column)
        self.pages = QStackedWidget()
        self.states = StateStack(ui, self.pages)
        self._lay_out()
        self._wire()
        self.retranslate()

    def enter(self, subject: Mapping[str, str]) -> None:
        self.column.turn_to_chosen()
        self.model.enter(subject)
        self.retranslate()

    def leave(self) -> None:
        self.model.leave()

    def titles(self) -> tuple[str, str]:
        return self.ui.words.text("Devices"), self.ui.words.text("of this kiosk")

    def retranslate(self) -> None:
        model, words = self.model, self.ui.words
        self.states.show_state(loaded=model.loaded, problem=model.problem_text)
        self.pages.setCurrentIndex(0 if model.entries else 1)
        entry = model.entry
        if entry is not None:
            self.frame.title.say(entry.title, entry.role)
        self.column.renew()
        self.detail.renew()
        self.nothing.renew()
        self.remove.say(words.text("Remove"))
        self._renew_change()
        self.remove.block(model.cannot_change)
        self._renew_last()
        self.titles_changed.emit(*self.titles())

    def _button(self, role: str, name: str) -> ActionButton:
        button = ActionButton(self.theme, role)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        self.frame.body.addWidget(self.detail)
        self.frame.bar.add(self.remove, 24)
        self.frame.bar.add(self.change, 28)
        self.frame.bar.add(self.last, 48)
        self.pages.addWidget(self.frame)
        self.pages.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)

    def _wire(self) -> None:
        model = self.model
        self.column.add_tapped.connect(model.add)
        self.nothing.add_tapped.connect(model.add)
        self.detail.ordered.connect(model.order)
        self.nothing.undo_tapped.connect(model.take_back)
        self.change.tapped.connect(self._change)
        self.remove.tapped.connect(self._ask_to_remove)
        self.last.tapped.connect(self._do_last)
        self.states.retry.connect(model.refresh)
        model.changed.connect(self.retranslate)
        model.set_up_asked.connect(self._open_set_up)
        model.scan_test_asked.connect(self._open_scan_test)
        model.check_asked.connect(self._open_check)

    def _renew_change(self) -> None:
        """Changing gives its place to taking back, as long as there is time for that."""
        taking_back = self.model.undo.command is not None
        self.change.setObjectName("undo" if taking_back else "change_device")
        if taking_back:
            self.change.say(*self.model.undo_texts)
        else:
            self.change.say(self.ui.words.text("Change"))
        self.change.block(self.model.cannot_change)

    def _change(self) -> None:
        if self.model.undo.command is not None:
            self.model.take_back()
        else:
            self.model.change()

    def _renew_last(self) -> None:
        words, model = self.ui.words, self.model
        name, icon, text, blocked = {
            "printer": ("test_print", Icon.PRINTER, words.text("Test print"), model.cannot_print),
            "scanner": ("scan_test", Icon.SCAN, words.text("Test scan"), None),
        }.get(model.family, ("check", Icon.DONE, words.text("Check it"), model.cannot_check))
        self.last.setObjectName(name)
        self.last.set_icon(icon)
        self.last.say(text)
        self.last.block(blocked)

    def _do_last(self) -> None:
        match self.model.family:
            case "printer":
                self.model.test_print()
            case "scanner":
                self.model.test_scan()
            case _:
                self.model.check()

    def _ask_to_remove(self) -> None:
        words, entry = self.ui.words, self.model.entry
        if entry is None:
            return
        sheet = ConfirmSheet(
            self.ui,
            title=words.text("Remove {device}?", device=entry.title),
            consequences=[
                words.text("Nothing is measured, scanned or printed with it any more."),
                words.text("It is taken out of the settings too."),
            ],
            verb=words.text("Remove"),
        )
        sheet.confirmed.connect(self.model.remove)
        self.sheet_asked.emit(sheet)

    def _open_scan_test(self, scan_test: ScanTestModel) -> None:
        self.sheet_asked.emit(ScanTestSheet(self.ui, scan_test))

    def _open_check(self, form: CheckForm) -> None:
        sheet = CheckSheet(self.ui, form)
        sheet.sheet_asked.connect(self.sheet_asked)
        self.sheet_asked.emit(sheet)

    def _open_set_up(self, set_up: DeviceSetUp) -> None:
        sheet = SetUpSheet(self.ui, set_up)
        sheet.sheet_asked.connect(self.sheet_asked)
        self.sheet_asked.emit(sheet)
