"""The sheet on which a reason is picked or written: phrases over a full keyboard, the decision as its Enter.

Handles: "phrase:<code>", "page_back", "page_forth", "cancel", "accept".
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.note import NoteModel, Phrase
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.overlay import KeyboardSheet
from kiosk.views.theme import Theme
from kiosk.views.ui import Ui
from kiosk.views.widgets.code_label import CodeLabel
from kiosk.views.widgets.keyboard import Keyboard
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.status_item import StatusItem
from kiosk.views.widgets.tile import PhraseTile

MOST_PHRASES = 5  # more of them share the row with the paging arrows
PHRASE_HEIGHT = 78


class NoteText(QPlainTextEdit):
    """Shows what was typed with a cursor at its end; a scanner that types cannot reach it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        cursor = self.cursorRect()
        cursor.setWidth(self._theme.px(3))
        painter.fillRect(cursor, self._theme.color("primary"))
        painter.end()


class NoteSheet(KeyboardSheet):
    """Covers the content between header and status bar; `icon` is the mark of the decision."""

    def __init__(self, ui: Ui, model: NoteModel, icon: Icon = Icon.HOLD) -> None:
        super().__init__(ui.theme)
        self._ui = ui
        self._model = model
        self.title = FitText(ui.theme, size=32, bold=True, lines=1)
        self.subject = CodeLabel(ui.theme, size=22, align=Qt.AlignmentFlag.AlignRight)
        self.weight = Label(ui.theme, size=22, bold=True)
        self.text = self._make_field()
        self.count = StatusItem(ui.theme, size=18, icon_size=24, bold=False)
        self.remark = Label(ui.theme, size=18)
        self.tiles = [PhraseTile(ui.theme) for _ in range(MOST_PHRASES)]
        self.pager = Pager(ui, MOST_PHRASES - 1, words=False)
        self.pager.back.setObjectName("page_back")
        self.pager.forth.setObjectName("page_forth")
        self.hint = Label(ui.theme, size=20, wrap=True)
        self.hint.setMinimumHeight(ui.theme.px(PHRASE_HEIGHT))
        self.keyboard = Keyboard(ui)
        self._lay_out(IconLabel(ui.theme, icon, 34))
        self._wire()
        ui.language_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        self.title.set_text(self._model.title)
        self.setAccessibleName(self._model.title)
        self.subject.set_code(self._model.subject)
        self.weight.setText(self._model.subject_weight)
        self.remark.setText(self._model.remark)
        self.keyboard.decide.say(self._model.verb)
        self._renew()

    def _make_field(self) -> NoteText:
        text = NoteText(self._ui.theme)
        text.setReadOnly(True)
        text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        text.setFrameShape(QFrame.Shape.NoFrame)
        text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        text.setFont(self._ui.theme.font(28))
        text.setProperty("ground", "input")
        return text

    def _lay_out(self, icon: IconLabel) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(px(14))
        head.addWidget(icon)
        head.addWidget(self.title, 1)
        head.addWidget(self.subject)
        head.addWidget(self.weight)
        column.addLayout(head)
        column.addSpacing(px(6))
        column.addWidget(self._lay_out_field())
        column.addSpacing(px(12))
        phrases = QHBoxLayout()
        phrases.setSpacing(px(10))
        for tile in self.tiles:
            phrases.addWidget(tile, 2)
        phrases.addWidget(self.hint, 2)
        phrases.addWidget(self.pager, 1)
        column.addLayout(phrases)
        column.addSpacing(px(16))
        column.addWidget(self.keyboard, 1)

    def _lay_out_field(self) -> QFrame:
        px = self.theme.px
        field = QFrame()
        field.setProperty("ground", "field")
        field.setFixedHeight(px(118))
        inside = QVBoxLayout(field)
        inside.setContentsMargins(px(16), px(8), px(18), px(10))
        inside.setSpacing(px(2))
        inside.addWidget(self.text, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(self.remark)
        inside.addLayout(foot)
        return field

    def _wire(self) -> None:
        model = self._model
        self.keyboard.typed.connect(model.type_text)
        self.keyboard.erase.connect(model.erase)
        self.keyboard.cancelled.connect(model.cancel)
        self.keyboard.decided.connect(model.accept)
        for place, tile in enumerate(self.tiles):
            tile.tapped.connect(lambda place=place: self._pick(place))
        self.pager.page_changed.connect(self._renew)
        model.changed.connect(self._renew)
        model.cancelled.connect(self.closed)
        model.accepted.connect(lambda _code, _text: self.closed.emit())

    @property
    def _paged(self) -> bool:
        return len(self._model.phrases) > MOST_PHRASES

    def _on_page(self) -> tuple[Phrase, ...]:
        phrases = self._model.phrases
        return phrases[self.pager.shown()] if self._paged else phrases

    def _pick(self, place: int) -> None:
        self._model.pick(self._on_page()[place].code)

    def _renew(self) -> None:
        model = self._model
        self.text.setPlainText(model.whole)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.count.show_state(Mark.DONE if model.ready else Mark.AHEAD, model.count_text)
        self.keyboard.decide.setEnabled(model.ready)
        self._renew_phrases()

    def _renew_phrases(self) -> None:
        model = self._model
        self.pager.show_total(len(model.phrases))
        self.pager.setVisible(self._paged)
        self.hint.setText(model.hint)
        self.hint.setVisible(not model.phrases)
        shown = self._on_page()
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(shown))
            if place < len(shown):
                tile.setObjectName(f"phrase:{shown[place].code}")
                tile.say(shown[place].text)
                tile.setChecked(shown[place].code == model.picked)
