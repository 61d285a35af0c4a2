"""Which supplier or customer: those named last first, searched where they are many."""

from PySide6.QtCore import QObject, Signal

from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.viewmodels.partners import Partner, Partners, Side
from kiosk.viewmodels.text_entry import TextEntry


class PartnerChoice(QObject):
    """`chosen` carries the code, or "" where the one that was chosen is let go.

    `search_asked` carries a TextEntry for the view to open.
    """

    changed = Signal()
    chosen = Signal(str)
    search_asked = Signal(object)

    def __init__(self, words: Words, partners: Partners, side: Side, code: str | None) -> None:
        super().__init__()
        self.code = code
        self.sought = ""
        self._words = words
        self._partners = partners
        self._side = side
        partners.changed.connect(self.changed)

    @property
    def title(self) -> str:
        if self._side is Side.SUPPLIER:
            return self._words.text("Who delivered it?")
        return self._words.text("Who is it for?")

    @property
    def offered(self) -> tuple[Partner, ...]:
        """Those whose name, code or address holds what is sought."""
        wanted = self.sought.casefold()
        return tuple(
            each
            for each in self._partners.offered(self._side)
            if any(wanted in text.casefold() for text in (each.name, each.code, each.detail))
        )

    @property
    def empty(self) -> str:
        """What stands in place of an empty list."""
        words = self._words
        if self.offered:
            return ""
        if self.sought:
            return words.text("Nobody is found under “{text}”.", text=self.sought)
        if not self._partners.known:
            return words.text("The list is not known here. It comes with the connection.")
        if self._side is Side.SUPPLIER:
            return words.text(
                "No supplier is known yet. A manager or an administrator can add them."
            )
        return words.text("No customer is known yet. A manager or an administrator can add them.")

    def choose(self, code: str) -> None:
        """Take that one, or let it go where it is chosen already."""
        self.chosen.emit("" if code == self.code else code)

    def ask_search(self) -> None:
        """Ask what to look for."""
        entry = TextEntry(title=_("What is the name?"), verb=_("Search"))
        entry.accepted.connect(self.search)
        self.search_asked.emit(entry)

    def search(self, text: str) -> None:
        """Offer only those; an empty text offers all again."""
        self.sought = text
        self.changed.emit()
