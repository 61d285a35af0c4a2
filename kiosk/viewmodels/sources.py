"""Which type is made, and the lots it may be made from: picked by touch or scan, each with its kilograms."""

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.domain import codes
from core.domain.lots import LotStatus
from core.domain.process import LotType, Process
from core.domain.queries.lots import Lot, LotQuery, Lots, LotsQuery
from core.domain.values import ZERO_KG
from core.errors import Violation
from kiosk.ports import Scan
from kiosk.viewmodels.made_from import MadeFrom, Offer, Pick, Share, offer_of
from kiosk.viewmodels.number_entry import TypedNumberModel
from kiosk.viewmodels.run_words import process_here
from kiosk.viewmodels.weighing import LEAST
from kiosk.viewmodels.workplace import Workplace

MOST = 200
SSCC_DIGITS = 18
PALLET = "pallet"


class Sources(QObject):
    """`changed` after every choice; `type_changed` asks for the lots of another type's inputs.

    `number_asked` carries a TypedNumberModel for the view to open.
    """

    changed = Signal()
    type_changed = Signal()
    number_asked = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self.types: tuple[LotType, ...] = ()
        self.chosen: LotType | None = None
        self.made_from = MadeFrom()

    def clear(self) -> None:
        """Nothing is chosen any more."""
        self.types, self.chosen, self.made_from = (), None, MadeFrom()

    def offer_types(self, types: tuple[LotType, ...]) -> None:
        """What is made now: the chosen type stays where it is among them, else the first is chosen."""
        self.types = types
        kept = next((each for each in types if self.chosen and each.type == self.chosen.type), None)
        if kept is None:
            self._choose(types[0] if types else None)

    def resume(self, name: str | None, picks: tuple[Pick, ...]) -> None:
        """Go on with a draft, where its type is still made; the next load drops what is gone."""
        wanted = next((each for each in self.types if each.type == name), None)
        if wanted is not None:
            self.chosen = wanted
            self.made_from.picks = picks

    def choose_type(self, name: str) -> None:
        """Make lots of that type."""
        wanted = next((each for each in self.types if each.type == name), None)
        if wanted is not None and wanted != self.chosen:
            self._choose(wanted)
            self.changed.emit()
            self.type_changed.emit()

    async def load(self, plant: Process) -> bool:
        """Ask for the lots on offer; whether the answer is the last known one."""
        chosen = self.chosen
        offers: list[Offer] = []
        stale, whole = False, True
        for name in chosen.inputs if chosen else ():
            query = LotsQuery(type=name, status=LotStatus.RELEASED, limit=MOST)
            lots = await self._place.gateway.ask(query, Lots)
            stale, whole = stale or lots.stale, whole and lots.answer.next is None
            offers += [offer_of(row, plant) for row in lots.answer.items]
        if chosen == self.chosen:  # no other was chosen meanwhile
            self.made_from.show_offers(offers, stale=stale, whole_list=whole)
        return stale

    def toggle(self, code: str) -> None:
        """Pick a lot, or let it go."""
        if self.made_from.pick_of(code) is not None:
            self.made_from.drop(code)
            self.changed.emit()
        elif offer := self.made_from.offer(code):
            self._pick(offer)

    def toggle_all(self, code: str) -> None:
        """Use up all that is left of a lot, or only as much as the new one weighs."""
        pick = self.made_from.pick_of(code)
        if pick is None:
            offer = self.made_from.offer(code)
            if offer is not None and self._fits(offer):
                self._set(Pick(offer=offer, share=Share.ALL))
        elif pick.share is not Share.ALL:
            self._set(Pick(offer=pick.offer, share=Share.ALL))
        elif pick.offer.stock:
            self.type_share(code)
        else:
            self._set(Pick(offer=pick.offer, share=Share.BY_WEIGHT))

    def type_share(self, code: str) -> None:
        """Ask how many kilograms a lot gives; it is picked when they are typed."""
        if offer := self.made_from.offer(code):
            self._ask_share(offer)

    def take_scan(self, scan: Scan) -> bool:
        """Whether the scan names a lot of a type that something here is made from; it is picked then."""
        reference = scan.reference
        if reference is None or not self._may_be_input(reference):
            return False
        code = codes.parse(reference)
        if code is not None and (offer := self.made_from.offer(str(code))):
            self._pick(offer)
        else:  # by its name: the next scan does not wait for this one
            self._place.tasks.start(
                ("pick", id(self), reference), lambda: self._pick_unlisted(reference)
            )
        return True

    def _choose(self, lot_type: LotType | None) -> None:
        self.chosen = lot_type
        self.made_from.keep_types(lot_type.inputs if lot_type else ())

    def _may_be_input(self, reference: str) -> bool:
        inputs = {name for each in self.types for name in each.inputs}
        code = codes.parse(reference)
        if code is not None:
            return code.prefix in inputs
        plant = process_here(self._place.gateway)
        if plant is None or not (reference.isdecimal() and len(reference) == SSCC_DIGITS):
            return False
        labels = {found.label for name in inputs if (found := plant.lot_type(name))}
        return PALLET in labels

    async def _pick_unlisted(self, reference: str) -> None:
        """The lot as the plant has it now: what is scanned need not be in the list."""
        lot = (await self._place.gateway.ask(LotQuery(lot=reference), Lot)).answer
        plant = process_here(self._place.gateway)
        if lot.void or lot.status is not LotStatus.RELEASED or plant is None:
            status = "VOID" if lot.void else lot.status.value
            self._refuse(Violation("lot_not_released", {"lot": lot.code, "status": status}))
        else:
            self._pick(offer_of(lot, plant))

    def _pick(self, offer: Offer) -> None:
        """Pick a lot that is not picked yet, or say why not."""
        if self.made_from.pick_of(offer.code) is not None or not self._fits(offer):
            return
        if offer.stock:
            self._ask_share(offer)
        else:
            share = Share.ALL if offer.whole else Share.BY_WEIGHT
            self._set(Pick(offer=offer, share=share))

    def _fits(self, offer: Offer) -> bool:
        """Whether the lot goes with what is picked; a first lot of the other size chooses that size."""
        chosen = self.chosen
        if chosen is None:
            return False
        if offer.type not in chosen.inputs:
            other = next((each for each in self.types if offer.type in each.inputs), None)
            if other is None or self.made_from.main_types:
                details = {"lot": offer.code, "type": chosen.type, "inputs": list(chosen.inputs)}
                self._refuse(Violation("genealogy", {"reason": "wrong_parent_type", **details}))
                return False
            self.choose_type(other.type)
            return True
        mixed = self.made_from.main_types - {offer.type}
        if chosen.one_input_type and mixed and not offer.stock:
            types = sorted({*mixed, offer.type})
            self._refuse(Violation("genealogy", {"reason": "mixed_sizes", "types": types}))
            return False
        return True

    def _ask_share(self, offer: Offer) -> None:
        words = self._place.speech.words
        model = TypedNumberModel(
            words,
            title=words.text("How much of {lot}?", lot=offer.code),
            unit="kg",
            places=3,
            low=LEAST,
            high=offer.remaining_kg,
        )
        model.accepted.connect(partial(self._take_share, offer))
        self.number_asked.emit(model)

    def _take_share(self, offer: Offer, kg: Decimal) -> None:
        """The rule of a registration, asked where the number was typed."""
        if kg <= ZERO_KG:
            self._refuse(Violation("invalid", {"argument": "kg", "reason": "not_positive"}))
        elif kg > offer.remaining_kg:
            figures = {"remaining_kg": str(offer.remaining_kg), "kg": str(kg)}
            self._refuse(Violation("weight_exceeded", {"lot": offer.code, **figures}))
        else:
            self._set(Pick(offer=offer, share=Share.TYPED, typed_kg=kg))

    def _set(self, pick: Pick) -> None:
        self.made_from.set_pick(pick)
        self.changed.emit()

    def _refuse(self, violation: Violation) -> None:
        self._place.notices.refuse(violation)
