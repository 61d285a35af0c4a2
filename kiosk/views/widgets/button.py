"""The button of the kiosk: acts on release, once for a bouncing finger, and says why it may not."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
)

from kiosk.views.icons import Icon, Inks, paint_icon
from kiosk.views.stylesheet import DISABLED, ROLES, RoleLook
from kiosk.views.theme import SMALLEST_TEXT, Theme
from kiosk.views.widgets.label import halves

DEBOUNCE_MS = 300
ACTION_MM = 15.0  # the least edge of anything that can be tapped
PRIMARY_MM = 18.0
SMALL_LINE = 18
TWO_LINES = 22
CLOSER = 3  # lines of a button stand closer than the font asks for
SMALLER = (26, 24, 22)  # sizes of the verb that keep the small line in sight
PADDING = 17
BIG = 26
ROOMY, ROOMY_BIG = 12, 16  # from the border to the text, and to big text
INSET = 6  # between border and text where room is short


@dataclass(frozen=True, slots=True)
class Face:
    """How a button shows itself in the width it has: `small` 0 leaves the second line out."""

    lines: tuple[str, ...]
    size: float
    small: float
    icon: bool


class TouchButton(QPushButton):
    """The ground of everything that can be tapped: `tapped` fires once for a bouncing finger."""

    tapped = Signal()

    def __init__(
        self, theme: Theme, role: str = "normal", *, debounce_ms: int = DEBOUNCE_MS
    ) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("role", role)
        # A scanner that types must never press the button that happens to have the focus.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Not setMinimumSize: that would hide the width which the text needs.
        least = theme.mm(PRIMARY_MM if role == "primary" else ACTION_MM)
        self._least = QSize(theme.mm(ACTION_MM), least)
        self._height = least
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(debounce_ms)
        self.clicked.connect(self._on_clicked)

    @property
    def role(self) -> str:
        return str(self.property("role"))

    @property
    def takes_taps(self) -> bool:
        """Whether a tap would act now: it is enabled, and the last tap is not still bouncing."""
        return self.isEnabled() and not self._quiet.isActive()

    def set_role(self, role: str) -> None:
        if role == self.role:
            return
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)
        self.updateGeometry()
        self.update()

    def set_height(self, height: float) -> None:
        """The height it likes to have, in design pixels; it yields down to what a finger needs."""
        self._height = max(self.theme.px(height), self._least.height())
        self.updateGeometry()

    def set_least(self, *, width: int = 0, height: int = 0) -> None:
        """Never get narrower or lower than so many screen pixels, whatever the text needs."""
        self._least = self._least.expandedTo(QSize(width, height))
        self._height = max(self._height, self._least.height())
        self.updateGeometry()

    def nextCheckState(self) -> None:
        """What is chosen is the model's matter: a tap alone changes no state."""

    def look(self) -> RoleLook:
        if not self.isEnabled():
            return DISABLED
        return ROLES["primary"] if self.isChecked() else ROLES[self.role]

    def inks(self) -> Inks:
        """Colours for icons on this button as it stands now."""
        look, tokens = self.look(), self.theme.tokens
        fill = look.pressed_fill if self.isDown() else look.fill
        filled = look.fill not in ("surface", "sunk")
        return Inks(tokens, getattr(tokens, look.ink), getattr(tokens, fill) if filled else None)

    def draw_ground(self, painter: QPainter) -> None:
        """Ground and border as the style sheet says."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)

    def _on_clicked(self) -> None:
        if self._quiet.isActive():
            return
        self._quiet.start()
        self.tapped.emit()


class ActionButton(TouchButton):
    """A verb, a small second line under it and an icon before it.

    Where room is short the small line goes first, then the icon, then the verb takes two lines.
    """

    def __init__(
        self,
        theme: Theme,
        role: str = "normal",
        *,
        icon: Icon | None = None,
        size: float = 0,
        height: float = 0,
        padding: float = PADDING,
        debounce_ms: int = DEBOUNCE_MS,
    ) -> None:
        super().__init__(theme, role, debounce_ms=debounce_ms)
        self._icon = icon
        self._size = size
        self._main = ""
        self._small = ""
        self._reason: str | None = None
        self.icon_size = 30.0
        self._padding = padding
        self.set_height(height or (92 if role == "primary" else 80))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    @property
    def main_text(self) -> str:
        return self._main

    @property
    def small_text(self) -> str:
        """The second line: why it may not where it is blocked."""
        return self._small if self._reason is None else self._reason

    def say(self, main: str, small: str = "") -> None:
        """Set the verb and the small line; the verb is the accessible name too."""
        self._main, self._small = main, small
        self._renew()

    def block(self, reason: str | None) -> None:
        """Forbid with a reason in a few words, or allow again with None."""
        self._reason = reason
        self.setEnabled(reason is None)
        self._renew()

    def set_icon(self, icon: Icon | None) -> None:
        self._icon = icon
        self._renew()

    def texts_fit(self) -> bool:
        face = self.face()
        return self._text_width(face) + self._icon_width(face) <= self._room(face)

    def sizeHint(self) -> QSize:
        face = next(self._faces())
        width = self._text_width(face) + self._icon_width(face) + 2 * self.theme.px(self._padding)
        return QSize(max(round(width + 1), self._least.width()), self._height)

    def minimumSizeHint(self) -> QSize:
        *_, face = self._faces()
        width = self._text_width(face) + 2 * self.theme.px(INSET)
        return self._least.expandedTo(QSize(round(width + 2), 0))

    def face(self) -> Face:
        """The fullest way to show itself that fits."""
        face = next(self._faces())
        for face in self._faces():
            if self._text_width(face) + self._icon_width(face) <= self._room(face) and (
                self._text_height(face) <= self.height() - self.theme.px(4)
            ):
                return face
        return face

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        self.draw_ground(painter)
        face = self.face()
        icon_width = self._icon_width(face)
        left = (self.width() - self._text_width(face) - icon_width) / 2
        if face.icon and self._icon:
            edge = self.theme.px(self.icon_size)
            spot = QRectF(left, (self.height() - edge) / 2, edge, edge)
            paint_icon(painter, self._icon, spot, self.inks())
        self._draw_text(painter, face, left + icon_width)
        self.draw_over(painter)
        painter.end()

    def draw_over(self, painter: QPainter) -> None:
        """Drawn last; for kinds of button that show more."""

    def main_size(self) -> float:
        if self._size:
            return self._size
        return 30 if self.role == "primary" else 24

    def _renew(self) -> None:
        self.setAccessibleName(self._main)
        self.setAccessibleDescription(self.small_text)
        self.updateGeometry()
        self.update()

    def _room(self, face: Face) -> float:
        if len(face.lines) > 1 or face.size < TWO_LINES:
            return self.width() - 2 * self.theme.px(INSET)
        roomy = ROOMY_BIG if face.size > BIG else ROOMY
        return self.width() - 2 * self.theme.px(min(self._padding, roomy))

    def _faces(self) -> Iterator[Face]:
        size = self.main_size()
        one = (self._main,)
        small_sizes = (SMALL_LINE, SMALLEST_TEXT) if self.small_text else ()
        for main in (size, *(smaller for smaller in SMALLER if smaller < size)):
            for small in small_sizes:
                yield Face(one, main, small, icon=True)
        yield Face(one, size, 0, icon=True)
        yield Face(one, size, 0, icon=False)
        two = halves(self._main)
        for shrunk in range(round(min(size, TWO_LINES)), SMALLEST_TEXT - 1, -2):
            yield Face(two, shrunk, 0, icon=False)

    def _text_width(self, face: Face) -> float:
        metrics = self.theme.metrics(face.size, bold=True)
        width = max((metrics.horizontalAdvance(line) for line in face.lines), default=0)
        if face.small:
            small = self.theme.metrics(face.small)
            width = max(width, small.horizontalAdvance(self.small_text))
        return width

    def _text_height(self, face: Face) -> float:
        height = len(face.lines) * self.theme.metrics(face.size, bold=True).height()
        if not face.small:
            return height
        return height + self.theme.metrics(face.small).height() - self.theme.px(CLOSER)

    def _icon_width(self, face: Face) -> float:
        if not (face.icon and self._icon):
            return 0
        return self.theme.px(self.icon_size) + (self.theme.px(12) if self._main else 0)

    def _draw_text(self, painter: QPainter, face: Face, left: float) -> None:
        painter.setPen(self.theme.color(self.look().ink))
        width = self._text_width(face)
        top = (self.height() - self._text_height(face)) / 2
        texts = [(line, face.size, True) for line in face.lines]
        if face.small:
            texts.append((self.small_text, face.small, False))
        for text, size, bold in texts:
            metrics = self.theme.metrics(size, bold=bold)
            painter.setFont(self.theme.font(size, bold=bold))
            x = left + (width - metrics.horizontalAdvance(text)) / 2
            painter.drawText(QPointF(x, top + metrics.ascent()), text)
            top += metrics.height() - (self.theme.px(CLOSER) if face.small else 0)
