"""The label of a pallet on 80 mm paper: SSCC as GS1-128 for use inside the plant, and as DataMatrix."""

from core.domain import gs1
from core.domain.labels import LotLabelData
from core.domain.words import translatable as _
from core.labels import parts
from core.labels.document import Align, Label
from core.labels.parts import Tongues, said
from core.labels.sheet import Column, Sheet

_SYMBOL = 200
_GAP = 24
_HALF = 290
# 3 dots are 0.375 mm: under the 0.495 mm that trade asks of a GS1-128, hence "internal".
_MODULE = 3
_BARS = 160


def layout(data: LotLabelData, tongues: Tongues) -> Label:
    """About 110 mm long. Without an SSCC the DataMatrix says the lot and there are no bars."""
    sheet = Sheet()
    _head(sheet, data, tongues)
    sheet.rule(4)
    name = sheet.column()
    parts.title(name, data, tongues)
    sheet.below(name, gap=8)
    sheet.rule()
    _figures(sheet, data, tongues)
    sheet.rule()
    _contents(sheet, data, tongues)
    if data.sscc:
        _sscc(sheet, data.sscc, tongues)
    else:
        foot = sheet.column()
        foot.write(parts.element_line(data), 20, lines=2)
        sheet.below(foot)
    return sheet.label()


def _head(sheet: Sheet, data: LotLabelData, tongues: Tongues) -> None:
    left = sheet.column(width=_HALF - 20)
    left.write(tongues[0].text("{site} plant", site=data.site), 38, bold=True)
    left.write(said(tongues, _("Pallet")), 24)
    right = sheet.column(_HALF - 20, align=Align.RIGHT)
    right.figure(data.number, 84)
    right.write(data.code, 24)
    sheet.below(left, right, gap=6)


def _figures(sheet: Sheet, data: LotLabelData, tongues: Tongues) -> None:
    left = sheet.column(width=_HALF - 10)
    if data.pieces is not None:
        left.write(said(tongues, _("Count")), 22)
        left.space(6)
        left.figure(tongues[0].number(data.pieces), 56)
    parts.kilograms(left, data, tongues, 48)
    left.write(said(tongues, _("internal weighing")), 20)
    right = sheet.column(_HALF)
    if band := parts.storage(data, tongues[0]):
        _pair(right, said(tongues, _("Store")), band)
    _pair(right, said(tongues, _("Made on")), tongues[0].moment(data.produced_at))
    if data.use_by:
        _pair(right, said(tongues, _("Use by")), tongues[0].date(data.use_by))
    sheet.below(left, right, gap=10)


def _pair(column: Column, heading: str, value: str) -> None:
    column.write(heading, 22)
    column.write(value, 32, bold=True)
    column.space(6)


def _contents(sheet: Sheet, data: LotLabelData, tongues: Tongues) -> None:
    side = sheet.data_matrix(gs1.bracketed(gs1.elements(data)), _SYMBOL)
    right = sheet.column(side + _GAP)
    held = parts.codes(data.parents)
    if held:
        right.write(said(tongues, _("Contains")), 24, bold=True)
    for code in held:
        right.write(code, 24)
    for heading, value in ((_("Run"), data.run), (_("Customer"), data.customer)):
        if value:
            right.write(said(tongues, heading), 24, bold=True)
            right.write(value, 24, 20, lines=2)
    sheet.y = max(sheet.y + side, right.y) + 10


def _sscc(sheet: Sheet, sscc: str, tongues: Tongues) -> None:
    sheet.rule()
    above = sheet.column(align=Align.CENTER)
    above.write(tongues[0].text("SSCC · {use}", use=said(tongues, _("internal use only"))), 24)
    sheet.below(above, gap=6)
    sheet.gs1_128(gs1.bracketed([("00", sscc)]), _MODULE, _BARS)
    sheet.y += 6
    under = sheet.column(align=Align.CENTER)
    under.write(f"(00) {_grouped(sscc)}", 34, bold=True)
    sheet.below(under)


def _grouped(sscc: str) -> str:
    body = [sscc[place : place + 4] for place in range(1, 17, 4)]
    return " ".join([sscc[0], *body, sscc[-1]])
