"""Text of one size and weight. Always plain text: a note must never be read as markup."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kiosk.views.theme import SMALLEST_TEXT, Theme


class Label(QLabel):
    """Plain text at `size` design pixels; `ink` is the name of a token."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        size: float = 20,
        bold: bool = False,
        ink: str = "text",
        wrap: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, bold=bold))
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setText(text)

    def set_ink(self, ink: str) -> None:
        self.setProperty("ink", ink)
        self.style().unpolish(self)
        self.style().polish(self)


class FitText(QWidget):
    """A line that gets smaller, and then breaks into two where `lines` is 2, before it would be cut."""

    def __init__(
        self,
        theme: Theme,
        *,
        size: float = 20,
        bold: bool = False,
        ink: str = "text",
        lines: int = 2,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._size = size
        self._bold = bold
        self._ink = ink
        self._two = lines > 1
        self._align = align
        self._text = ""
        tall = QSizePolicy.Policy.Minimum if self._two else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, tall)
        policy.setHeightForWidth(self._two)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def texts_fit(self) -> bool:
        size, lines = self._shape(self.width())
        metrics = self._metrics(size)
        widest = max(map(metrics.horizontalAdvance, lines))
        spare = self._theme.px(2)
        tall_enough = len(lines) == 1 or len(lines) * metrics.height() <= self.height() + spare
        return widest <= self.width() and tall_enough

    def sizeHint(self) -> QSize:
        metrics = self._metrics(self._size)
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        smallest = self._metrics(SMALLEST_TEXT)
        lines = halves(self._text) if self._two else (self._text,)
        widest = max(map(smallest.horizontalAdvance, lines))
        return QSize(widest + 1, self._metrics(self._size).height())

    def heightForWidth(self, width: int) -> int:
        size, lines = self._shape(width)
        if len(lines) == 1:
            size = self._size
        return len(lines) * self._metrics(size).height()

    def paintEvent(self, event: object) -> None:
        size, lines = self._shape(self.width())
        metrics = self._metrics(size)
        painter = QPainter(self)
        painter.setFont(self._theme.font(size, bold=self._bold))
        painter.setPen(self._theme.color(self._ink))
        top = self._top(len(lines) * metrics.height())
        for line in lines:
            painter.drawText(
                QPointF(self._left(metrics.horizontalAdvance(line)), top + metrics.ascent()), line
            )
            top += metrics.height()
        painter.end()

    def _left(self, width: int) -> float:
        if self._align & Qt.AlignmentFlag.AlignRight:
            return self.width() - width
        if self._align & Qt.AlignmentFlag.AlignHCenter:
            return (self.width() - width) / 2
        return 0

    def _top(self, height: int) -> float:
        return 0 if self._align & Qt.AlignmentFlag.AlignTop else (self.height() - height) / 2

    def _metrics(self, size: float) -> QFontMetrics:
        return self._theme.metrics(size, bold=self._bold)

    def _shape(self, width: int) -> tuple[float, tuple[str, ...]]:
        """Size and lines for a width: the biggest single line, else two lines of the smallest text."""
        size = self._size
        while size > SMALLEST_TEXT and self._metrics(size).horizontalAdvance(self._text) > width:
            size -= 1
        if self._two and self._metrics(size).horizontalAdvance(self._text) > width:
            return size, halves(self._text)
        return size, (self._text,)


def halves(text: str) -> tuple[str, ...]:
    """The text in two lines of about the same length, broken at a space."""
    spaces = [spot for spot, letter in enumerate(text) if letter == " "]
    if not spaces:
        return (text,)
    middle = min(spaces, key=lambda spot: abs(2 * spot - len(text)))
    return (text[:middle], text[middle + 1 :])
