"""The pages of a device's set-up: role, protocol, port, options, trial."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.viewmodels import setup_words as says
from kiosk.viewmodels.device_setup import DeviceSetUp
from kiosk.viewmodels.device_words import KEYBOARD
from kiosk.viewmodels.devices import DeviceFact
from kiosk.viewmodels.register_words import Choice
from kiosk.views.devices.detail import FactLine, StateLine
from kiosk.views.devices.tiles import ElidedTile
from kiosk.views.icons import Icon
from kiosk.views.ui import Ui
from kiosk.views.widgets.button import ActionButton
from kiosk.views.widgets.elided import ElidedText
from kiosk.views.widgets.label import FitText, Label
from kiosk.views.widgets.pager import Pager
from kiosk.views.widgets.panel import Hairline, Panel
from kiosk.views.widgets.runs import Run
from kiosk.views.widgets.tile import ChoiceTile, Tile

GAP = 10
LINES = 8
PORTS = 3
OPTION_COLUMNS = 3
TRIAL_FACTS = 8
VALUE = 64


class ChoicePage(QWidget):
    """Tiles side by side; `chosen` carries the key. Handles: "<name>:<key>"."""

    chosen = Signal(str)

    def __init__(self, ui: Ui, name: str, columns: int) -> None:
        super().__init__()
        self._ui, self._name, self._columns = ui, name, columns
        self._tiles: list[ChoiceTile] = []
        self._grid = _grid_of(self, ui, columns)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """As many tiles as there are choices."""
        while len(self._tiles) < len(choices):
            self._add_tile()
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(choices))
            if place < len(choices):
                choice = choices[place]
                tile.setObjectName(f"{self._name}:{choice.key}")
                tile.say(choice.text, choice.detail)
                tile.setChecked(choice.chosen)

    def _add_tile(self) -> None:
        place = len(self._tiles)
        tile = ChoiceTile(self._ui.theme, size=22, height=84)
        tile.tapped.connect(lambda: self.chosen.emit(tile.objectName().partition(":")[2]))
        self._tiles.append(tile)
        self._grid.addWidget(tile, place // self._columns, place % self._columns)


class HearingPanel(Panel):
    """What comes from the port now: a sentence, and the newest lines."""

    def __init__(self, ui: Ui, model: DeviceSetUp, lines: int = LINES) -> None:
        super().__init__(ui.theme)
        self._ui, self._model = ui, model
        self.sentence = StateLine(ui.theme, size=20, icon_size=28)
        self.lines = [ElidedText(ui.theme, size=20) for _ in range(lines)]
        self.body.addWidget(self.sentence)
        self.body.addWidget(Hairline(ui.theme))
        for line in self.lines:
            self.body.addWidget(line)
        self.body.addStretch(1)

    def renew(self) -> None:
        """Show what is heard."""
        words = self._ui.words
        self.set_title(words.text("What comes from the port"))
        self.sentence.show_state(*says.hearing(words, self._model))
        heard = says.raw_lines(self._model)[-len(self.lines) :]
        for place, line in enumerate(self.lines):
            line.set_text(heard[place] if place < len(heard) else "")


class PortPage(QWidget):
    """Ports at the left, live lines at the right.

    Handles: "port:<key>", "ports_back", "ports_forth", "address", "look_again".
    """

    def __init__(self, ui: Ui, model: DeviceSetUp) -> None:
        super().__init__()
        self._ui, self._model = ui, model
        px = ui.theme.px
        self.tiles = [self._tile() for _ in range(PORTS)]
        self.none = Label(ui.theme, size=20, wrap=True)
        self.pager = Pager(ui, PORTS, words=False)
        self.pager.back.setObjectName("ports_back")
        self.pager.forth.setObjectName("ports_forth")
        self.address = self._button("address", model.ask_address)
        self.again = self._button("look_again", model.find_ports)
        self.hearing = HearingPanel(ui, model)
        left = QVBoxLayout()
        left.setSpacing(px(GAP))
        for tile in self.tiles:
            left.addWidget(tile)
        left.addWidget(self.none)
        left.addWidget(self.pager)
        left.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(px(GAP))
        foot.addWidget(self.again, 2)
        foot.addWidget(self.address, 3)
        left.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addLayout(left, 5)
        row.addWidget(self.hearing, 6)
        self.pager.page_changed.connect(self.renew)

    def renew(self) -> None:
        """Show the ports there are and what comes from the chosen one."""
        words, model = self._ui.words, self._model
        ports = says.ports(words, model)
        self.pager.setVisible(len(ports) > PORTS)
        self.pager.show_total(len(ports))
        seen = ports[self.pager.shown()]
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(seen))
            if place < len(seen):
                port = seen[place]
                tile.setObjectName(f"port:{port.key}")
                tile.setChecked(port.key == model.port)
                tile.setEnabled(port.obstacle is None)
                tile.show_lines(port.name, port.obstacle or port.detail)
        self.none.setVisible(not ports)
        self.none.setText(words.text("This computer has no serial port now. Plug the device in."))
        self.again.say(words.text("Look again"))
        self.address.say(words.text("Type an address"), words.text("network, or a port by name"))
        self.hearing.renew()

    def _tile(self) -> ElidedTile:
        tile = ElidedTile(self._ui.theme, height=84, middle=True)
        tile.tapped.connect(
            lambda: self._model.choose_port(tile.objectName().removeprefix("port:"))
        )
        return tile

    def _button(self, name: str, act: Callable[[], object]) -> ActionButton:
        button = ActionButton(self._ui.theme, size=22)
        button.setObjectName(name)
        button.tapped.connect(act)
        return button


class OptionsPage(QWidget):
    """A button for each option with what it is set to. Handles: "option:<name>"."""

    def __init__(self, ui: Ui, model: DeviceSetUp) -> None:
        super().__init__()
        self._ui, self._model = ui, model
        self._tiles: list[Tile] = []
        self._grid = _grid_of(self, ui, OPTION_COLUMNS)

    def renew(self) -> None:
        """Show every option that makes a difference."""
        options = self._model.option_lines
        while len(self._tiles) < len(options):
            self._add_tile()
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(options))
            if place < len(options):
                option = options[place]
                tile.setObjectName(f"option:{option.key}")
                tile.say(
                    [Run(option.name, 18)], [Run(option.value, 22, bold=True)], name=option.name
                )

    def _add_tile(self) -> None:
        place = len(self._tiles)
        tile = Tile(self._ui.theme, height=76)
        tile.tapped.connect(
            lambda: self._model.ask_option(tile.objectName().removeprefix("option:"))
        )
        self._tiles.append(tile)
        self._grid.addWidget(tile, place // OPTION_COLUMNS, place % OPTION_COLUMNS)


class TrialPage(QWidget):
    """The live value as the options judge it, or a test label; beside it what will be kept.

    Handle: "test_print".
    """

    def __init__(self, ui: Ui, model: DeviceSetUp) -> None:
        super().__init__()
        self._ui, self._model = ui, model
        px = ui.theme.px
        self.value = FitText(ui.theme, size=VALUE, bold=True, lines=1)
        self.state = StateLine(ui.theme, size=22, icon_size=30, bold=True)
        self.hearing = HearingPanel(ui, model, 4)
        self.print = ActionButton(ui.theme, icon=Icon.PRINTER, height=92)
        self.print.setObjectName("test_print")
        self.print.tapped.connect(model.test_print)
        self.summary = Panel(ui.theme)
        self.facts = [FactLine(ui.theme) for _ in range(TRIAL_FACTS)]
        for fact in self.facts:
            self.summary.body.addWidget(fact)
        self.summary.body.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(px(GAP))
        for widget in (self.print, self.value, self.state, self.hearing):
            left.addWidget(widget)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addLayout(left, 6)
        row.addWidget(self.summary, 5)

    def renew(self) -> None:
        """Show how the trial goes."""
        words, model = self._ui.words, self._model
        prints, types = model.family == "printer", model.port == KEYBOARD
        for widget in (self.value, self.hearing):
            widget.setVisible(not prints and not types)
        self.print.setVisible(prints)
        self.print.say(words.text("Print a test label"))
        mark, value, state = says.value(words, model)
        self.value.set_text(value)
        self.state.show_state(mark, state)
        self.hearing.renew()
        self.summary.set_title(words.text("This will be kept"))
        facts = self._facts()[:TRIAL_FACTS]
        for place, line in enumerate(self.facts):
            line.setVisible(place < len(facts))
            if place < len(facts):
                line.show_fact(facts[place])

    def _facts(self) -> list[DeviceFact]:
        words, model = self._ui.words, self._model
        options = [DeviceFact(line.name, line.value) for line in model.chosen_options]
        return [
            DeviceFact(words.text("Port"), model.port),
            *options,
            DeviceFact(words.text("Settings file"), model.file),
        ]


def _grid_of(page: QWidget, ui: Ui, columns: int) -> QGridLayout:
    """Tiles side by side in columns of one width, from the top of the page on."""
    grid = QGridLayout()
    grid.setSpacing(ui.theme.px(GAP))
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addLayout(grid)
    column.addStretch(1)
    for place in range(columns):
        grid.setColumnStretch(place, 1)
    return grid
