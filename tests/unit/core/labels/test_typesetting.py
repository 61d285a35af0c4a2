from hypothesis import given
from hypothesis import strategies as st

from core.labels.typesetting import LEAST_SIZE, clean, font, typeset

WIDTH = 300


def test_a_text_that_fits_keeps_its_size() -> None:
    setting = typeset("Nyárs", WIDTH, 38)
    assert (setting.lines, setting.size) == (("Nyárs",), 38)


def test_a_longer_text_shrinks_before_it_wraps() -> None:
    setting = typeset("Csirke döner nyárs", WIDTH, 38)
    assert len(setting.lines) == 1
    assert LEAST_SIZE < setting.size < 38


def test_a_text_too_long_for_the_least_size_takes_the_lines_it_needs() -> None:
    setting = typeset("Csirke döner nyárs " * 6, WIDTH, 38, 24, lines=2)
    assert setting.size == 24
    assert " ".join(setting.lines) == ("Csirke döner nyárs " * 6).strip()


@given(st.text(max_size=80), st.integers(20, 60), st.booleans())
def test_no_letter_is_lost_and_no_line_is_too_wide(text: str, size: int, bold: bool) -> None:
    setting = typeset(text, WIDTH, size, bold=bold, lines=2)
    assert "".join(setting.lines).replace(" ", "") == clean(text).replace(" ", "")
    face = font(setting.size, bold=bold)
    assert all(face.getlength(line) <= WIDTH for line in setting.lines)


def test_what_people_wrote_is_only_text() -> None:
    assert clean("  Vár\x1b[31m\x00 Gasztro\n\u202eKft.\u200b ") == "Vár[31m Gasztro Kft."
    assert clean("\u221218\u00a0°C") == "–18\u00a0°C"


def test_hungarian_long_vowels_are_letters_of_their_own() -> None:
    face = font(24, bold=False)
    nothing = bytes(face.getmask("\uffff"))
    shapes = {bytes(face.getmask(letter)) for letter in "oóöőuúüűOÓÖŐUÚÜŰ"}
    assert len(shapes) == 16
    assert nothing not in shapes
