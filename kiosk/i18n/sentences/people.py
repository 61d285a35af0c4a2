"""Sentences about people, sites and kiosks."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.not_a_site_code": (_("{argument}: a site has four capital letters."),),
    "invalid.not_a_badge": (_("{argument}: at most 40 letters, without blanks, please."),),
    "conflict.oneself": (_("You cannot do this to yourself. Ask another administrator."),),
}
