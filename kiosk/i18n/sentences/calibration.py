"""Sentences of checks of instruments, and of what they found."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.one_pair": (
        _("Give the reference and the reading, both in degrees or both in kilograms."),
    ),
    "invalid.out_of_tolerance": (
        _(
            "{device} is off by {deviation}, and at most {tolerance} is allowed. Record the check as failed."
        ),
        _("This reading is too far off to pass. Record the check as failed."),
    ),
    "conflict.other_instrument": (
        _("{device} is the name of another kind of instrument. Give this one its own name."),
        _("This is the name of another kind of instrument."),
    ),
    "conflict.instrument_failed": (
        _("{probe} failed its last check. Measure with another thermometer."),
        _("{scale} failed its last check. Weigh on another scale."),
        _("This instrument failed its last check. Use another one."),
    ),
    "conflict.instrument_overdue": (
        _("The check of {probe} is overdue. Have it checked, or measure with another thermometer."),
        _("The check of {scale} is overdue. Have it checked, or weigh on another scale."),
        _("The check of this instrument is overdue. Have it checked, or use another one."),
    ),
}
