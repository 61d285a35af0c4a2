from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.domain.commands.lots import Parent
from kiosk.viewmodels.made_from import MadeFrom, Offer, Pick, Share

MORNING = datetime(2026, 11, 20, 6, tzinfo=UTC)


def kg(text: str) -> Decimal:
    return Decimal(text)


def offer(number: int, left: str, **more: bool) -> Offer:
    return Offer(
        code=f"MIX-20261120-DUNA-{number:04}",
        type="SPICE" if more.get("stock") else "MIX",
        remaining_kg=kg(left),
        created_at=MORNING + timedelta(minutes=number),
        **more,
    )


def made_from(*offers: Offer) -> MadeFrom:
    made = MadeFrom()
    made.show_offers(offers, stale=False, whole_list=True)
    return made


def pick(made: MadeFrom, number: int, share: Share = Share.BY_WEIGHT, typed: str = "0") -> str:
    found = next(each for each in made.offers if each.code.endswith(f"{number:04}"))
    made.set_pick(Pick(offer=found, share=share, typed_kg=kg(typed)))
    return found.code


def test_the_oldest_lot_is_offered_first_and_stock_last() -> None:
    made = made_from(offer(3, "5"), offer(1, "5", stock=True), offer(2, "5"), offer(4, "0"))
    assert [each.code[-1] for each in made.offers] == ["2", "3", "1"]


def test_the_weight_is_taken_from_the_picked_lots_in_their_order() -> None:
    made = made_from(offer(1, "10"), offer(2, "50"))
    second, first = pick(made, 2), pick(made, 1)
    assert made.kilograms(kg("55")) == {second: kg("50"), first: kg("5")}
    assert made.parents(kg("55")) == (
        Parent(lot=second, kg=kg("50")),
        Parent(lot=first, kg=kg("5")),
    )


def test_nothing_is_known_of_a_share_before_the_weight() -> None:
    made = made_from(offer(1, "10"), offer(2, "50"))
    first, second = pick(made, 1), pick(made, 2, Share.ALL)
    assert made.kilograms(None) == {first: None, second: kg("50")}
    assert made.parents(kg("60"))[0] == Parent(lot=first, kg=kg("10"))


def test_all_of_a_lot_and_a_typed_share_come_off_the_weight_before_the_others() -> None:
    made = made_from(offer(1, "10"), offer(2, "50"), offer(3, "20"))
    by_weight = pick(made, 2)
    pick(made, 1, Share.ALL)
    pick(made, 3, Share.TYPED, "2.5")
    assert made.kilograms(kg("30"))[by_weight] == kg("17.5")


def test_stock_does_not_count_as_weight_and_not_in_the_yield() -> None:
    made = made_from(offer(1, "100"), offer(2, "20", stock=True))
    meat, spice = pick(made, 1), pick(made, 2, Share.TYPED, "3")
    assert made.kilograms(kg("90")) == {meat: kg("90"), spice: kg("3")}
    assert made.yield_percent(kg("90")) == 100
    assert made.main_types == {"MIX"}


def test_a_whole_lot_for_a_lighter_one_shows_the_loss() -> None:
    made = made_from(offer(1, "100"))
    pick(made, 1, Share.ALL)
    assert made.yield_percent(kg("92.5")) == kg("92.5")
    assert MadeFrom().yield_percent(kg("92.5")) is None


def test_a_picked_lot_that_gives_nothing_is_named() -> None:
    made = made_from(offer(1, "10"), offer(2, "50"))
    pick(made, 2)
    assert made.idle(kg("20")) is None
    late = pick(made, 1)
    idle = made.idle(kg("20"))
    assert idle is not None
    assert idle.code == late


def test_after_a_registration_lots_used_up_go_and_the_others_give_by_weight_again() -> None:
    made = made_from(offer(1, "10"), offer(2, "50"), offer(3, "20", stock=True))
    used, typed = pick(made, 1, Share.ALL), pick(made, 2, Share.TYPED, "5")
    pick(made, 3, Share.TYPED, "2")
    made.registered(made.parents(kg("14")), waiting=False)
    assert [each.share for each in made.picks] == [Share.BY_WEIGHT, Share.TYPED]
    assert [each.offer.remaining_kg for each in made.picks] == [kg("45"), kg("18")]
    assert made.pick_of(used) is None
    assert made.offer(typed) == made.picks[0].offer


def test_stock_that_does_not_reach_for_the_next_lot_is_let_go() -> None:
    made = made_from(offer(1, "50"), offer(2, "3", stock=True))
    pick(made, 1)
    pick(made, 2, Share.TYPED, "2")
    made.registered(made.parents(kg("10")), waiting=False)
    assert [each.offer.stock for each in made.picks] == [False]


def test_a_piece_is_not_used_for_another_one() -> None:
    made = made_from(offer(1, "30", whole=True))
    pick(made, 1, Share.TYPED, "10")
    made.registered(made.parents(kg("10")), waiting=False)
    assert made.picks == ()


def test_kilograms_that_wait_to_be_sent_come_off_the_last_known_list() -> None:
    made = made_from(offer(1, "50"))
    code = pick(made, 1)
    made.registered(made.parents(kg("20")), waiting=True)
    made.show_offers([offer(1, "50")], stale=True, whole_list=True)
    assert made.offers[0].remaining_kg == made.picks[0].offer.remaining_kg == kg("30")
    made.show_offers([offer(1, "30")], stale=False, whole_list=True)
    assert made.offer(code) == offer(1, "30")


def test_a_picked_lot_that_another_kiosk_used_up_is_let_go() -> None:
    made = made_from(offer(1, "50"), offer(2, "50"))
    pick(made, 1)
    pick(made, 2)
    made.show_offers([offer(2, "40")], stale=False, whole_list=False)
    assert [each.offer.remaining_kg for each in made.picks] == [kg("50"), kg("40")]
    made.show_offers([offer(2, "40")], stale=False, whole_list=True)
    assert [each.offer.code[-1] for each in made.picks] == ["2"]


def test_a_lot_may_be_picked_anew_and_let_go() -> None:
    made = made_from(offer(1, "50"), offer(2, "50"))
    first, second = pick(made, 1), pick(made, 2)
    pick(made, 1, Share.ALL)
    assert [each.offer.code for each in made.picks] == [first, second]
    made.drop(first)
    made.keep_types(["DEB"])
    assert made.picks == ()
