from datetime import UTC

import pytest

from kiosk.i18n import Language
from kiosk.i18n.scans import fault

EN = Language("en", UTC)


@pytest.mark.parametrize(
    ("reject", "sentence"),
    [
        ("check_digit:01", "The check digit of (01) is wrong. Scan it again."),
        ("no_gs1_message", "This code is neither ours nor a GS1 code."),
        ("upside_down:9", "This code cannot be used (upside_down:9)."),
    ],
)
def test_a_fault_of_a_scan_is_one_sentence(reject: str, sentence: str) -> None:
    assert fault(EN, reject) == sentence
