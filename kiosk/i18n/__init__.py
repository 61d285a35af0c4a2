"""Languages of the kiosk: the plant's words, numbers and errors as people read them."""

from kiosk.i18n.language import PSEUDO, Language, languages

__all__ = ["PSEUDO", "Language", "languages"]
