"""The label of a shipment: whom it goes to, then everything of a lot's label."""

from core.domain.labels import LotLabelData
from core.domain.words import translatable as _
from core.labels import lot, parts
from core.labels.document import Label
from core.labels.parts import Tongues, said
from core.labels.sheet import Sheet


def layout(data: LotLabelData, tongues: Tongues) -> Label:
    """A lot's label under the customer, where one is known."""
    sheet = Sheet()
    if data.customer:
        to = sheet.column()
        to.write(said(tongues, _("Customer")), 22)
        to.write(data.customer, 44, 30, bold=True, lines=2)
        sheet.below(to, gap=6)
        sheet.rule(gap=4)
    head = sheet.column()
    parts.title(head, data, tongues)
    sheet.below(head, gap=6)
    lot.body(sheet, data, tongues)
    return sheet.label()
