"""The label of a lot on 80 mm paper: running number biggest, GS1 DataMatrix, weight and dates in words."""

from core.domain import gs1
from core.domain.labels import LotLabelData
from core.domain.words import translatable as _
from core.labels import parts
from core.labels.document import Align, Label
from core.labels.parts import Tongues, said
from core.labels.sheet import Sheet

_SYMBOL = 220
_GAP = 20


def layout(data: LotLabelData, tongues: Tongues) -> Label:
    """About 60 mm long; longer where names or parents need it."""
    sheet = Sheet()
    head = sheet.column()
    parts.title(head, data, tongues)
    sheet.below(head, gap=6)
    body(sheet, data, tongues)
    return sheet.label()


def body(sheet: Sheet, data: LotLabelData, tongues: Tongues) -> None:
    """Everything under the title; other labels carry it too."""
    sheet.rule(4)
    _lot(sheet, data, tongues)
    sheet.rule()
    _figures(sheet, data, tongues)
    foot = sheet.column()
    foot.write(parts.in_brackets(gs1.elements(data)), 20, lines=2)
    sheet.below(foot)


def _lot(sheet: Sheet, data: LotLabelData, tongues: Tongues) -> None:
    side = sheet.data_matrix(gs1.bracketed(gs1.elements(data)), _SYMBOL)
    right = sheet.column(side + _GAP)
    right.write(said(tongues, _("Lot")), 22)
    right.write(data.code, 28, bold=True)
    right.space(6)
    right.figure(data.number, 84)
    right.write(tongues[0].moment(data.produced_at), 24)
    for line in parts.parents(data, tongues[0]):
        right.write(line, 22)
    sheet.y += side
    sheet.y = max(sheet.y, right.y) + 10


def _figures(sheet: Sheet, data: LotLabelData, tongues: Tongues) -> None:
    left = sheet.column(width=270)
    parts.kilograms(left, data, tongues, 56)
    right = sheet.column(280, align=Align.RIGHT)
    if band := parts.storage(data, tongues[0]):
        right.write(band, 28, bold=True)
    if data.use_by:
        right.write(said(tongues, _("Use by")), 20)
        right.write(tongues[0].date(data.use_by), 28, bold=True)
    right.write(said(tongues, _("internal weighing")), 20)
    if data.device:
        right.write(data.device, 20)
    sheet.below(left, right, gap=8)
