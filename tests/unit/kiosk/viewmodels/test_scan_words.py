from datetime import UTC
from decimal import Decimal

import pytest

from kiosk.devices.scanners.meaning import parse_scan
from kiosk.i18n import Language
from kiosk.ports import Scan, ScanKind, StoreItem
from kiosk.viewmodels.scan_words import CAUSES, FAULTS, fault

TOLD = {
    "]C0XYZ": "This code is neither ours nor a GS1 code.",
    "]C1010599123456789410LOT42A3103012345": (
        "The scanner lost a separator. Scan again, or check its settings."
    ),
    "]C101059912345678973103012345": "The check digit of (01) is wrong. Scan it again.",
    "]C100359912345678901232": "The check digit of (00) is wrong. Scan it again.",
    "]C14105991234567891": "The check digit of (410) is wrong. Scan it again.",
    "]C110LOT42A02910X": "The scanner lost a separator. Scan again, or check its settings.",
    "]C13203000100": "The weight of (3203) is not in kilograms.",
    "]C10105991234567894" + "0105991234567900": ("The code says two different things for (01)."),
    "]C110LOT\x1d10LOS": "The code says two different things for (10).",
    "]C1010599123456789402159912345678913702": (
        "The code names two products, (01) and (02). Scan the label of one thing."
    ),
    "]C115000000": "The date of (15) in this code does not exist.",
    "]C17007260105260101": "The date of (7007) in this code does not exist.",
    "]C110" + "A" * 21: "What stands at (10) in this GS1 code is not as it must be.",
    "]C1": "The scanner sent an empty code. Scan it again.",
    "]E05991234567895": "The check digit of this product code is wrong. Scan it again.",
    "]C1(10)LOT42A": "This GS1 code cannot be read. Scan the lot's label.",
    "https://id.gs1.org/AQnYUc1gmiHRlg": (
        "No lot can be read from this web address. Scan the lot's label."
    ),
    "LOT\x0042A": "The code has signs in it that no code has: check the scanner's settings.",
    "hús": "The code has letters that no code has: check the scanner's keyboard layout.",
    "2912345012342": ("2912345012342 is a shop's own code and names no lot. Scan the lot's label."),
    "]E05991234567894": (
        "5991234567894 is the code of a product and names no lot. Scan the lot's label."
    ),
    "X" * 8000: "The code is longer than any label. Check the scanner's settings.",
}


LONG = "9" * 50


def test_a_long_code_is_shown_shortened() -> None:
    scan = Scan(kind=ScanKind.EAN, text=LONG, reject=("no_gs1_message",), cause="product")
    assert fault(Language("en", UTC), scan).startswith("9" * 40 + "… is the code of a product")


@pytest.mark.parametrize("text", TOLD)
def test_what_is_wrong_with_a_code_is_told_in_one_sentence(text: str) -> None:
    scan = parse_scan(text)
    assert fault(Language("en", UTC), scan) == TOLD[text]
    assert fault(Language("hu", UTC), scan) != TOLD[text]


@pytest.mark.parametrize("code", [*FAULTS, *CAUSES])
def test_every_fault_is_told_in_hungarian(code: str) -> None:
    as_reject = code in FAULTS
    reject, cause = (f"{code}:01", "") if as_reject else ("no_gs1_message", f"{code}:01")
    scan = Scan(kind=ScanKind.UNKNOWN, text="1\x1d2", reject=(reject,), cause=cause)
    assert fault(Language("hu", UTC), scan) != fault(Language("en", UTC), scan)


@pytest.mark.parametrize(
    ("kg", "told"),
    [
        (
            Decimal("1.234"),
            "Item 12345, 1.234 kg: this code names no lot. Scan the lot's label.",
        ),
        (None, "Item 12345: this code names no lot. Scan the lot's label."),
    ],
)
def test_an_in_store_code_of_the_plant_tells_its_item(kg: Decimal | None, told: str) -> None:
    item = StoreItem(item="12345", kg=kg)
    scan = Scan(kind=ScanKind.EAN, text="", reject=("no_gs1_message",), store_item=item)
    assert fault(Language("en", UTC), scan).replace("\N{NO-BREAK SPACE}", " ") == told
