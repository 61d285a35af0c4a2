from datetime import UTC, datetime

import pytest
import zxingcpp

from core.labels.raster import render
from core.labels.sheet import DOTS
from core.labels.trial import trial_label
from kiosk.i18n import Language

AT = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
TONGUES = (Language("hu", UTC), Language("en", UTC))


@pytest.mark.parametrize("role", ["printer.label", "printer.with_a_name_as_long_as_it_may_be"])
def test_the_test_label_is_scanned_back_as_a_test_of_that_printer(role: str) -> None:
    image = render(trial_label(role, "K1", AT, TONGUES))
    assert image.width == DOTS
    (found,) = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    assert found.text == f"240TEST\x1d91{role}"
    assert found.symbology_identifier == "]d2"
