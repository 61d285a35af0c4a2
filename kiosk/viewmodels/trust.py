"""Which instruments this kiosk may trust: what their last checks found, as far as it knows."""

from PySide6.QtCore import QObject, Signal

from core.context import Clock
from core.domain.calibration import DISTRUSTED, InstrumentKind, InstrumentState, state_at
from core.domain.queries.calibration import CalibrationsDue, CalibrationsDueQuery, Instrument
from core.domain.words import Words
from core.errors import Refused, Unavailable
from kiosk.runtime.gateway import Gateway
from kiosk.runtime.session import Session
from kiosk.runtime.store import Store
from kiosk.runtime.tasks import Tasks, action

TOPIC = "devices"


class Trust(QObject):
    """Read when somebody signs in and after each check; what was known last stays where the plant
    cannot be asked.

    `changed` when it was read anew. An instrument that was never checked here is as good as any.
    """

    changed = Signal()

    def __init__(self, gateway: Gateway, store: Store, tasks: Tasks, clock: Clock) -> None:
        super().__init__()
        self.tasks = tasks
        self.instruments: tuple[Instrument, ...] = ()
        self._gateway = gateway
        self._clock = clock
        self._reader = ""
        self._wanted = False
        self._interest = store.subscribe({TOPIC}, self._refresh)
        gateway.session.on_change(self._take_session)

    def find(self, kind: InstrumentKind, name: str | None) -> Instrument | None:
        """The instrument of that name; None where it was never checked here."""
        found = (each for each in self.instruments if (each.kind, each.device) == (kind, name))
        return next(found, None)

    def state(self, instrument: Instrument) -> InstrumentState:
        """What it is by now: a check may have fallen due since it was read."""
        return state_at(
            self._clock.now(),
            good_at=instrument.good_at,
            due_at=instrument.due_at,
            failed_at=instrument.failed_at,
        )

    def standing(self, kind: InstrumentKind, name: str | None) -> InstrumentState:
        """The same by kind and name; OK for what was never checked here."""
        instrument = self.find(kind, name)
        return InstrumentState.OK if instrument is None else self.state(instrument)

    def distrusts(self, kind: InstrumentKind, name: str | None) -> bool:
        """Whether nothing may be measured with it at a CCP."""
        return self.standing(kind, name) in DISTRUSTED

    def _take_session(self, session: Session) -> None:
        """Whoever signs in may be of another site, and knows no more than was read before."""
        reader = str(session.actor.uid) if session.actor else ""
        if reader and reader != self._reader:
            self._interest.hide()
            self._interest.spoil()
            self._interest.show()
        self._reader = reader

    def _refresh(self) -> None:
        self._wanted = True
        self._read()

    @action
    async def _read(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                asked = await self._gateway.ask(CalibrationsDueQuery(), CalibrationsDue)
            except (Refused, Unavailable):  # a screen that cannot ask either tells the person
                self._interest.spoil()
                return
            if asked.stale:
                self._interest.spoil()
            self.instruments = asked.answer.items
            self.changed.emit()


def doubt(words: Words, name: str, state: InstrumentState) -> str:
    """Why an instrument is not trusted, or soon will not be, in a few words; empty where all is well."""
    match state:
        case InstrumentState.FAILED:
            return words.text("{device} failed its last check", device=name)
        case InstrumentState.OVERDUE:
            return words.text("check of {device} is overdue", device=name)
        case InstrumentState.DUE:
            return words.text("check of {device} is due soon", device=name)
    return ""
