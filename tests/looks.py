"""How each screen is looked at: in every language, the long pseudo-language too, on both sizes it has to fit."""

from kiosk.i18n import PSEUDO

LOOKS = [
    (language, size) for language in ("en", "hu", PSEUDO) for size in ((1280, 800), (1024, 768))
]
