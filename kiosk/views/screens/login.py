"""Signing in: badge first, tiles of the people of this station second, the PIN pad always open.

Handles: "person:<badge>", "type_badge", "key_0" ... "key_9", "key_clear", "key_erase", "sign_in".
"""

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels.login import PAGE, LoginModel
from kiosk.viewmodels.text_entry import badge_entry
from kiosk.views.icons import Icon, IconLabel
from kiosk.views.screen import Screen
from kiosk.views.sheets.text import TextSheet
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.frame import GAP
from kiosk.views.widgets.keypad import PinPad
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Panel
from kiosk.views.widgets.tile import PersonTile

ROUTE = "login"
MODEL = LoginModel
BAR = 92
BETWEEN = 10


class View(Screen):
    """Left: badge, tiles, paging. Right: PIN and the button that repeats the name."""

    def __init__(self, ui: Ui, model: LoginModel) -> None:
        super().__init__(ui)
        theme = ui.theme
        self.model = model
        self._chosen = ""
        self.heading = FitText(theme, size=32, bold=True, lines=1)
        self.ask = FitText(theme, size=30, bold=True)
        self.hint = FitText(theme, size=22)
        self.type_badge = ActionButton(theme, icon=Icon.KEYBOARD, size=22)
        self.type_badge.setObjectName("type_badge")
        self.section = Label(theme, size=22, bold=True)
        self.tiles = [PersonTile(theme) for _ in range(PAGE)]
        self.nobody = Label(theme, size=24, wrap=True)
        self.pager = Pager(ui, PAGE, words=False)
        self.range = FitText(theme, size=22, bold=True)
        self.elsewhere = FitText(theme, size=20)
        self.pin_icon = IconLabel(theme, Icon.WARNING, 30)
        self.pin_title = FitText(theme, size=22, bold=True)
        self.pad = PinPad(ui)
        self.enter_button = ActionButton(theme, "primary")
        self.enter_button.setObjectName("sign_in")
        self._lay_out()
        self._wire()
        self.retranslate()

    def enter(self, subject: Mapping[str, str]) -> None:
        self.model.enter(subject)

    def leave(self) -> None:
        self.model.leave()
        self.pad.clear()

    def retranslate(self) -> None:
        words = self.ui.words
        self.heading.set_text(words.text("Signing in"))
        self.ask.set_text(words.text("Hold your badge to the reader"))
        self.hint.set_text(words.text("or choose your name and type your PIN"))
        self.type_badge.say(words.text("Type the badge"))
        self.section.setText(words.text("Last at this station"))
        self.nobody.setText(
            words.text(
                "Nobody has signed in at this kiosk lately. Scan your badge or type its number,"
                " then your PIN."
            )
        )
        self.elsewhere.set_text(words.text("People of other stations may sign in, too"))
        self._renew()

    def _lay_out(self) -> None:
        px = self.theme.px
        left = QVBoxLayout()
        left.setSpacing(0)
        self.heading.setFixedHeight(px(44))
        left.addWidget(self.heading)
        left.addSpacing(px(6))
        left.addWidget(self._badge_panel(), 10)
        left.addSpacing(px(14))
        left.addWidget(self.section)
        left.addSpacing(px(BETWEEN))
        left.addLayout(self._tile_grid())
        left.addStretch(1)
        left.addSpacing(px(GAP))
        left.addWidget(self._foot())
        right = QVBoxLayout()
        right.setSpacing(px(GAP))
        right.addWidget(self._pin_panel(), 1)
        self.enter_button.set_least(height=px(BAR))
        right.addWidget(self.enter_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(GAP))
        row.addLayout(left, 760)
        row.addLayout(right, 484)

    def _badge_panel(self) -> QWidget:
        px = self.theme.px
        panel = Panel(self.theme, titled=False)
        panel.setMinimumHeight(px(110))
        panel.setMaximumHeight(px(130))
        texts = QVBoxLayout()
        texts.setSpacing(px(4))
        texts.addStretch(1)
        texts.addWidget(self.ask)
        texts.addWidget(self.hint)
        texts.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(px(14), 0, 0, 0)
        row.setSpacing(px(20))
        row.addWidget(IconLabel(self.theme, Icon.BADGE, 84))
        row.addLayout(texts, 1)
        panel.body.addLayout(row, 1)
        return panel

    def _tile_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(BETWEEN))
        for place, tile in enumerate(self.tiles):
            grid.addWidget(tile, place // 2, place % 2)
        grid.addWidget(self.nobody, 0, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _foot(self) -> QWidget:
        px = self.theme.px
        foot = QWidget()
        foot.setFixedHeight(px(BAR))
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(16))
        for button in (self.type_badge, self.pager.back, self.pager.forth):
            button.set_least(height=px(BAR))
        row.addWidget(self.type_badge, 7)
        row.addWidget(self.pager, 6)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self.range)
        texts.addWidget(self.elsewhere)
        texts.addStretch(1)
        row.addLayout(texts, 9)
        return foot

    def _pin_panel(self) -> QWidget:
        px = self.theme.px
        panel = Panel(self.theme, titled=False)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(self.pin_icon)
        self.pin_title.setFixedHeight(px(42))
        head.addWidget(self.pin_title, 1)
        panel.body.addLayout(head)
        panel.body.addWidget(self.pad, 1)
        return panel

    def _wire(self) -> None:
        model = self.model
        for place, tile in enumerate(self.tiles):
            tile.tapped.connect(lambda place=place: self._choose(place))
        self.pager.page_changed.connect(self._renew)
        self.type_badge.tapped.connect(self._type_badge)
        self.pad.pin_changed.connect(model.count_digits)
        self.enter_button.tapped.connect(lambda: model.sign_in(self.pad.pin))
        model.pin_spent.connect(self.pad.clear)
        model.changed.connect(self._renew)
        model.go_to.connect(self.go_to)

    def _choose(self, place: int) -> None:
        self.model.choose(self.model.people[self.pager.shown()][place].badge)

    def _type_badge(self) -> None:
        entry = badge_entry()
        entry.setParent(self)
        entry.accepted.connect(self.model.choose)
        self.sheet_asked.emit(TextSheet(self.ui, entry, Icon.BADGE))

    def _renew(self) -> None:
        model = self.model
        people = model.people
        if model.badge != self._chosen:
            self._chosen = model.badge
            self.pager.first = model.first_of_page
        self.pager.show_total(len(people))
        shown = people[self.pager.shown()]
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(shown))
            if place < len(shown):
                person = shown[place]
                tile.setChecked(person.chosen)
                tile.show_person(person.name, person.detail)
                tile.setObjectName(f"person:{person.badge}")
        self.nobody.setVisible(not people)
        self.pager.setVisible(len(people) > PAGE)
        self.range.set_text(self.pager.range_text if people else "")
        self.pin_icon.setVisible(bool(model.refusal))
        self.pin_title.set_text(model.pin_title)
        self.pad.setEnabled(not model.busy)
        text = self.ui.words.text("Signing in …") if model.busy else self.ui.words.text("Sign in")
        self.enter_button.say(text, model.who_text)
        self.enter_button.block(model.obstacle)
