"""What every screen's view model is: it looks at topics, loads when seen, and says when it changed."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from core.context import Actor
from core.domain.people import Permission
from core.domain.words import Words
from core.errors import Refused, Unavailable
from kiosk.i18n.errors import message, unavailable
from kiosk.ports import Scan
from kiosk.runtime.tasks import Tasks, action
from kiosk.viewmodels.workplace import Workplace


class ScreenModel(QObject):
    """Base of the screens' view models. `changed`: look at the properties again; `go_to`: another route.

    A subclass names its TOPICS and loads in `load()`; `enter` and `leave` are called by its screen.
    """

    TOPICS: frozenset[str] = frozenset()

    changed = Signal()
    go_to = Signal(str, dict)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.subject: Mapping[str, str] = {}
        self.loaded = False
        self.stale = False
        self.problem: Refused | Unavailable | None = None
        self._wanted = False
        self._interest = place.store.subscribe(self.TOPICS, self.refresh)
        place.speech.changed.connect(self.changed)

    @property
    def words(self) -> Words:
        """The language spoken now."""
        return self.place.speech.words

    @property
    def tasks(self) -> Tasks:
        """The kiosk's tasks, which `@action` starts methods on."""
        return self.place.tasks

    @property
    def actor(self) -> Actor | None:
        """Who works here now."""
        return self.place.gateway.session.actor

    @property
    def problem_text(self) -> str:
        """Why nothing could be loaded, in one sentence; empty where it could."""
        match self.problem:
            case Refused():
                violation = self.problem.violation
                return message(self.words, violation.code, violation.details)
            case Unavailable():
                return unavailable(self.words, self.problem)
        return ""

    def may_not(self, permission: Permission) -> str | None:
        """Why the person cannot do this, in a few words for a button; None where their role may."""
        if self.actor is not None and self.actor.may(permission):
            return None
        return self.words.text("not with your role")

    def enter(self, subject: Mapping[str, str]) -> None:
        """The screen is seen; another subject than before is loaded anew."""
        if dict(subject) != dict(self.subject):
            self.subject = subject
            self.loaded = False
            self.reset()
            self._interest.spoil()
        self._interest.show()

    def leave(self) -> None:
        """The screen is no longer seen."""
        self._interest.hide()

    def reset(self) -> None:
        """Forget what was shown of the subject before."""

    async def load(self) -> None:
        """Ask for what the screen shows. Refused and Unavailable are kept as `problem`."""

    def take_scan(self, scan: Scan) -> bool:
        """Whether the screen used the scan; one it does not use opens the thing scanned."""
        return False

    def take_buffer(self, code: str) -> bool:
        """Whether the screen used the buffer that was scanned; else the buffers are shown with it."""
        return False

    def refresh(self) -> None:
        """Load and say that it changed; asked for again meanwhile, it loads once more."""
        self._wanted = True
        self._load_wanted()

    @action
    async def _load_wanted(self) -> None:
        """Where loading fails the screen keeps what it has and shows why."""
        while self._wanted:
            self._wanted = False
            subject = self.subject
            try:
                await self.load()
                if subject is not self.subject:
                    continue  # it was of the subject before; the new one is wanted already
                self.problem, self.loaded = None, True
            except (Refused, Unavailable) as problem:
                self.problem = problem
            self.changed.emit()
