"""The label of a lot that was just registered: asked for by itself, and told where that did not work."""

from core.errors import Refused, Unavailable
from kiosk.i18n.errors import message, unavailable
from kiosk.viewmodels.workplace import NoticeKind, Workplace


async def print_first_label(place: Workplace, code: str) -> None:
    """Ask for the label; the lot is saved whatever comes of it."""
    words, why = place.speech.words, ""
    try:
        broken = (await place.labels.print(code)).violation
    except Refused as refusal:
        broken = refusal.violation
    except Unavailable as problem:
        broken, why = None, unavailable(words, problem)
    if broken is not None:
        why = message(words, broken.code, broken.details)
    if why:
        text = words.text("{lot} is saved, but has no label: {why}", lot=code, why=why)
        place.notices.show(NoticeKind.FAULT, text)
