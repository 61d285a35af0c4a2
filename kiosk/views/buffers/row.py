"""A buffer as one row that can be tapped: fill, own temperature in its band, and what it takes."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.viewmodels.buffer_rows import BufferView, Standing
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.theme import Theme
from kiosk.views.widgets.button import TouchButton
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.rows import ProgressBar
from kiosk.views.widgets.tag import Tag
from kiosk.views.widgets.tolerance_bar import Scale, ToleranceBar

HEIGHT = 84
RADIUS = 8
CODE, FILL, AIR = 9, 6, 5  # shares of the width


class BufferRow(TouchButton):
    """Handle: buffer:CODE. The right place has a thick blue border, one that refuses a dashed one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setCheckable(True)
        self.set_height(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._standing = Standing.PLAIN
        self._icon = IconLabel(theme, Icon.DONE, 30)
        self._code = Label(theme, size=24, bold=True)
        self._tag = Tag(theme, "neutral", size=16)
        self._count = Label(theme, size=18)
        self._note = FitText(theme, size=18, lines=1)
        self._kilograms = Label(theme, size=22, bold=True)
        self._capacity = FitText(theme, size=18, lines=1)
        self._fill = ProgressBar(theme, height=16)
        self._celsius = Label(theme, size=22, bold=True)
        self._limits = FitText(theme, size=18, lines=1, align=Qt.AlignmentFlag.AlignRight)
        self._band = ToleranceBar(theme, height=16, marker=18)
        self._lay_out()

    def show_buffer(self, view: BufferView) -> None:
        """Show the buffer as it is now."""
        self._standing = view.standing
        row = view.row
        self.setObjectName(f"buffer:{row.code}")
        self.setAccessibleName(row.code)
        self.setAccessibleDescription(view.note)
        warns = view.outside or view.nearly_full or not row.open
        self._icon.show_icon(_icon(view, warns=warns))
        self._code.setText(row.code)
        self._show_tag(view, warns=warns)
        self._note.set_text(view.note)
        self._kilograms.setText(view.kilograms)
        self._capacity.set_text(view.capacity)
        self._fill.show_share(float(view.share), full=view.nearly_full)
        self._celsius.setText(view.celsius)
        self._limits.set_text(view.band)
        span = row.max_c - row.min_c
        self._band.show_scale(
            Scale(
                start=row.min_c - span / 4,
                end=row.max_c + span / 4,
                low=row.min_c,
                high=row.max_c,
                value=row.celsius,
            ),
            view.band,
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._row.sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        return self._least.expandedTo(self._row.minimumSize())

    def paintEvent(self, event: QPaintEvent) -> None:
        px, theme = self.theme.px, self.theme
        width, color, style = 2, "line", Qt.PenStyle.SolidLine
        if self._standing is Standing.REFUSES:
            width, color, style = 5 if self.isChecked() else 3, "text", Qt.PenStyle.DashLine
        elif self._standing is Standing.BEST:
            width, color = 5, "primary"
        elif self.isChecked():
            width, color = 4, "text"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(color), px(width), style))
        painter.setBrush(theme.color("sunk" if self.isDown() else "surface"))
        inset = px(width) / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        painter.end()

    def _show_tag(self, view: BufferView, *, warns: bool) -> None:
        counts = view.standing in (Standing.PLAIN, Standing.TAKES) and not warns
        self._count.setVisible(counts)
        self._tag.setVisible(not counts)
        if counts:
            self._count.setText(view.tag)
        elif view.standing is Standing.BEST:
            self._tag.show_tag("good", view.tag)
        else:
            passive = view.standing in (Standing.REFUSES, Standing.SOURCE)
            self._tag.show_tag("neutral" if passive else "warn", view.tag)

    def _lay_out(self) -> None:
        px = self.theme.px
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(self._code)
        head.addStretch(1)
        head.addWidget(self._count)
        head.addWidget(self._tag)
        words = self._column(head, self._note)
        amount = QHBoxLayout()
        amount.setSpacing(px(6))
        amount.addWidget(self._kilograms)
        amount.addWidget(self._capacity, 1)
        fill = self._column(amount, self._fill)
        degrees = QHBoxLayout()
        degrees.setSpacing(px(6))
        degrees.addWidget(self._celsius)
        degrees.addWidget(self._limits, 1)
        air = self._column(degrees, self._band)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(5), px(14), px(5))
        row.setSpacing(px(16))
        row.addWidget(self._icon)
        row.addLayout(words, CODE)
        row.addLayout(fill, FILL)
        row.addLayout(air, AIR)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _column(self, *parts: QWidget | QHBoxLayout) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.theme.px(2))
        column.addStretch(1)
        for part in parts:
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        column.addStretch(1)
        return column


def _icon(view: BufferView, *, warns: bool) -> Icon:
    """No tick without a reading."""
    if view.standing is Standing.REFUSES:
        return Icon.CROSS
    if view.standing is Standing.SOURCE:
        return Icon.UP
    if warns:
        return Icon.WARNING
    return Icon.AHEAD if view.row.celsius is None else Icon.DONE
