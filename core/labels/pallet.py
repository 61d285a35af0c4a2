"""The label of a pallet: SSCC as GS1-128 and as DataMatrix. On 80 mm paper the bars are for use inside the plant."""

from dataclasses import dataclass

from core.domain import gs1
from core.domain.labels import LotLabelData
from core.domain.words import Words
from core.domain.words import translatable as _
from core.labels import parts
from core.labels.document import Align, Label
from core.labels.parts import Tongues, said
from core.labels.sheet import DOTS, WIDE_DOTS, Column, Sheet

TRADE_MODULE = 4
"""Dots: 0.5 mm, over the 0.495 mm that trade asks of a GS1-128; 3 dots are 0.375 mm, hence "internal"."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Of what grows with the paper, in dots."""

    dots: int
    margin: int
    plant: int
    number: int
    title: int
    count: int
    kilograms: int
    heading: int
    value: int
    text: int
    symbol: int
    module: int
    bars: int


_NARROW = _Sizes(DOTS, 8, 38, 84, 38, 56, 48, 22, 32, 24, 200, 3, 160)
_WIDE = _Sizes(WIDE_DOTS, 40, 46, 96, 42, 64, 52, 24, 36, 27, 220, TRADE_MODULE, 200)


def layout(data: LotLabelData, tongues: Tongues) -> Label:
    """About 110 mm long. Without an SSCC the DataMatrix says the lot and there are no bars."""
    return _laid_out(_NARROW, data, tongues)


def wide_layout(data: LotLabelData, tongues: Tongues) -> Label:
    """About 150 mm of 4-inch paper."""
    return _laid_out(_WIDE, data, tongues)


def _laid_out(sizes: _Sizes, data: LotLabelData, tongues: Tongues) -> Label:
    sheet = Sheet(sizes.dots, sizes.margin)
    _head(sheet, sizes, data, tongues)
    sheet.rule(4)
    name = sheet.column()
    parts.title(name, data, tongues, sizes.title)
    sheet.below(name, gap=8)
    sheet.rule()
    _figures(sheet, sizes, data, tongues)
    sheet.rule()
    _contents(sheet, sizes, data, tongues)
    if data.sscc:
        _sscc(sheet, sizes, data.sscc, tongues)
    _foot(sheet, data, tongues[0])
    return sheet.label()


def _head(sheet: Sheet, sizes: _Sizes, data: LotLabelData, tongues: Tongues) -> None:
    half = sheet.width // 2 + 10
    left = sheet.column(width=half - 20)
    left.write(tongues[0].text("{site} plant", site=data.site), sizes.plant, bold=True)
    left.write(said(tongues, _("Pallet")), sizes.text)
    right = sheet.column(half - 20, align=Align.RIGHT)
    right.figure(data.number, sizes.number)
    right.write(data.code, sizes.text)
    sheet.below(left, right, gap=6)


def _figures(sheet: Sheet, sizes: _Sizes, data: LotLabelData, tongues: Tongues) -> None:
    half = sheet.width // 2 + 10
    left = sheet.column(width=half - 10)
    if data.pieces is not None:
        left.write(said(tongues, _("Count")), sizes.heading)
        left.space(6)
        left.figure(tongues[0].number(data.pieces), sizes.count)
    parts.kilograms(left, data, tongues, sizes.kilograms)
    left.write(said(tongues, _("internal weighing")), 20)
    if data.device:
        left.write(data.device, 20)
    right = sheet.column(half)
    if band := parts.storage(data, tongues[0]):
        _pair(right, sizes, said(tongues, _("Store")), band)
    _pair(right, sizes, said(tongues, _("Made on")), tongues[0].moment(data.produced_at))
    if data.use_by:
        _pair(right, sizes, said(tongues, _("Use by")), tongues[0].date(data.use_by))
    sheet.below(left, right, gap=10)


def _pair(column: Column, sizes: _Sizes, heading: str, value: str) -> None:
    column.write(heading, sizes.heading)
    column.write(value, sizes.value, bold=True)
    column.space(6)


def _contents(sheet: Sheet, sizes: _Sizes, data: LotLabelData, tongues: Tongues) -> None:
    side = sheet.data_matrix(gs1.bracketed(gs1.elements(data)), sizes.symbol)
    right = sheet.column(side + 24)
    held = parts.parents(data, tongues[0])
    if held:
        right.write(said(tongues, _("Contains")), sizes.text, bold=True)
    for code in held:
        right.write(code, sizes.text)
    for heading, value in ((_("Run"), data.run), (_("Customer"), data.customer)):
        if value:
            right.write(said(tongues, heading), sizes.text, bold=True)
            right.write(value, sizes.text, 20, lines=2)
    sheet.y = max(sheet.y + side, right.y) + 10


def _sscc(sheet: Sheet, sizes: _Sizes, sscc: str, tongues: Tongues) -> None:
    sheet.rule()
    above = sheet.column(align=Align.CENTER)
    if sizes.module < TRADE_MODULE:
        use = said(tongues, _("internal use only"))
        above.write(tongues[0].text("SSCC · {use}", use=use), 24)
    else:
        above.write("SSCC", 26)
    sheet.below(above, gap=6)
    sheet.gs1_128(gs1.bracketed([("00", sscc)]), sizes.module, sizes.bars)
    sheet.y += 6
    under = sheet.column(align=Align.CENTER)
    under.write(f"(00) {_grouped(sscc)}", sizes.value + 2, bold=True)
    sheet.below(under)


def _foot(sheet: Sheet, data: LotLabelData, words: Words) -> None:
    """What the symbol says beside the SSCC, when this was printed, and which copy it is: two pallets never bear the
    same SSCC, two labels may."""
    told = (
        parts.in_brackets(gs1.contents(data) if data.sscc else gs1.elements(data)),
        _printed(data, words),
        _whole(words.text("copy {number}", number=str(data.copy))),
    )
    foot = sheet.column(align=Align.CENTER)
    foot.write(" · ".join(filter(None, told)), 22)
    sheet.below(foot)


def _printed(data: LotLabelData, words: Words) -> str:
    """The time, on another day than the pallet's own the day as well."""
    if data.printed_at is None:
        return ""
    today = data.printed_at.astimezone(data.produced_at.tzinfo).date() == data.produced_at.date()
    when = words.time(data.printed_at) if today else words.moment(data.printed_at)
    return _whole(words.text("printed {when}", when=when))


def _whole(text: str) -> str:
    """Not to be broken between its words."""
    return text.replace(" ", "\u00a0")


def _grouped(sscc: str) -> str:
    body = [sscc[place : place + 4] for place in range(1, 17, 4)]
    return " ".join([sscc[0], *body, sscc[-1]])
