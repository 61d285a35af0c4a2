"""What the strip over the screen says now: good news for a moment, everything else until it is touched."""

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.viewmodels.workplace import Notice, NoticeKind, Workplace

GOOD_NEWS_MS = 4000


class NoticeModel(QObject):
    """`shown` is the notice in sight or None; the next one takes the place of the last."""

    changed = Signal()

    def __init__(self, place: Workplace, *, good_news_ms: int = GOOD_NEWS_MS) -> None:
        super().__init__()
        self.shown: Notice | None = None
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(good_news_ms)
        self._over.timeout.connect(self.dismiss)
        place.notices.shown.connect(self._show)

    def dismiss(self) -> None:
        """The person has read it."""
        self._over.stop()
        self.shown = None
        self.changed.emit()

    def _show(self, notice: Notice) -> None:
        self.shown = notice
        if notice.kind is NoticeKind.SAVED:
            self._over.start()
        else:
            self._over.stop()
        self.changed.emit()
