"""The window: header, the present screen, status bar, and the layer of sheets over them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kiosk.viewmodels.shell import ShellModel
from kiosk.views.header import Header
from kiosk.views.overlay import Overlay
from kiosk.views.router import MakeModel, Route, Router, find_routes
from kiosk.views.status_bar import StatusBar
from kiosk.views.ui import Ui


class Shell(QWidget):
    """The kiosk's only window. `router` shows screens, `overlay` sheets."""

    def __init__(
        self,
        ui: Ui,
        model: ShellModel,
        make_model: MakeModel,
        routes: dict[str, Route] | None = None,
    ) -> None:
        super().__init__()
        px = ui.theme.px
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
        column.addWidget(self.header)
        column.addLayout(content, 1)
        column.addWidget(self.status_bar)
        self.overlay = Overlay(self)
        found = find_routes() if routes is None else routes
        self.router = Router(ui, self.stack, make_model, found)
        self.router.titles_changed.connect(self.header.show_titles)
        self.router.sheet_asked.connect(self.overlay.open)
        self.router.shown.connect(self.overlay.close_all)
        model.language_changed.connect(lambda: ui.speak(model.words))
