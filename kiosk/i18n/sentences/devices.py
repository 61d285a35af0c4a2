"""Sentences on the kiosk's devices and on the settings that keep them."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "unavailable.port_in_use": (
        _("The port {port} is in use by another device of this kiosk. Choose another port."),
        _("This port is in use by another device of this kiosk. Choose another port."),
    ),
    "unavailable.settings_denied": (
        _("The kiosk may not write its settings in {file}. Nothing was changed."),
        _("The kiosk may not write its settings. Nothing was changed."),
    ),
    "unavailable.settings_full": (
        _("The disk is full: the settings in {file} could not be written. Nothing was changed."),
        _("The disk is full: the settings could not be written. Nothing was changed."),
    ),
    "unavailable.settings_broken": (
        _(
            "The settings in {file} cannot be read. Correct them by hand first; nothing was changed."
        ),
        _("The settings cannot be read. Correct them by hand first; nothing was changed."),
    ),
    "unavailable.settings_unsafe": (
        _("The devices in {file} are written in an unusual form. Change them there by hand."),
        _("The devices are written in an unusual form. Change them in the file by hand."),
    ),
    "unavailable.settings_failed": (
        _("The settings in {file} could not be written. Nothing was changed."),
        _("The settings could not be written. Nothing was changed."),
    ),
}
