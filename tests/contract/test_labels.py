"""Every label fits the 80 mm head, cuts no text, and is read back as the lot it names."""

from datetime import timedelta
from decimal import Decimal

import biip
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from core import resources
from core.domain import gs1
from core.domain.labels import LotLabelData
from core.domain.process import load
from core.labels import LABELS, label_for, symbols
from core.labels.document import Box, DataMatrix, Element, Gs1128, Label, Rule, Text
from core.labels.raster import render
from core.labels.sheet import DOTS, WIDE_DOTS
from kiosk.i18n import PSEUDO, Language, languages
from tests.label_data import BUDAPEST, lot, pallet

TONGUES = {code: Language(code, BUDAPEST) for code in (*languages(), PSEUDO)}
PLANT = (TONGUES["hu"], TONGUES["en"])
CASES = {
    "full": lot(),
    "bare": lot(
        gtin=None, product_name=None, use_by=None, parents=(), celsius_range=None, device=None
    ),
    "typed": lot(typed=True),
    "heavy": lot(weight_kg=Decimal("1234.560"), number="10243", parents=("RAW-1",) * 9),
    "pallet": pallet(),
    "pallet without sscc": pallet(sscc=None, customer=None, run=None, pieces=None),
    "of many": lot(parents=tuple(f"RAW-20261119-DUNA-{n:04}" for n in range(1, 99, 2))),
    "not to the gram": lot(weight_kg=Decimal("1234567.123")),
    "heavier than six digits to the gram": lot(weight_kg=Decimal("12345.600")),
    "hostile": lot(
        product_name={"en": "<b>x</b>\x1b@\x00{0}", "hu": "\u202e" + "ŐŰ" * 80},
        customer="A" * 200,
        device="\x1dS2",
    ),
}
EVERY = pytest.mark.parametrize("kind", LABELS)
EACH = pytest.mark.parametrize("data", CASES.values(), ids=CASES.keys())
HEADS = pytest.mark.parametrize("dots", [DOTS, WIDE_DOTS])


def scans(image: Image.Image) -> list[zxingcpp.Barcode]:
    """What a scanner makes of the label."""
    found = zxingcpp.read_barcodes(image.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    return [barcode for barcode in found if barcode.valid]


def frame(element: Element) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of an element's ink."""
    if isinstance(element, Text):
        alone = Label(3 * DOTS, 6 * DOTS, (Text(DOTS, element.y, *_style(element)),))
        ink = ImageChops.invert(render(alone).convert("L")).getbbox()
        left, top, right, bottom = ink or (DOTS, element.y, DOTS, element.y)
        moved = element.x - DOTS
        return left + moved, top, right + moved, bottom
    if isinstance(element, DataMatrix):
        side = symbols.data_matrix(element.content).width * element.module
        return element.x, element.y, element.x + side, element.y + side
    if isinstance(element, Gs1128):
        quiet = symbols.GS1_128_QUIET * element.module
        bars = symbols.gs1_128(element.content).width * element.module
        right = element.x + bars + quiet
        return element.x - quiet, element.y, right, element.y + element.height
    return element.x, element.y, element.x + element.width, element.y + element.height


def _style(text: Text) -> tuple[object, ...]:
    return text.text, text.size, text.bold, text.align


def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check_layout(label: Label, dots: int = DOTS) -> None:
    assert label.width <= dots
    frames = [(element, frame(element)) for element in label.elements]
    for element, (left, top, right, bottom) in frames:
        assert left >= 0, element
        assert top >= 0, element
        assert right <= label.width, element
        assert bottom <= label.height, element
    solid = [each for each in frames if not isinstance(each[0], Box)]
    for place, (element, ink) in enumerate(solid):
        for other, other_ink in solid[place + 1 :]:
            assert not overlap(ink, other_ink), (element, other)


def test_the_labels_are_those_of_the_plant() -> None:
    assert set(LABELS) == {"lot", "pallet", "shipment"}


def test_every_lot_type_names_a_label_that_there_is() -> None:
    for path in resources.path("processes").glob("*.toml"):
        named = {each.label for each in load(path.stem).lot_types}
        assert named <= set(LABELS), path.stem


@EVERY
@EACH
@HEADS
def test_a_label_is_read_back_as_its_lot(kind: str, data: LotLabelData, dots: int) -> None:
    image = render(label_for(kind, data, PLANT, dots))
    assert image.mode == "1"
    assert image.width <= dots
    read = scans(image)
    bars = "00" + str(data.sscc)  # the GS1-128 of a pallet; the matrix says what is on it, too
    assert gs1.payload(data) in {barcode.text for barcode in read} <= {gs1.payload(data), bars}
    assert {barcode.symbology_identifier for barcode in read} <= {"]d2", "]C1"}
    message = biip.parse(gs1.payload(data)).gs1_message
    assert message is not None
    values = {element.ai.ai: element for element in message.element_strings}
    if data.sscc:
        assert values["00"].value == data.sscc
        assert values["00"].sscc_error is None
        return
    assert values["10"].value == data.compact_code
    assert values["11"].date == data.plant_day
    assert (values["15"].date if "15" in values else None) == data.use_by
    assert ("01" in values) == (data.gtin is not None)
    weights = [element.decimal for ai, element in values.items() if ai.startswith("310")]
    said = gs1.net_weight(data.weight_kg) is not None
    assert weights == ([data.weight_kg] if data.gtin and said else [])


def test_a_pallet_says_its_sscc_in_bars_and_in_a_matrix() -> None:
    read = scans(render(label_for("pallet", pallet(), PLANT)))
    assert {barcode.symbology_identifier for barcode in read} == {"]d2", "]C1"}


@EVERY
@EACH
@HEADS
def test_nothing_is_cut_and_nothing_overlaps(kind: str, data: LotLabelData, dots: int) -> None:
    check_layout(label_for(kind, data, PLANT, dots), dots)


@EVERY
@pytest.mark.parametrize("code", TONGUES)
def test_every_language_fits(kind: str, code: str) -> None:
    for data in (CASES["full"], CASES["typed"], CASES["pallet"]):
        for dots in (DOTS, WIDE_DOTS):
            check_layout(label_for(kind, data, (TONGUES[code], TONGUES["en"]), dots), dots)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@EVERY
@settings(max_examples=20)
@given(name=NAMES, customer=NAMES, device=NAMES, kg=st.integers(0, 10**8))
def test_whatever_people_write_fits(
    kind: str, name: str, customer: str, device: str, kg: int
) -> None:
    data = pallet(
        product_name={"hu": name, "en": customer},
        customer=customer,
        device=device,
        weight_kg=Decimal(kg).scaleb(-3),
    )
    for dots in (DOTS, WIDE_DOTS):
        check_layout(label_for(kind, data, PLANT, dots), dots)


@EVERY
@HEADS
def test_the_running_number_is_biggest(kind: str, dots: int) -> None:
    label = label_for(kind, CASES["pallet"], PLANT, dots)
    texts = [element for element in label.elements if isinstance(element, Text)]
    biggest = max(texts, key=lambda text: text.size)
    assert biggest.text == CASES["pallet"].number
    assert [text.size for text in texts].count(biggest.size) == 1


@EVERY
def test_a_typed_weight_is_framed(kind: str) -> None:
    framed = [
        element
        for element in label_for(kind, CASES["typed"], PLANT).elements
        if isinstance(element, Box)
    ]
    plain = label_for(kind, CASES["full"], PLANT).elements
    assert len(framed) == 1
    assert not [element for element in plain if isinstance(element, Box)]


def test_lines_and_symbols_leave_each_other_white() -> None:
    for kind in LABELS:
        label = label_for(kind, CASES["full"], PLANT)
        matrices = [each for each in label.elements if isinstance(each, DataMatrix)]
        rules = [each for each in label.elements if isinstance(each, Rule)]
        for matrix in matrices:
            left, top, right, bottom = frame(matrix)
            quiet = (left - matrix.module, top - matrix.module, right, bottom + matrix.module)
            assert not [rule for rule in rules if overlap(quiet, frame(rule))]


def texts(label: Label) -> list[str]:
    return [element.text for element in label.elements if isinstance(element, Text)]


def bars(label: Label) -> Gs1128:
    [found] = [each for each in label.elements if isinstance(each, Gs1128)]
    return found


def test_a_pallet_for_trade_is_on_4_inch_paper_and_on_narrower_it_says_internal() -> None:
    wide, narrow = (label_for("pallet", pallet(), PLANT, dots) for dots in (WIDE_DOTS, DOTS))
    assert (wide.width, bars(wide).module) == (832, 4)
    assert (narrow.width, bars(narrow).module) == (576, 3)
    assert any("internal use only" in text for text in texts(narrow))
    assert not any("internal use only" in text for text in texts(wide))


@pytest.mark.parametrize("dots", [576, 700, 831])
def test_no_label_is_wider_than_the_head(dots: int) -> None:
    assert label_for("pallet", pallet(), PLANT, dots).width == 576


def test_many_parents_are_counted_and_few_are_named() -> None:
    parents = tuple(f"RAW-20261119-DUNA-{n:04}" for n in range(1, 41, 2))
    said = texts(label_for("lot", lot(parents=parents), (TONGUES["en"],)))
    assert "… 20 lots in all" in said
    assert parents[4] in said
    assert parents[5] not in said
    few = texts(label_for("lot", lot(parents=parents[:6]), (TONGUES["en"],)))
    assert set(parents[:6]) <= set(few)


def test_the_scale_and_its_own_record_stand_beside_internal_weighing() -> None:
    for kind in LABELS:
        said = texts(label_for(kind, lot(device="S2 · 004217"), PLANT))
        assert said[said.index("belső mérés / internal weighing") + 1] == "S2 · 004217"


def foot(label: Label) -> str:
    """What stands under the SSCC, in one line."""
    said = texts(label)
    under = next(place for place, text in enumerate(said) if text.startswith("(00)")) + 1
    return " ".join(said[under:]).replace("\u00a0", " ")


@HEADS
def test_a_pallet_says_in_words_what_is_on_it_when_it_was_printed_and_which_copy_it_is(
    dots: int,
) -> None:
    printed = pallet().produced_at.replace(hour=19, minute=42)
    told = foot(label_for("pallet", pallet(printed_at=printed), PLANT, dots))
    assert told == "(02)05991234567894 (37)08 · nyomtatva 19:42 · 1. példány"


def test_a_pallet_printed_on_another_day_says_which() -> None:
    later = pallet(printed_at=pallet().produced_at + timedelta(days=1), copy=12)
    assert foot(label_for("pallet", later, (TONGUES["en"],), WIDE_DOTS)).endswith(
        " · printed 21 Nov 2026 14:32 · copy 12"
    )


def test_a_pallet_of_unknown_contents_says_no_identifier_of_them() -> None:
    bare = pallet(pieces=None, printed_at=None)
    assert foot(label_for("pallet", bare, PLANT, WIDE_DOTS)) == "1. példány"
