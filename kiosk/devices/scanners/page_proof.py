"""What a code of the scanners' test page shows: keyboard layout, separator, AIM identifier."""

import re

from core.domain.gs1 import GS
from core.domain.scan_page import FIRST, KEYS, LINK, SECOND
from kiosk.devices.scanners.layouts import LAYOUTS, US, meant
from kiosk.ports import PageCode, PageProof, Separator

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_BETWEEN = re.compile(f"{FIRST}(?P<between>.*){SECOND}")
_CHANGED = re.compile(r"N[YZ]ARS.TEST.[YZ]{4}", re.IGNORECASE)  # whatever became of the signs
_SEPARATORS = {
    GS: Separator.SENT,
    "|": Separator.SENT,
    "029": Separator.ALT,
    meant("029", "hu"): Separator.ALT,
    "": Separator.LOST,
}


def page_proof(text: str, layout: str) -> PageProof | None:
    """What `text`, as the computer read it, shows where its layout should be `layout`; None for any other code."""
    for name in (layout, *(name for name in LAYOUTS if name != layout)):
        for capitals in (False, True):
            read = meant(text, name)
            found = _as_printed(read.swapcase() if capitals else read)
            if found is not None:
                code, aim, separator = found
                return PageProof(
                    code=code,
                    aim=aim,
                    layout=name,
                    fits=name == layout,
                    capitals=capitals,
                    separator=separator,
                )
    if _CHANGED.search(meant(text, US)):
        return PageProof(code=PageCode.KEYS, aim=False, layout=None, fits=False)
    return None


def _as_printed(read: str) -> tuple[PageCode, bool, Separator | None] | None:
    content = _AIM.sub("", read, count=1) if _AIM.match(read) else read
    aim = content != read
    if content == KEYS:
        return PageCode.KEYS, aim, None
    if content == LINK:
        return PageCode.LINK, aim, None
    if found := _BETWEEN.fullmatch(content.lstrip(GS)):
        return PageCode.SEPARATED, aim, _SEPARATORS.get(found["between"], Separator.OTHER)
    return None
