"""Labels that were kept on this kiosk: printed once the plant has booked the lot and given it a code, or the print."""

from collections import deque

from PySide6.QtCore import QObject

from core.domain.commands import spec_of
from core.domain.commands.labels import PrintLabel
from core.domain.commands.lots import RegisterLot
from core.domain.queries.lots import Lot, LotQuery
from kiosk.runtime.outbox import Entry, EntryState
from kiosk.viewmodels.first_label import print_first_label
from kiosk.viewmodels.workplace import Workplace

REGISTERING = spec_of(RegisterLot).name
PRINTING = spec_of(PrintLabel).name


class LateLabels(QObject):
    """A registration or a print answered at once prints from its screen; one that comes through later prints from
    here, when somebody is signed in who may."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._lots: deque[str] = deque()
        self._prints: deque[Entry] = deque()
        place.gateway.session.on_change(lambda _session: self._print())

    def take_entry(self, entry: Entry) -> None:
        """An entry of the outbox is settled."""
        if entry.state is not EntryState.DONE or not self._place.gateway.was_kept(entry.key):
            return
        if entry.name == REGISTERING:
            self._lots.append(str((entry.result or {})["code"]))
        elif entry.name == PRINTING:
            self._prints.append(entry)
        self._print()

    def _print(self) -> None:
        if (self._lots or self._prints) and self._place.gateway.session.actor is not None:
            self._place.tasks.start("late labels", self._print_all)

    async def _print_all(self) -> None:
        while self._lots:
            code = self._lots[0]
            lot = (await self._place.gateway.ask(LotQuery(lot=code), Lot)).answer
            if not lot.labels:
                await print_first_label(self._place, code)
            self._lots.popleft()
        while self._prints:
            await self._place.labels.print_kept(self._prints[0])
            self._prints.popleft()
