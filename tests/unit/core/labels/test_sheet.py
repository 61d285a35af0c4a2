import pytest

from core.labels.sheet import DOTS, Sheet

SSCC = "(00)059912345600000079"


def test_bars_with_their_quiet_zones_fit_the_head_at_three_dots_a_module() -> None:
    sheet = Sheet()
    sheet.gs1_128(SSCC, 3, 160)
    assert sheet.label().width == DOTS


def test_bars_wider_than_the_head_are_no_label() -> None:
    with pytest.raises(ValueError, match="wider than the head"):
        Sheet().gs1_128(SSCC, 4, 160)


def test_a_label_is_as_long_as_its_contents() -> None:
    sheet = Sheet()
    short = sheet.label().height
    column = sheet.column()
    column.write("Nyárs", 38)
    sheet.below(column)
    assert sheet.label().height > short
