"""Sheets over the screens: no dialog ever runs a loop of its own."""

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QWidget

from kiosk.ports import Scan
from kiosk.views.theme import Theme

SCRIM = "#0A0D11"
SCRIM_SHARE = 0.62
HEADER, STATUS_BAR = 84, 40  # heights that stay in sight
MARGIN = 28  # between a sheet and the edge of the window


class Sheet(QFrame):
    """Something that asks for one answer. It emits `closed` when it wants to go."""

    closed = Signal()
    scrim = True
    passes_scans = False
    """Whether the screen under it may use a scan, or another take its place."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("ground", "sheet")

    def take_scan(self, scan: Scan) -> bool:
        """Whether the sheet used the scan, which may be a faulty one."""
        return False

    def place(self, area: QRect) -> QRect:
        """Where to stand in `area`, the whole window: low, so that the primary action is where it always is."""
        margin = self.theme.px(MARGIN)
        wanted = max(self.sizeHint().width(), self.minimumWidth())
        width = min(wanted, area.width() - 2 * margin)
        tall = self.heightForWidth(width) if self.hasHeightForWidth() else 0
        height = min(max(tall, self.sizeHint().height()), area.height() - 2 * margin)
        left = area.left() + (area.width() - width) // 2
        return QRect(left, area.bottom() + 1 - margin - height, width, height)


class ContentSheet(Sheet):
    """Stands in the place of the screen, between header and status bar."""

    scrim = False

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setProperty("ground", "canvas")

    def place(self, area: QRect) -> QRect:
        return area.adjusted(0, self.theme.px(HEADER), 0, -self.theme.px(STATUS_BAR))


class KeyboardSheet(ContentSheet):
    """One with a keyboard: on a low screen its keys go before the header."""

    def place(self, area: QRect) -> QRect:
        free = super().place(area)
        return free.adjusted(0, min(0, free.height() - self.minimumSizeHint().height()), 0, 0)


class Overlay(QWidget):
    """The layer over the whole window that holds the open sheets, the last one on top."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._sheets: list[Sheet] = []
        self.hide()
        window.installEventFilter(self)

    @property
    def top(self) -> Sheet | None:
        return self._sheets[-1] if self._sheets else None

    def open(self, sheet: Sheet) -> None:
        """Show `sheet` until it is closed; it is deleted then."""
        sheet.setParent(self)
        self._sheets.append(sheet)
        sheet.closed.connect(lambda: self._close(sheet))
        self._arrange()
        self.show()
        self.raise_()
        sheet.show()
        sheet.raise_()
        self.update()

    def close_all(self) -> None:
        """Take every sheet away, for example when the person signs out."""
        for sheet in reversed(self._sheets):
            self._close(sheet)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._arrange()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # nothing below a sheet may be touched

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: object) -> None:
        if self.top is None or not self.top.scrim:
            return
        painter = QPainter(self)
        color = QColor(SCRIM)
        color.setAlphaF(SCRIM_SHARE)
        painter.fillRect(self.rect(), color)
        painter.end()

    def _arrange(self) -> None:
        self.setGeometry(self._window.rect())
        for sheet in self._sheets:
            sheet.setGeometry(sheet.place(self.rect()))

    def _close(self, sheet: Sheet) -> None:
        if sheet not in self._sheets:
            return
        self._sheets.remove(sheet)
        sheet.hide()
        sheet.deleteLater()
        self.setVisible(bool(self._sheets))
        self.update()


def right_of(area: QRect, width: int, least_height: int, margin: int) -> QRect:
    """A box of `width` at the right of `area`, `margin` away from its edges where its height allows."""
    height = min(area.height(), max(area.height() - 2 * margin, least_height))
    top = area.top() + (area.height() - height) // 2
    return QRect(area.right() + 1 - margin - width, top, width, height)
