"""What is wrong with a scanned code, as one sentence that an operator understands."""

from collections.abc import Mapping

from core.domain.words import Words
from core.domain.words import translatable as _
from kiosk.ports import Scan

FAULTS: Mapping[str, str] = {
    "no_gs1_message": _("This code is neither ours nor a GS1 code."),
    "missing_separator": _("The scanner lost a separator. Scan again, or check its settings."),
    "duplicate": _("The code says two different things for ({ai})."),
    "two_gtins": _("The code names two products, (01) and (02). Scan the label of one thing."),
    "check_digit": _("The check digit of ({ai}) is wrong. Scan it again."),
    "pounds": _("The weight of ({ai}) is not in kilograms."),
    "too_long": _("The code is longer than any label. Check the scanner's settings."),
    "cut_off": _("The scan broke off before its end. Scan it again."),
}
CAUSES: Mapping[str, str] = {
    "empty": _("The scanner sent an empty code. Scan it again."),
    "letters": _("The code has letters that no code has: check the scanner's keyboard layout."),
    "signs": _("The code has signs in it that no code has: check the scanner's settings."),
    "link": _("No lot can be read from this web address. Scan the lot's label."),
    "misread": _("The check digit of this product code is wrong. Scan it again."),
    "date": _("The date of ({ai}) in this code does not exist."),
    "format": _("What stands at ({ai}) in this GS1 code is not as it must be."),
    "unreadable": _("This GS1 code cannot be read. Scan the lot's label."),
    "product": _("{code} is the code of a product and names no lot. Scan the lot's label."),
    "in_store": _("{code} is a shop's own code and names no lot. Scan the lot's label."),
}
LAYOUTS: Mapping[str, str] = {
    "us": _("English (US)"),
    "hu": _("Hungarian"),
}
_SHOWN = 40


def fault(words: Words, scan: Scan) -> str:
    """The sentence for the first of the scan's rejections."""
    item = scan.store_item
    if item is not None and item.kg is not None:
        return words.text(
            "Item {item}, {kg}: this code names no lot. Scan the lot's label.",
            item=item.item,
            kg=words.kilograms(item.kg),
        )
    if item is not None:
        return words.text(
            "Item {item}: this code names no lot. Scan the lot's label.", item=item.item
        )
    code, _colon, ai = (scan.cause or scan.reject[0]).partition(":")
    saying = CAUSES.get(code) or FAULTS[code]
    return words.text(saying, ai=ai, code=_shown(scan))


def layout_name(words: Words, layout: str) -> str:
    """A keyboard layout as people call it."""
    return words.text(LAYOUTS[layout])


def _shown(scan: Scan) -> str:
    text = scan.reference or "".join(sign if sign.isprintable() else " " for sign in scan.text)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
