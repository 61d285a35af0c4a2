"""What the screens of one kiosk work with; made once in the composition root and handed to each view model."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from core.context import Clock
from core.domain.words import Words
from core.errors import Violation
from kiosk.i18n.errors import message
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.drafts import Drafts
from kiosk.runtime.gateway import Gateway
from kiosk.runtime.label_desk import LabelDesk
from kiosk.runtime.people import People
from kiosk.runtime.session import is_idle, is_over
from kiosk.runtime.store import Store
from kiosk.runtime.tasks import Tasks
from kiosk.viewmodels.device_board import DeviceBoard
from kiosk.viewmodels.instruments import Instruments
from kiosk.viewmodels.load_memory import LoadMemory
from kiosk.viewmodels.trust import Trust


class NoticeKind(StrEnum):
    """SAVED (in the database) and KEPT (on this kiosk, will be sent) never look alike. WARNING: saved, but look."""

    SAVED = "saved"
    WARNING = "warning"
    KEPT = "kept"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the person, shown over the screen until touched or, for good news, a few seconds.

    `leads_to` names the screen that a touch opens, with its subject: where something can be done about it.
    """

    kind: NoticeKind
    text: str
    leads_to: tuple[str, Mapping[str, str]] | None = None


class Speech(QObject):
    """The language the kiosk speaks now."""

    changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def speak(self, words: Words) -> None:
        """Speak another language from now on."""
        self.words = words
        self.changed.emit()


class Notices(QObject):
    """Where view models say what became of a command; the shell shows it."""

    shown = Signal(object)  # a Notice

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.last: Notice | None = None

    def show(
        self,
        kind: NoticeKind,
        text: str,
        leads_to: tuple[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Show one sentence."""
        self.last = Notice(kind, text, leads_to)
        self.shown.emit(self.last)

    def refuse(self, violation: Violation) -> None:
        """Say in one sentence why not. Of a session that is over the login screen tells."""
        if is_over(violation):
            return
        if is_idle(violation):
            text = self._speech.words.text(
                "This was not done: the kiosk was locked. Do it again, please."
            )
            self.show(NoticeKind.REFUSED, text)
            return
        text = message(self._speech.words, violation.code, violation.details)
        self.show(NoticeKind.REFUSED, text)

    def tell(self, delivery: Delivery, saved: str) -> None:
        """`saved` where it is in the database, else what became of it."""
        words = self._speech.words
        if delivery.kind is DeliveryKind.DONE:
            self.show(NoticeKind.SAVED, saved)
        elif delivery.kind is DeliveryKind.QUEUED:
            self.show(NoticeKind.KEPT, words.text("Kept on this kiosk, will be sent."))
        elif delivery.kind is DeliveryKind.UNKNOWN:
            self.show(NoticeKind.UNKNOWN, words.text("Not known yet, being checked."))
        elif delivery.violation is not None:
            self.refuse(delivery.violation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """The parts every view model may use."""

    gateway: Gateway
    store: Store
    tasks: Tasks
    people: People
    drafts: Drafts
    labels: LabelDesk
    instruments: Instruments
    load_memory: LoadMemory
    trust: Trust
    devices: DeviceBoard
    notices: Notices
    speech: Speech
    clock: Clock
