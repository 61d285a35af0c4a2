"""The test label: which printer printed it and when, every Hungarian vowel, and a code to scan back."""

from datetime import datetime

from core.domain.words import translatable as _
from core.labels.document import Align, Label
from core.labels.parts import Tongues, said
from core.labels.sheet import Sheet

_SYMBOL = 180
_GAP = 20
PANGRAM = "árvíztűrő tükörfúrógép ÁRVÍZTŰRŐ TÜKÖRFÚRÓGÉP"


def trial_label(role: str, kiosk: str, at: datetime, tongues: Tongues) -> Label:
    """About 45 mm of 80 mm paper. `at` is aware. Its code names no lot: (240)TEST(91)role."""
    sheet = Sheet()
    head = sheet.column()
    head.write(said(tongues, _("Test label")), 38, 28, bold=True, lines=2)
    sheet.below(head, gap=6)
    sheet.rule(4)
    side = sheet.data_matrix(f"(240)TEST(91){role}", _SYMBOL)
    right = sheet.column(side + _GAP)
    right.write(role, 34, bold=True)
    right.write(kiosk, 28)
    right.write(tongues[0].moment(at), 28)
    sheet.y += side
    sheet.y = max(sheet.y, right.y) + 10
    sheet.rule()
    foot = sheet.column(align=Align.LEFT)
    foot.write(PANGRAM, 26, lines=2)
    foot.write("0123456789 · −18,5 °C ≤ 4 °C", 26)
    sheet.below(foot)
    return sheet.label()
