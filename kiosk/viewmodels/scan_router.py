"""Where a scan goes: to what is in front where it has a use for it, else to the thing scanned."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from core.domain import codes
from core.domain.queries.stock import Buffers, BuffersQuery
from kiosk.ports import Scan, ScanKind
from kiosk.runtime.tasks import Tasks
from kiosk.viewmodels.scan_words import fault, layout_name
from kiosk.viewmodels.scanned import bare_code, without_aim
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.workplace import NoticeKind, Workplace

AGAIN_SECONDS = 1.0
"""A code that comes again sooner is the same scan: of a second scanner, or of one that reads twice."""


class OnTop(Protocol):
    """A sheet over the screen. `passes_scans`: the screen, or the thing scanned, may follow it."""

    passes_scans: bool

    def take_scan(self, scan: Scan) -> bool:
        """Whether the sheet used the scan, which may be a faulty one."""


class ScanRouter(QObject):
    """One entry for every scanner. `in_sight` gives the view model of the screen that is shown, `on_top` the
    sheet over it. A code is told, opened or used once, and never typed into a field.
    """

    go_to = Signal(str, dict)

    def __init__(
        self,
        place: Workplace,
        in_sight: Callable[[], ScreenModel | None],
        on_top: Callable[[], OnTop | None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._place = place
        self._in_sight = in_sight
        self._on_top = on_top
        self._monotonic = monotonic
        self._lately: dict[tuple[str, ...], float] = {}
        self._told_layout: str | None = None
        place.instruments.scanned.connect(self.take)

    @property
    def tasks(self) -> Tasks:
        """The kiosk's tasks."""
        return self._place.tasks

    def take(self, scan: Scan) -> None:
        """A scan, unless it is one that came a moment ago."""
        if not self._came_lately(scan):
            self._tell_layout(scan)
            self.lead(scan)

    def lead(self, scan: Scan) -> None:
        """Bring the scan where it belongs; what must not be used is told in one sentence."""
        top, model = self._on_top(), self._in_sight()
        if top is not None and top.take_scan(scan):
            return
        bare, nobody = bare_code(scan), self._place.gateway.session.actor is None
        if nobody and top is None and model is not None and model.take_scan(scan):
            return  # a badge may look like anything
        if scan.reject and bare is None:
            self._refuse(fault(self._place.speech.words, scan))
        elif top is not None and not top.passes_scans:
            words = self._place.speech.words
            self._refuse(words.text("Finish or close what stands in front first, then scan again."))
        elif nobody or model is None or not model.take_scan(scan):
            self._open(scan, bare)

    def _open(self, scan: Scan, bare: str | None) -> None:
        words = self._place.speech.words
        if self._place.gateway.session.actor is None:
            self._refuse(words.text("Sign in first."))
        elif scan.kind is ScanKind.BADGE:
            self._refuse(words.text("Somebody is signed in here. Sign out first."))
        elif bare is not None:
            self.tasks.start(("buffer", bare), lambda: self._open_buffer(scan, bare))
        elif scan.reference is None:
            self._refuse(words.text("This code names no lot. Scan the lot's label."))
        elif (code := codes.parse(scan.reference)) and code.prefix == codes.RUN_PREFIX:
            self.go_to.emit("run/controls", {"run": scan.reference})
        else:
            self.go_to.emit("lot", {"lot": scan.reference})

    async def _open_buffer(self, scan: Scan, bare: str) -> None:
        """Buffers are known by what the plant calls them: their codes have no form of their own."""
        known = (await self._place.gateway.ask(BuffersQuery(), Buffers)).answer.items
        buffer = next((each.code for each in known if each.code.upper() == bare.upper()), None)
        model = self._in_sight()
        if buffer is None:
            self._refuse(fault(self._place.speech.words, scan))
        elif model is None or not model.take_buffer(buffer):
            self.go_to.emit("run/buffers", {"buffer": buffer})

    def _came_lately(self, scan: Scan) -> bool:
        """Whether the same code came just before; every time counts anew, as long as it is held there."""
        now, code = self._monotonic(), (without_aim(scan.text), *scan.reject)
        since = {each: at for each, at in self._lately.items() if now - at < AGAIN_SECONDS}
        self._lately = {**since, code: now}
        return code in since

    def _tell_layout(self, scan: Scan) -> None:
        """Once for each layout that differs: the code was understood, others may not be."""
        if scan.typed is None or not scan.typed.differs or scan.typed.layout == self._told_layout:
            return
        self._told_layout = scan.typed.layout
        words = self._place.speech.words
        text = words.text(
            "The keyboard layout here is {layout}, not the one in the scanner's settings."
            " Please tell the administrator.",
            layout=layout_name(words, scan.typed.layout),
        )
        self._place.notices.show(NoticeKind.WARNING, text)

    def _refuse(self, text: str) -> None:
        self._place.notices.show(NoticeKind.REFUSED, text)
