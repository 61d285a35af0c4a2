"""What the strip over the screen says now: good news for a moment, everything else until it is touched."""

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.runtime.session import Session
from kiosk.viewmodels.workplace import Notice, NoticeKind, Workplace

GOOD_NEWS_MS = 4000


class NoticeModel(QObject):
    """`shown` is the notice in sight or None; the next one takes the place of the last.

    What one person was told is gone when they sign out.
    """

    changed = Signal()
    go_to = Signal(str, dict)

    def __init__(self, place: Workplace, *, good_news_ms: int = GOOD_NEWS_MS) -> None:
        super().__init__()
        self.shown: Notice | None = None
        self._session = place.gateway.session
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(good_news_ms)
        self._over.timeout.connect(self.dismiss)
        place.notices.shown.connect(self._show)
        place.gateway.session.on_change(self._person_changed)

    @property
    def passes(self) -> bool:
        """Whether the notice in sight goes away by itself."""
        return self._over.isActive()

    def dismiss(self) -> None:
        """The person has read it."""
        self._over.stop()
        self.shown = None
        self.changed.emit()

    def touch(self) -> None:
        """The person has read it, and goes where it leads to."""
        notice = self.shown
        self.dismiss()
        here = self._session.actor is not None and not self._session.locked
        if notice is not None and notice.leads_to is not None and here:
            route, subject = notice.leads_to
            self.go_to.emit(route, dict(subject))

    def go_on(self) -> None:
        """The person went to another screen: good news is old by then, the rest stays."""
        if self.passes:
            self.dismiss()

    def _person_changed(self, session: Session) -> None:
        if session.actor is None:
            self.dismiss()

    def _show(self, notice: Notice) -> None:
        self.shown = notice
        if notice.kind is NoticeKind.SAVED:
            self._over.start()
        else:
            self._over.stop()
        self.changed.emit()
