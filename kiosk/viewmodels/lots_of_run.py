"""The lots of a run, newest first: of the present step or of all; without a run, the stock lots."""

from dataclasses import dataclass

from core.domain.queries.lots import LotRow, Lots, LotsQuery
from core.domain.queries.runs import Run, RunQuery
from kiosk.i18n.terms import term
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.outcome import LOT_MARKS
from kiosk.viewmodels.run_words import process_here
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.workplace import Workplace

PAGE = 200
MOST_PAGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """A lot in the list: its state as shape and words, then what else matters."""

    code: str
    mark: Mark
    detail: str


class LotsOfRun(ScreenModel):
    """`all_steps`: not only those of the run's present step."""

    TOPICS = frozenset({"lots", "runs", "quality", "stock"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.all_steps = False
        self.rows: tuple[LotRow, ...] = ()

    def reset(self) -> None:
        self.rows = ()
        self.all_steps = False

    async def load(self) -> None:
        run = self.subject.get("run")
        if run is None:
            await self._load_stock()
            return
        asked = await self.place.gateway.ask(RunQuery(run=run), Run)
        step = None if self.all_steps else asked.answer.step
        rows, stale = await self._pages(LotsQuery(run=run, step=step, limit=PAGE))
        self.rows, self.stale = rows, stale or asked.stale

    @property
    def lines(self) -> tuple[LotLine, ...]:
        """What the list shows."""
        return tuple(
            LotLine(code=row.code, mark=LOT_MARKS[row.status], detail=self._detail(row))
            for row in self.rows
        )

    @property
    def heading(self) -> str:
        """What is listed."""
        if "run" not in self.subject:
            return self.words.text("Stock lots")
        if self.all_steps:
            return self.words.text("Lots of the run, all steps")
        return self.words.text("Lots of the run, this step")

    @property
    def empty(self) -> str:
        """What stands in place of the list; empty where there is one."""
        if self.rows or not self.loaded:
            return ""
        return self.words.text("There is no lot yet. Register the first one.")

    def show_all(self, *, shown: bool) -> None:
        """Every step's lots, or the present step's only."""
        self.all_steps = shown
        self.changed.emit()
        self.refresh()

    def open_lot(self, code: str) -> None:
        """Look at one lot."""
        self.go_to.emit("lot", {"lot": code})

    async def _load_stock(self) -> None:
        plant = process_here(self.place.gateway)
        found: list[LotRow] = []
        self.stale = False
        for each in plant.lot_types if plant else ():
            if each.stock:
                lots = await self.place.gateway.ask(LotsQuery(type=each.type, limit=PAGE), Lots)
                found += lots.answer.items
                self.stale = self.stale or lots.stale
        self.rows = tuple(sorted(found, key=lambda row: row.created_at, reverse=True))

    async def _pages(self, query: LotsQuery) -> tuple[tuple[LotRow, ...], bool]:
        """Page by page: a run rarely has more lots than these, and older ones can be scanned."""
        rows: tuple[LotRow, ...] = ()
        stale = False
        after: str | None = None
        for _page in range(MOST_PAGES):
            asked = await self.place.gateway.ask(
                LotsQuery(run=query.run, step=query.step, after=after, limit=query.limit), Lots
            )
            rows, after = rows + asked.answer.items, asked.answer.next
            stale = stale or asked.stale
            if after is None:
                break
        return rows, stale

    def _detail(self, row: LotRow) -> str:
        words = self.words
        state, weight = term(words, row.status), words.kilograms(row.weight_kg)
        left = words.kilograms(row.remaining_kg)
        if row.celsius is None:
            return words.text(
                "{state} · {weight} · left {left}", state=state, weight=weight, left=left
            )
        return words.text(
            "{state} · {weight} · left {left} · {celsius}",
            state=state,
            weight=weight,
            left=left,
            celsius=words.celsius(row.celsius),
        )
