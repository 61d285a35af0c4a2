from decimal import Decimal
from typing import Any

import pytest

from core.domain import codec
from core.domain.commands import COMMANDS, Command
from core.domain.masterdata import EntryFacts, NewFacts, NewProductFacts
from core.errors import Refused
from core.rules import check_shape, first_violation

PLAIN: dict[str, dict[str, Any]] = {
    "create_supplier": {"name": "N"},
    "create_customer": {"name": "N"},
    "create_product": {"sku": "A-1", "name": "N"},
    "create_container": {"type": "E2", "name": "N", "tare_kg": "2"},
    "create_reason": {"code": "A-1", "topic": "hold", "text": "Ten letters"},
    "edit_supplier": {"supplier": "S-1", "name": "N"},
    "edit_customer": {"customer": "C-1", "name": "N"},
    "edit_product": {"product": "A-1", "name": "N"},
    "set_bill": {"product": "A-1", "lines": [{"material": "RAW", "kg": "1"}]},
    "register_kiosk": {"code": "K1", "station": "Mixer"},
    "enroll_kiosk": {"kiosk": "K1", "secret_hash": "0123456789abcdefABCDEF0123456789" * 2},
    "set_limit": {"name": "lists", "per_minute": 1},
    "create_site": {"code": "ACME", "name": "N", "time_zone": "UTC", "process": "doner"},
}


def command(name: str, /, **changes: Any) -> Command:
    return codec.build(COMMANDS[name].kind, {**PLAIN[name], **changes})


def reason(made: Command) -> object:
    """Why the command alone cannot be meant, or None."""
    try:
        check_shape(made)
    except Refused as refusal:
        return refusal.violation.details["reason"]
    return None


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        *((name, {}, None) for name in PLAIN),
        ("create_supplier", {"code": "a-1"}, None),
        ("create_supplier", {"code": "A" * 20}, None),
        ("create_supplier", {"code": "A" * 21}, "not_a_code"),
        ("create_customer", {"code": "A 1"}, "not_a_code"),
        ("create_supplier", {"name": " "}, "empty"),
        ("create_supplier", {"address": "x" * 200}, None),
        ("create_supplier", {"address": "x" * 201}, "too_long"),
        ("create_supplier", {"approval": "x" * 101}, "too_long"),
        ("create_product", {"nominal_kg": "0.001"}, None),
        ("create_product", {"nominal_kg": "0"}, "not_positive"),
        ("create_product", {"price": "0"}, None),
        ("create_product", {"price": "-0.001"}, "negative"),
        ("create_product", {"gtin": "4006381333931"}, None),
        ("create_product", {"gtin": "4006381333930"}, "check_digit"),
        ("create_container", {"tare_kg": "0"}, "not_positive"),
        ("create_reason", {"text": "x" * 501}, "too_long"),
        ("edit_supplier", {"name": None}, "nothing_to_change"),
        ("edit_supplier", {"name": None, "address": ""}, None),
        ("edit_product", {"name": None, "price": "1"}, None),
        ("edit_product", {"gtin": ""}, None),
        ("set_bill", {"lines": []}, None),
        ("set_bill", {"lines": [{"material": "RAW", "kg": "1"}] * 2}, "twice"),
        ("set_bill", {"lines": [{"material": "RAW", "kg": "0"}]}, "not_positive"),
        ("register_kiosk", {"station": "x" * 41}, "too_long"),
        ("enroll_kiosk", {"secret_hash": "0" * 63}, "not_a_hash"),
        ("enroll_kiosk", {"secret_hash": "0" * 65}, "not_a_hash"),
        ("enroll_kiosk", {"secret_hash": "g" * 64}, "not_a_hash"),
        ("enroll_kiosk", {"secret_hash": "0" * 64 + "\n"}, "not_a_hash"),
        ("set_limit", {"per_minute": -1}, "out_of_range"),
        ("set_limit", {"per_minute": 1_000_001}, "out_of_range"),
        ("create_site", {"code": "Acme"}, "not_a_site_code"),
        ("create_site", {"process": "bakery"}, "unknown_value"),
        ("create_site", {"time_zone": "europe/budapest"}, "unknown_value"),
        ("create_site", {"gs1_prefix": "599"}, "not_a_gs1_prefix"),
        ("create_site", {"gs1_prefix": "5991"}, None),
    ],
)
def test_an_entry_is_such_that_it_can_be_meant(
    name: str, changes: dict[str, Any], expected: str | None
) -> None:
    assert reason(command(name, **changes)) == expected


@pytest.mark.parametrize("name", [name for name in PLAIN if name.startswith("create")])
def test_what_exists_is_not_made_again(name: str) -> None:
    kind = NewProductFacts if name == "create_product" else NewFacts
    more: dict[str, Any] = {"lot_types": frozenset()} if name == "create_product" else {}
    for taken in (False, True):
        broken = first_violation(command(name), kind(reference="A-1", taken=taken, **more))
        assert (broken and broken.code) == ("conflict" if taken else None)


@pytest.mark.parametrize(("material", "fits"), [("RAW", True), ("SAUSAGE", False)])
def test_a_bill_is_of_lot_types_of_the_process(material: str, fits: bool) -> None:
    facts = EntryFacts(row_id=1, lot_types=frozenset({"RAW"}))
    made = command("set_bill", lines=[{"material": material, "kg": "1"}])
    assert (first_violation(made, facts) is None) is fits
    product = command("edit_product", lot_type=material)
    assert (first_violation(product, facts) is None) is fits


def test_a_line_of_a_bill_wastes_nothing_unless_it_says_so() -> None:
    made = command("set_bill")
    assert made.lines[0].waste_kg == Decimal(0)
