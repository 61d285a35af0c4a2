"""Half-filled registrations, one a run: kept while others are looked at, and over a lock, a restart, a power cut."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from core.domain import codec
from core.errors import Refused
from kiosk.viewmodels.made_from import Pick
from kiosk.viewmodels.measurement import Measured
from kiosk.viewmodels.origin import Said
from kiosk.viewmodels.workplace import Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stands on the screen. A reading is not kept on the disk: nobody knows what it was of."""

    type: str | None = None
    meat: str | None = None
    picks: tuple[Pick, ...] = ()
    typed_kg: Decimal | None = None
    measured: Measured | None = None
    origin: Said = field(default_factory=Said)


class DraftKeeper:
    """Knows the newest draft of each run at once; the disk follows."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._known: dict[str, Draft] = {}
        self._written: dict[str, Draft] = {}

    def keep(self, run: str, draft: Draft) -> None:
        """`draft` is what stands on the screen of that run now."""
        if self._known.get(run, Draft()) == draft:
            return
        self._known[run] = draft
        self._place.tasks.start(("draft", id(self), run), lambda: self._write(run))

    async def find(self, run: str) -> Draft:
        """What stood there last; an empty one where nothing did."""
        if run not in self._known:
            body = await self._place.gateway.on_disk(lambda: self._place.drafts.load(_name(run)))
            found = Draft()
            if body is not None:
                try:
                    found = codec.build(Draft, body)
                except Refused:  # written by another version of the kiosk
                    found = Draft()
            self._known.setdefault(run, found)
        return self._known[run]

    async def _write(self, run: str) -> None:
        """The newest one, and again where it changed meanwhile."""
        while self._written.get(run) != (wanted := replace(self._known[run], measured=None)):
            body = codec.plain(wanted)
            save = partial(self._place.drafts.save, _name(run), body)
            await self._place.gateway.on_disk(save)
            self._written[run] = wanted


def _name(run: str) -> str:
    return f"run/lots {run}".strip()
