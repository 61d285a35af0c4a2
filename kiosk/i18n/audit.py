"""What is broken in an audit, as sentences. The verifier that runs by itself has the English ones too."""

from collections.abc import Mapping

from core.domain.chain import Broken
from core.domain.words import Words
from core.domain.words import translatable as _

BROKEN: Mapping[str, str] = {
    "changed": _(
        "Event {numbers} of kiosk {kiosk} (id {event_id}) was changed or put in after it was written."
    ),
    "missing": _("Events of kiosk {kiosk} are missing: {numbers}."),
    "doubled": _(
        "Event {numbers} of kiosk {kiosk} (id {event_id}) was put in: the number was given before."
    ),
    "end": _("The end of the chain of kiosk {kiosk} is not the one on record."),
    "past_end": _(
        "Events of kiosk {kiosk} stand past the end of its chain, and were put in: {numbers}."
    ),
    "rewritten": _(
        "The events of kiosk {kiosk} up to {numbers} are not those of seal {seal} of {site}."
    ),
    "rewritten_kept": _(
        "The events of kiosk {kiosk} up to {numbers} are not those of seal {seal} of {site}, "
        "which was kept outside: they were written anew."
    ),
    "unsealed": _(
        "Events of kiosk {kiosk} are missing that seal {seal} of {site} covers: {numbers}."
    ),
    "seal_changed": _("Seal {seal} of {site} was changed after it was made."),
    "seal_missing": _("Seals of {site} are missing: {numbers}."),
    "seal_unlinked": _("Seal {seal} of {site} does not follow the one before it."),
    "seal_shrunk": _(
        "Seal {seal} of {site} covers fewer events of kiosk {kiosk} than the one before it."
    ),
    "seal_other": _(
        "Seal {seal} of {site} is not the one that was kept outside: it was made anew."
    ),
    "kept_changed": _("What was kept of seal {seal} of {site} was changed."),
    "unreadable": _("Line {numbers} of {site} cannot be read."),
}


def told(words: Words, broken: Broken) -> str:
    """One plain sentence."""
    values = {name: str(value) for name, value in broken._asdict().items()}
    sentence = words.text(BROKEN[broken.what], **values, numbers=broken.numbers)
    if not broken.more:
        return sentence
    like = words.plural(
        "There is {count} more like it.", "There are {count} more like it.", broken.more
    )
    return f"{sentence} {like}"
