from decimal import Decimal
from typing import Any

import pytest

from core.domain.plan import (
    Band,
    BillLine,
    ItemFact,
    Wanted,
    band,
    estimated,
    positions,
    variance_pct,
)


def kg(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("estimate", "actual", "pct", "expected"),
    [
        ("10.000", "11.000", "10.0", Band.NEAR),
        ("10.000", "11.001", "10.0", Band.OVER),
        ("10.000", "11.500", "15.0", Band.OVER),
        ("10.000", "9.000", "-10.0", Band.NEAR),
        ("10.000", "8.999", "-10.0", Band.UNDER),
        ("10.000", "10.000", "0.0", Band.NEAR),
        ("10.000", "0.000", "-100.0", Band.UNDER),
        ("3.000", "3.100", "3.3", Band.NEAR),
        ("0.000", "5.000", None, Band.NONE),
        ("0.000", "0.000", None, Band.NONE),
    ],
)
def test_a_variance_is_over_under_or_near_with_both_bounds_near(
    estimate: str, actual: str, pct: str | None, expected: Band
) -> None:
    assert variance_pct(kg(estimate), kg(actual)) == (None if pct is None else kg(pct))
    assert band(kg(estimate), kg(actual)) is expected


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ((), ()),
        ((None, None, None), (1, 2, 3)),
        ((None, 1, None), (2, 1, 3)),
        ((5, None, 2, None), (5, 1, 2, 3)),
        ((7,), (7,)),
        ((1, 1), (1, 1)),
    ],
)
def test_an_item_without_a_place_takes_the_next_free_one(given: Any, places: Any) -> None:
    assert positions(given) == places


def wanted(lot_id: int, kind: str = "SPOOL", **changes: Any) -> Wanted:
    fields: dict[str, Any] = {
        "lot_id": lot_id,
        "code": f"{kind}-{lot_id}",
        "type": kind,
        "void": False,
        "remaining_kg": kg("1.000"),
        "estimated_kg": None,
        "estimated_waste_kg": None,
    }
    return Wanted(**(fields | changes))


def item(planned: int, **bill: tuple[str, str]) -> ItemFact:
    lines = {kind: BillLine(kg=kg(one), waste_kg=kg(lost)) for kind, (one, lost) in bill.items()}
    return ItemFact(product_id=planned, planned=planned, position=1, bill=lines)


def figures(lots: list[Wanted], *items: ItemFact) -> list[tuple[str, str]]:
    return [
        (str(each.estimated_kg), str(each.estimated_waste_kg)) for each in estimated(lots, items)
    ]


def test_an_estimate_is_the_bill_times_the_quantity_of_all_items() -> None:
    two = (item(10, SPOOL=("0.120", "0.010")), item(5, SPOOL=("0.200", "0.000"), BOX=("1", "0")))
    assert figures([wanted(1)], *two) == [("2.200", "0.100")]


def test_a_lot_that_no_bill_names_is_estimated_at_nothing() -> None:
    assert figures([wanted(1, "SPICE")], item(10, SPOOL=("0.120", "0.010"))) == [("0.000", "0.000")]
    assert figures([wanted(1)]) == [("0.000", "0.000")]


def test_a_given_estimate_stays_and_the_other_still_follows_from_the_bill() -> None:
    one = item(10, SPOOL=("0.120", "0.010"))
    assert figures([wanted(1, estimated_kg=kg("0.5"))], one) == [("0.5", "0.100")]
    assert figures([wanted(1, estimated_waste_kg=kg("0"))], one) == [("1.200", "0")]


def test_several_lots_of_a_type_share_what_the_bill_asks_for_in_their_order() -> None:
    lots = [wanted(1), wanted(2), wanted(3)]
    assert figures(lots, item(30, SPOOL=("0.100", "0.010"))) == [
        ("1.000", "0.300"),
        ("1.000", "0.000"),
        ("1.000", "0.000"),
    ]
    assert [each for each, _ in figures(lots, item(25, SPOOL=("0.1", "0")))][1:] == [
        "1.000",
        "0.500",
    ]
    assert [each for each, _ in figures(lots, item(50, SPOOL=("0.1", "0")))] == [
        "1.000",
        "1.000",
        "3.000",
    ]


def test_what_was_given_to_one_lot_is_not_asked_of_the_next() -> None:
    lots = [wanted(1, estimated_kg=kg("0.700")), wanted(2)]
    assert figures(lots, item(10, SPOOL=("0.100", "0.000"))) == [
        ("0.700", "0.000"),
        ("0.300", "0.000"),
    ]
    more = [wanted(1, estimated_kg=kg("1.500")), wanted(2)]
    assert figures(more, item(10, SPOOL=("0.100", "0.000")))[1] == ("0.000", "0.000")


def test_each_type_has_its_own_need() -> None:
    one = item(4, SPOOL=("0.100", "0"), BOX=("0.250", "0.050"))
    assert figures([wanted(1), wanted(2, "BOX")], one) == [("0.400", "0.000"), ("1.000", "0.200")]
