"""The plant's catalogue of reasons: what people pick from where they must say why."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from core.domain.masterdata import ReasonTopic
from core.domain.process import Name
from core.domain.queries.masterdata import ReasonLine, Reasons, ReasonsQuery
from core.domain.words import Words
from core.errors import Refused, Unavailable
from core.rules import notes
from kiosk.runtime.tasks import Tasks, action
from kiosk.viewmodels.note import NoteModel, Phrase
from kiosk.viewmodels.workplace import Workplace

TOPIC = "master_data"
PAGE = 200


class Catalogue(QObject):
    """Read while a screen watches; the last known entries stay where the plant cannot be asked.

    `known` is False until it was read once. `changed` when it was read anew.
    """

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.known = False
        self._place = place
        self._entries: Mapping[ReasonTopic, tuple[ReasonLine, ...]] = {}
        self._wanted = False
        self._interest = place.store.subscribe({TOPIC}, self._refresh)

    @property
    def tasks(self) -> Tasks:
        """The kiosk's tasks, which `@action` starts methods on."""
        return self._place.tasks

    def watch(self) -> None:
        """A screen is seen that may ask why."""
        self._interest.show()

    def rest(self) -> None:
        """Nobody sees it."""
        self._interest.hide()

    def phrases(self, words: Words, topic: ReasonTopic) -> tuple[Phrase, ...]:
        """The entries of a topic in that language."""
        entries = self._entries.get(topic, ())
        return tuple(Phrase(entry.code, words.name(entry.text)) for entry in entries)

    def _refresh(self) -> None:
        self._wanted = True
        self._read()

    @action
    async def _read(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                entries, stale = await self._ask()
            except (Refused, Unavailable):  # what the screen itself asks for tells the person
                self._interest.spoil()
                return
            if stale:
                self._interest.spoil()
            self._entries, self.known = _by_topic(entries), True
            self.changed.emit()

    async def _ask(self) -> tuple[list[ReasonLine], bool]:
        """All entries, and whether one of the pages is only the last known."""
        found: list[ReasonLine] = []
        query, stale = ReasonsQuery(limit=PAGE), False
        while True:
            asked = await self._place.gateway.ask(query, Reasons)
            found += asked.answer.items
            stale = stale or asked.stale
            if asked.answer.next is None:
                return found, stale
            query = ReasonsQuery(limit=PAGE, after=asked.answer.next)


class ReasonNote(NoteModel):
    """Why something is done: an entry of the catalogue, at least ten letters, or both."""

    def __init__(
        self, words: Words, catalogue: Catalogue, topic: ReasonTopic, *, title: str, verb: str
    ) -> None:
        super().__init__(
            words,
            title=title,
            verb=verb,
            enough=lambda text: notes.missing(text) is None,
            least=notes.LEAST,
            most=notes.MOST,
        )
        self._catalogue = catalogue
        self._topic = topic
        catalogue.changed.connect(self._take_entries)
        self._take_entries()

    def _take_entries(self) -> None:
        words = self._words
        if self._catalogue.known:
            hint = words.text("The catalogue has no reason for this. Please write why.")
        else:
            hint = words.text("The catalogue of reasons is not known here. Please write why.")
        self.offer(self._catalogue.phrases(words, self._topic), hint)


def because(words: Words, reason: Name | None, text: str | None) -> str:
    """The entry that was picked and what was written beside it; empty where there is neither."""
    if reason is None:
        return text or ""
    picked = words.name(reason)
    return words.text("{reason} · {text}", reason=picked, text=text) if text else picked


def _by_topic(entries: Iterable[ReasonLine]) -> dict[ReasonTopic, tuple[ReasonLine, ...]]:
    found: dict[ReasonTopic, tuple[ReasonLine, ...]] = {}
    for entry in entries:
        found[entry.topic] = (*found.get(entry.topic, ()), entry)
    return found
