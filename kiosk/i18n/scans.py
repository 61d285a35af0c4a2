"""What is wrong with a scanned code, as a sentence that an operator understands."""

from collections.abc import Mapping

from core.domain.words import Words
from core.domain.words import translatable as _

FAULTS: Mapping[str, str] = {
    "no_gs1_message": _("This code is neither ours nor a GS1 code."),
    "missing_separator": _("The scanner lost a separator. Scan again, or check its settings."),
    "duplicate": _("The code says two different things for ({ai})."),
    "check_digit": _("The check digit of ({ai}) is wrong. Scan it again."),
    "pounds": _("The weight of ({ai}) is not in kilograms."),
}


def fault(words: Words, reject: str) -> str:
    """The sentence for one entry of Scan.reject: "check_digit:01"."""
    reason, _colon, ai = reject.partition(":")
    message = FAULTS.get(reason)
    if message is None:
        return words.text("This code cannot be used ({reason}).", reason=reject)
    return words.text(message, ai=ai)
