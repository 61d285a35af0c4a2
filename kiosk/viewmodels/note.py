"""A reason or note that a decision needs: picked from what is offered, typed, or both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from core.domain.words import Words


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reason of the catalogue, its text already in the person's language."""

    code: str
    text: str


class NoteModel(QObject):
    """`enough` judges the typed text; a picked phrase is always enough. `accepted` carries code and text.

    `least` is the number of letters shown as needed, `most` where typing stops; `hint` stands in the
    place of the phrases where there are none.
    """

    changed = Signal()
    accepted = Signal(str, str)
    cancelled = Signal()

    def __init__(
        self,
        words: Words,
        *,
        title: str,
        verb: str,
        phrases: Sequence[Phrase] = (),
        enough: Callable[[str], bool],
        least: int,
        most: int,
    ) -> None:
        super().__init__()
        self._words = words
        self.title = title
        self.verb = verb
        self.phrases = tuple(phrases)
        self.hint = ""
        self.subject = ""
        self.subject_weight = ""
        self.remark = ""
        self.text = ""
        self.picked = ""
        self._enough = enough
        self._least = least
        self._most = most

    @property
    def letters(self) -> int:
        """Letters that count: those that are not blank."""
        return sum(not letter.isspace() for letter in self.text)

    @property
    def ready(self) -> bool:
        return bool(self.picked) or self._enough(self.text)

    @property
    def whole(self) -> str:
        """The picked phrase and what is typed, as they will be read."""
        picked = next((each.text for each in self.phrases if each.code == self.picked), "")
        if picked and self.text:
            return self._words.text("{reason} · {text}", reason=picked, text=self.text)
        return picked or self.text

    @property
    def count_text(self) -> str:
        if self.picked:
            return self._words.text("The picked reason is enough")
        return self._words.plural(
            "{count} letter, at least {least} needed",
            "{count} letters, at least {least} needed",
            self.letters,
            least=self._least,
        )

    def offer(self, phrases: Sequence[Phrase], hint: str) -> None:
        """There are other phrases now; one that is gone is picked no longer."""
        self.phrases, self.hint = tuple(phrases), hint
        if self.picked not in [each.code for each in self.phrases]:
            self.picked = ""
        self.changed.emit()

    def type_text(self, text: str) -> None:
        self.text = (self.text + text)[: self._most]
        self.changed.emit()

    def erase(self) -> None:
        self.text = self.text[:-1]
        self.changed.emit()

    def pick(self, code: str) -> None:
        """Pick a phrase, or let it go when it is picked already."""
        self.picked = "" if code == self.picked else code
        self.changed.emit()

    def accept(self) -> None:
        if self.ready:
            self.accepted.emit(self.picked, self.text.strip())

    def cancel(self) -> None:
        self.cancelled.emit()
