"""What a new lot is made from: the picked lots, and how many kilograms each of them gives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.commands.lots import Parent
from core.domain.process import LotType, Process
from core.domain.queries.lots import Lot, LotRow
from core.domain.values import ZERO_KG


class Share(StrEnum):
    """How a picked lot's kilograms are found.

    BY_WEIGHT: as much of the new lot's weight as the lots picked before it do not cover.
    """

    BY_WEIGHT = "by_weight"
    ALL = "all"
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A released lot that may be picked. Stock such as boxes stands beside the weight (`stock`);
    a piece or a pallet is used `whole` unless somebody says otherwise."""

    code: str
    type: str
    remaining_kg: Decimal
    created_at: datetime
    stock: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A picked lot and how many kilograms it gives."""

    offer: Offer
    share: Share
    typed_kg: Decimal = ZERO_KG


def offer_of(lot: LotRow | Lot, plant: Process) -> Offer:
    """The lot as one that may be picked."""
    lot_type = plant.lot_type(lot.type)
    return Offer(
        code=lot.code,
        type=lot.type,
        remaining_kg=lot.remaining_kg,
        created_at=lot.created_at,
        stock=lot_type is not None and lot_type.stock,
        whole=lot_type is not None and _is_used_whole(lot_type),
    )


def _is_used_whole(lot_type: LotType) -> bool:
    """A piece has a weight it should have; a pallet has a label of its own kind."""
    return lot_type.target_kg is not None or lot_type.label != "lot"


class MadeFrom:
    """The lots on offer, oldest first, and those picked, in the order they were picked.

    Kilograms that only wait on this kiosk to be sent are taken off what a lot still has.
    """

    def __init__(self) -> None:
        self.offers: tuple[Offer, ...] = ()
        self.picks: tuple[Pick, ...] = ()
        self._waiting: dict[str, Decimal] = {}

    def show_offers(self, offers: Iterable[Offer], *, stale: bool, whole_list: bool) -> None:
        """What may be picked now; a picked lot that is gone from a whole list is let go."""
        if not stale:
            self._waiting.clear()
        left = [self._less(offer) for offer in offers]
        main_first = sorted(left, key=lambda offer: (offer.stock, offer.created_at, offer.code))
        self.offers = tuple(offer for offer in main_first if offer.remaining_kg > 0)
        known = {offer.code: offer for offer in self.offers}
        self.picks = tuple(
            replace(pick, offer=known.get(pick.offer.code, pick.offer))
            for pick in self.picks
            if pick.offer.code in known or not whole_list
        )

    def offer(self, code: str) -> Offer | None:
        """The lot of that code, picked or on offer."""
        picked = (pick.offer for pick in self.picks)
        return next((offer for offer in (*picked, *self.offers) if offer.code == code), None)

    def pick_of(self, code: str) -> Pick | None:
        """How the lot is picked, or None."""
        return next((pick for pick in self.picks if pick.offer.code == code), None)

    def set_pick(self, pick: Pick) -> None:
        """Pick a lot, or say anew how much of it is taken."""
        codes = [each.offer.code for each in self.picks]
        if pick.offer.code in codes:
            place = codes.index(pick.offer.code)
            self.picks = (*self.picks[:place], pick, *self.picks[place + 1 :])
        else:
            self.picks = (*self.picks, pick)

    def drop(self, code: str) -> None:
        """Pick it no longer."""
        self.picks = tuple(pick for pick in self.picks if pick.offer.code != code)

    def keep_types(self, types: Sequence[str]) -> None:
        """Let go what is of another type."""
        self.picks = tuple(pick for pick in self.picks if pick.offer.type in types)

    @property
    def main_types(self) -> frozenset[str]:
        """The types of the picked lots, stock left out."""
        return frozenset(pick.offer.type for pick in self.picks if not pick.offer.stock)

    def kilograms(self, weight: Decimal | None) -> Mapping[str, Decimal | None]:
        """What each picked lot gives to a new lot of that weight; None while the weight is unknown."""
        fixed = {
            pick.offer.code: pick.offer.remaining_kg if pick.share is Share.ALL else pick.typed_kg
            for pick in self.picks
            if pick.share is not Share.BY_WEIGHT
        }
        main = [pick.offer for pick in self.picks if not pick.offer.stock]
        given = sum((fixed.get(offer.code, ZERO_KG) for offer in main), ZERO_KG)
        rest = None if weight is None else max(ZERO_KG, weight - given)
        found: dict[str, Decimal | None] = {}
        for pick in self.picks:
            code = pick.offer.code
            if code in fixed:
                found[code] = fixed[code]
            elif rest is None:
                found[code] = None
            else:
                found[code] = min(pick.offer.remaining_kg, rest)
                rest -= found[code] or ZERO_KG
        return found

    def idle(self, weight: Decimal) -> Offer | None:
        """The first picked lot that would give nothing."""
        given = self.kilograms(weight)
        return next((pick.offer for pick in self.picks if not given[pick.offer.code]), None)

    def parents(self, weight: Decimal) -> tuple[Parent, ...]:
        """The picked lots as a registration names them."""
        return tuple(
            Parent(lot=code, kg=kg) for code, kg in self.kilograms(weight).items() if kg is not None
        )

    def yield_percent(self, weight: Decimal) -> Decimal | None:
        """The weight over what the lots give, stock left out; None while they give nothing."""
        stock = {pick.offer.code for pick in self.picks if pick.offer.stock}
        given = self.kilograms(weight)
        taken = sum((kg or ZERO_KG for code, kg in given.items() if code not in stock), ZERO_KG)
        return weight * 100 / taken if taken else None

    def registered(self, parents: Sequence[Parent], *, waiting: bool) -> None:
        """The lots gave their kilograms: what is used up goes, the rest gives by weight again.

        Stock keeps the kilograms that were typed: the next one takes as many.
        """
        for parent in parents:
            if waiting:
                before = self._waiting.get(parent.lot, ZERO_KG)
                self._waiting[parent.lot] = before + parent.kg
        given = {parent.lot: parent.kg for parent in parents}
        left = (_after(pick, given.get(pick.offer.code, ZERO_KG)) for pick in self.picks)
        self.picks = tuple(pick for pick in left if pick is not None)
        used = (_minus(offer, given.get(offer.code, ZERO_KG)) for offer in self.offers)
        self.offers = tuple(offer for offer in used if offer.remaining_kg > 0)

    def _less(self, offer: Offer) -> Offer:
        return _minus(offer, self._waiting.get(offer.code, ZERO_KG))


def _minus(offer: Offer, kg: Decimal) -> Offer:
    return replace(offer, remaining_kg=offer.remaining_kg - kg)


def _after(pick: Pick, given: Decimal) -> Pick | None:
    """The pick for the next lot, or None where nothing of it is to be taken again."""
    offer = _minus(pick.offer, given)
    if offer.remaining_kg <= 0 or offer.whole:
        return None
    if offer.stock:
        return replace(pick, offer=offer) if pick.typed_kg <= offer.remaining_kg else None
    return Pick(offer=offer, share=Share.BY_WEIGHT)
