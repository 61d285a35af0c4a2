"""Where a scan goes: to the screen in sight where it has a use for it, else to the thing scanned."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.domain import codes
from kiosk.i18n.scans import fault
from kiosk.ports import Scan, ScanKind
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.workplace import NoticeKind, Workplace


class ScanRouter(QObject):
    """One entry for every scanner. `in_sight` gives the view model of the screen that is shown."""

    go_to = Signal(str, dict)

    def __init__(self, place: Workplace, in_sight: Callable[[], ScreenModel | None]) -> None:
        super().__init__()
        self._place = place
        self._in_sight = in_sight
        place.instruments.scanned.connect(self.take)

    def take(self, scan: Scan) -> None:
        """A scan that must not be used is told in one sentence; nothing is ever typed into a field."""
        words = self._place.speech.words
        if scan.reject:
            self._place.notices.show(NoticeKind.REFUSED, fault(words, scan))
            return
        model = self._in_sight()
        if model is not None and model.take_scan(scan):
            return
        if self._place.gateway.session.actor is None:
            self._place.notices.show(NoticeKind.REFUSED, words.text("Sign in first."))
        elif scan.kind is ScanKind.BADGE:
            text = words.text("Somebody is signed in here. Sign out first.")
            self._place.notices.show(NoticeKind.REFUSED, text)
        elif scan.reference is None or scan.kind is ScanKind.UNKNOWN:
            text = words.text("This code is not known here: {code}", code=scan.text)
            self._place.notices.show(NoticeKind.REFUSED, text)
        else:
            self._open(scan.reference)

    def _open(self, reference: str) -> None:
        code = codes.parse(reference)
        if code is not None and code.prefix == codes.RUN_PREFIX:
            self.go_to.emit("run/controls", {"run": reference})
        else:
            self.go_to.emit("lot", {"lot": reference})
