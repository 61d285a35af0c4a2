from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.domain.commands.lots import Containers
from core.domain.lots import ContainerFact
from core.domain.process import Field, FieldKind
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation
from tests.builders import NOW, deb_facts, kg, raw_facts, register_deb, register_raw

REPEATED = "01935f3a-0000-7000-8000-000000000001"
CRATES = (Containers(type="E2", count=3),)


@pytest.mark.parametrize(
    ("changes", "argument", "reason"),
    [
        ({"tare_kg": kg("-0.001")}, "tare_kg", "negative"),
        ({"containers": (Containers(type="E2", count=0),)}, "containers", "not_positive"),
        ({"containers": (*CRATES, Containers(type="D", count=-1))}, "containers", "not_positive"),
        ({"containers": CRATES, "tare_kg": kg("2")}, "tare_kg", "two_tares"),
        ({"containers": CRATES, "tare_kg": kg("0")}, "tare_kg", "two_tares"),
        ({"remeasures": REPEATED}, "temperature_c", "missing_argument"),
    ],
)
def test_what_is_said_of_a_lot_has_a_sense(
    changes: dict[str, Any], argument: str, reason: str
) -> None:
    with pytest.raises(Refused) as refusal:
        check_shape(register_deb(**changes))
    assert refusal.value.violation == Violation("invalid", {"argument": argument, "reason": reason})


@pytest.mark.parametrize(
    "changes",
    [
        {"tare_kg": kg("0")},
        {"containers": (Containers(type="E2", count=1),)},
        {"remeasures": REPEATED, "temperature_c": kg("2")},
    ],
)
def test_what_has_a_sense_is_taken(changes: dict[str, Any]) -> None:
    check_shape(register_deb(**changes))


@pytest.mark.parametrize("name", ["supplier_lot", "vehicle", "consignor", "consignee", "probe"])
def test_a_text_has_its_longest(name: str) -> None:
    check_shape(register_deb(**{name: "x" * 500}))
    with pytest.raises(Refused) as refusal:
        check_shape(register_deb(**{name: "x" * 501}))
    details = {"argument": name, "reason": "too_long", "maximum": 500}
    assert refusal.value.violation == Violation("invalid", details)


@pytest.mark.parametrize(
    ("meat", "reason"),
    [
        (None, "missing_argument"),
        ("fish", "unknown_value"),
        ("Poultry", "unknown_value"),
        ("red", None),
        ("poultry", None),
        ("offal", None),
        ("minced", None),
    ],
)
def test_raw_meat_needs_its_kind(meat: str | None, reason: str | None) -> None:
    broken = first_violation(register_raw(meat=meat), raw_facts())
    expected = Violation("invalid", {"argument": "meat", "reason": reason})
    assert broken == (expected if reason else None)


def test_other_types_take_no_kind_of_meat() -> None:
    assert first_violation(register_deb(meat="red"), deb_facts()) == Violation(
        "invalid", {"argument": "meat", "reason": "unknown_value"}
    )


def test_the_plant_day_is_the_last_day_of_slaughter() -> None:
    today = NOW.date()
    assert first_violation(register_raw(slaughter_date=today), raw_facts()) is None
    broken = first_violation(register_raw(slaughter_date=today + timedelta(days=1)), raw_facts())
    details = {"argument": "slaughter_date", "reason": "in_the_future"}
    assert broken == Violation("invalid", details)


def missing(argument: str) -> Violation:
    return Violation("invalid", {"argument": argument, "reason": "missing_argument"})


def test_a_strict_site_asks_who_delivers_what_a_run_begins_with() -> None:
    strict = raw_facts(needs_supplier=True, needs_customer=True)
    assert first_violation(register_raw(), strict) == missing("supplier")
    assert first_violation(register_raw(supplier="S-ALFA"), strict) is None
    assert first_violation(register_raw(), raw_facts()) is None
    made = deb_facts(needs_supplier=True, needs_customer=True)
    assert first_violation(register_deb(), made) is None
    stock = replace(strict, stock=True, needs_meat=False, run_id=None, run_status=None)
    spice = register_raw(type="SPICE", run=None, meat=None)
    assert first_violation(spice, stock) is None


def test_a_strict_site_asks_whom_a_shipment_is_for() -> None:
    strict = deb_facts(consigned=True, needs_supplier=True, needs_customer=True)
    assert first_violation(register_deb(), strict) == missing("customer")
    assert first_violation(register_deb(customer="C-GRILL"), strict) is None
    assert first_violation(register_deb(), deb_facts(consigned=True)) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vehicle", "ABC-123"),
        ("dispatch_date", date(2026, 1, 25)),
        ("consignor", "Alföld"),
        ("consignee", "Buda"),
    ],
)
def test_only_what_leaves_the_plant_is_consigned(name: str, value: object) -> None:
    cmd = register_deb(**{name: value})
    details = {"argument": name, "reason": "not_consigned"}
    assert first_violation(cmd, deb_facts()) == Violation("invalid", details)
    assert first_violation(cmd, deb_facts(consigned=True)) is None


def test_a_product_is_of_the_lots_type() -> None:
    cmd = register_deb(product="CH15")
    broken = first_violation(cmd, deb_facts(product_id=3, product_type="FG15"))
    details = {"argument": "product", "reason": "other_type", "type": "FG15"}
    assert broken == Violation("invalid", details)
    for kind in ("DEB", None):
        assert first_violation(cmd, deb_facts(product_id=3, product_type=kind)) is None


def test_all_crates_together_have_a_weight_that_can_be_written() -> None:
    def held(count: int) -> Any:
        return deb_facts(containers=(ContainerFact(type="E2", tare_kg=kg("1.000"), count=count),))

    assert first_violation(register_deb(), held(999_999)) is None
    broken = first_violation(register_deb(), held(1_000_000))
    assert broken == Violation("invalid", {"argument": "containers", "reason": "out_of_range"})


def test_crates_of_several_kinds_weigh_what_they_weigh_together() -> None:
    crates = ContainerFact(type="E2", tare_kg=kg("2.050"), count=3)
    dolav = ContainerFact(type="DOLAV", tare_kg=kg("38.500"), count=1)
    assert deb_facts(containers=(crates, dolav)).containers_kg == kg("44.650")
    assert deb_facts().containers_kg == 0


def test_a_lot_has_the_fields_of_its_type() -> None:
    name = {"en": "Price", "hu": "Ár"}
    price = Field(key="price", name=name, kind=FieldKind.NUMBER, required=True)
    facts = deb_facts(fields=(price,))
    assert first_violation(register_deb(fields={"price": "12.5"}), facts) is None
    broken = first_violation(register_deb(), facts)
    details = {"argument": "price", "reason": "missing_argument", "name": name}
    assert broken == Violation("invalid", details)
    unknown = {"argument": "colour", "reason": "unknown_argument"}
    broken = first_violation(register_deb(fields={"colour": "red"}), deb_facts())
    assert broken == Violation("invalid", unknown)
