"""The window: header, the present screen, status bar, the notice strip, the sheets over them, the lock over all."""

from typing import cast

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kiosk.viewmodels.lock import LockModel
from kiosk.viewmodels.menu import MenuModel
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.notice import NoticeModel
from kiosk.viewmodels.shell import ShellModel
from kiosk.viewmodels.waiting_labels import WaitingLabels
from kiosk.views.header import Header
from kiosk.views.icons import Icon
from kiosk.views.lock import LockLayer
from kiosk.views.notice_strip import NoticeStrip
from kiosk.views.overlay import Overlay
from kiosk.views.router import MakeModel, Route, Router, find_routes
from kiosk.views.sheets.confirm import ConfirmSheet
from kiosk.views.sheets.menu import MenuSheet
from kiosk.views.sheets.note import NoteSheet
from kiosk.views.sheets.waiting_labels import WaitingLabelsSheet
from kiosk.views.status_bar import StatusBar
from kiosk.views.ui import Ui


class Shell(QWidget):
    """The kiosk's only window. `router` shows screens, `overlay` sheets, `notices` the strip, `lock` is over them.

    `make_model` is asked for the screens' view models and for NoticeModel, MenuModel, WaitingLabels and LockModel.
    """

    def __init__(
        self,
        ui: Ui,
        model: ShellModel,
        make_model: MakeModel,
        routes: dict[str, Route] | None = None,
    ) -> None:
        super().__init__()
        px = ui.theme.px
        self._ui = ui
        self._menu = cast(MenuModel, make_model(MenuModel))
        self._labels = cast(WaitingLabels, make_model(WaitingLabels))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "canvas")
        self.header = Header(ui, model)
        self.status_bar = StatusBar(ui, model)
        self.stack = QStackedWidget()
        content = QVBoxLayout()
        content.setContentsMargins(px(12), px(8), px(12), px(8))
        content.addWidget(self.stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # The window is as big as the screen; content that wants more must not push it out of sight.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.header)
        column.addLayout(content, 1)
        column.addWidget(self.status_bar)
        self.overlay = Overlay(self)
        found = find_routes() if routes is None else routes
        self.router = Router(ui, self.stack, make_model, found)
        self.router.titles_changed.connect(self.header.show_titles)
        self.router.sheet_asked.connect(self.overlay.open)
        self.router.shown.connect(self.overlay.close_all)
        notice = cast(NoticeModel, make_model(NoticeModel))
        self.notices = NoticeStrip(ui.theme, notice, self)
        self.router.shown.connect(notice.go_on)
        notice.go_to.connect(self.router.show)
        self.lock = LockLayer(ui, cast(LockModel, make_model(LockModel)), self)
        notice.changed.connect(self.lock.raise_)
        self.router.sheet_asked.connect(lambda _sheet: self.lock.raise_())
        model.language_changed.connect(lambda: ui.speak(model.words))
        self._wire(model)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        top = self.header.height()
        height = self.height() - top - self.status_bar.height()
        content = QRect(0, top, self.width(), height)
        self.notices.stand(content)
        self.lock.stand(self.rect(), content)

    def _wire(self, model: ShellModel) -> None:
        model.menu_asked.connect(self._open_menu)
        model.alarms_asked.connect(self._menu.show_held)
        model.user_asked.connect(self._ask_to_sign_out)
        model.device_asked.connect(self._show_device)
        model.labels_asked.connect(self._open_labels)
        self._menu.labels_asked.connect(self._open_labels)
        self._labels.deeds.note_asked.connect(self._ask_why)
        self._menu.go_to.connect(self.router.show)
        self._menu.language_asked.connect(model.language_asked)

    def _show_device(self, role: str) -> None:
        if self.router.knows("devices"):
            self.router.show("devices", {"role": role} if role else {})

    def _open_menu(self) -> None:
        self._menu.enter(self.router.subject)
        sheet = MenuSheet(self._ui, self._menu, self.router.knows)
        sheet.closed.connect(self._menu.leave)
        self.overlay.open(sheet)

    def _open_labels(self) -> None:
        self.overlay.open(WaitingLabelsSheet(self._ui, self._labels))

    def _ask_why(self, note: NoteModel) -> None:
        self.overlay.open(NoteSheet(self._ui, note, Icon.PRINTER))

    def _ask_to_sign_out(self) -> None:
        words = self._ui.words
        sheet = ConfirmSheet(
            self._ui,
            title=words.text("Sign out {name}?", name=self._menu.person),
            consequences=[words.text("What is kept on this kiosk will still be sent.")],
            verb=words.text("Sign out"),
        )
        sheet.confirmed.connect(self._menu.sign_out)
        self.overlay.open(sheet)
