"""A label whose printer did not say that it came out is confirmed by scanning it."""

from PySide6.QtCore import QObject

from core.domain.people import Permission
from kiosk.ports import Scan
from kiosk.viewmodels.workplace import Workplace


class ScannedBack(QObject):
    """Listens to every scan beside the screens, and takes none away from them."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        place.instruments.scanned.connect(self.take)

    def take(self, scan: Scan) -> None:
        """Read without a fault it proves the label, if one of its lot was sent to the printer a short while ago."""
        session, reference = self._place.gateway.session, scan.reference
        may = session.actor is not None and session.actor.may(Permission.PRINT)
        if scan.reject or reference is None or not may or session.locked:
            return
        self._place.tasks.start(("scanned back", reference), lambda: self._confirm(reference))

    async def _confirm(self, reference: str) -> None:
        job = await self._place.labels.unsure(reference)
        if job is None or job.label_id is None:
            return
        delivery = await self._place.labels.confirm(job.label_id)
        words = self._place.speech.words
        saved = words.text("The label of {lot} came out: it was scanned.", lot=job.lot)
        self._place.notices.tell(delivery, saved=saved)
        self._place.store.apply({"labels"})
