"""The header's alarm: how many lots the plant holds now."""

from core.domain.lots import LotStatus
from core.domain.queries.lots import Lots, LotsQuery
from kiosk.viewmodels.screen_model import ScreenModel
from kiosk.viewmodels.workplace import Workplace

MOST = 200


class HeldModel(ScreenModel):
    """Always on duty: it refreshes whenever lots change while somebody is signed in."""

    TOPICS = frozenset({"lots", "quality"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.held = 0

    def reset(self) -> None:
        """Another person: look again."""
        self.held = 0

    async def load(self) -> None:
        """Count the lots on HOLD, up to 200."""
        if self.actor is None:
            self.held = 0
            return
        asked = await self.place.gateway.ask(LotsQuery(status=LotStatus.HOLD, limit=MOST), Lots)
        self.held = len(asked.answer.items)
