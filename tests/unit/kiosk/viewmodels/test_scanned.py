import pytest

from core.domain.gs1 import GS
from kiosk.devices.scanners.meaning import parse_scan
from kiosk.viewmodels.scanned import LONGEST, badge, bare_code, lot_named, supplier_lot


@pytest.mark.parametrize(
    ("text", "lot"),
    [
        ("]C110LOT42A", "LOT42A"),
        ("]Q1https://id.gs1.org/01/05991234567894/10/LOT42A", "LOT42A"),
        ("]C0L 42/7", "L 42/7"),
        ("L42", "L42"),
        ("7" * LONGEST, "7" * LONGEST),
        ("7" * (LONGEST + 1), None),  # cut it would be another's
        ("]C110LOT42A3103012345", None),
        ("]C110SKW15260124DUNA0201", None),  # one of ours
        ("SKW15-20260124-DUNA-0201", None),
        ("https://example.org/promo", None),
        ("https://id.gs1.org/AQnYUc1gmiHRlg", None),
        ("]E05991234567894", None),
        ("]E05991234567895", None),
        ("B-OPERATOR", None),
        (f"]C0LOT{GS}42A", None),
        ("LOT\x0042A", None),
        ("LOT\ufffd42A", None),
        ("tétel", None),
        ("", None),
    ],
)
def test_a_suppliers_lot_is_what_its_label_says_and_nothing_else(
    text: str, lot: str | None
) -> None:
    assert supplier_lot(parse_scan(text)) == lot


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("]C110LOT42A", "LOT42A"),
        ("]C100359912345678901231", "359912345678901231"),
        ("RAW-20260124-DUNA-0001", "RAW-20260124-DUNA-0001"),
        ("RUN-20260124-DUNA-0001", None),
        ("B-OPERATOR", None),
        ("LK-1", None),
    ],
)
def test_a_lot_is_named_by_its_code_or_its_pallet(text: str, reference: str | None) -> None:
    assert lot_named(parse_scan(text)) == reference


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("B-OPERATOR", "B-OPERATOR"),
        ("]C04711", "4711"),
        ("]E05991234567894", "5991234567894"),
        ("7" * (LONGEST + 1), None),
        ("RAW-20260124-DUNA-0001", None),
        ("]C110LOT42A", None),
        ("id.gs1.org/01/05991234567894/10/LOT42A", None),
        ("4711 4711", None),
    ],
)
def test_a_badge_may_be_anything_that_names_nothing_else(text: str, number: str | None) -> None:
    assert badge(parse_scan(text)) == number


def test_a_bare_code_is_one_that_only_the_plant_may_know() -> None:
    assert bare_code(parse_scan("]C0lk-1 ")) == "lk-1"
    assert bare_code(parse_scan("7" * (LONGEST + 1))) is None
