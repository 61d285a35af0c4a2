"""Sentences about people, sites and kiosks."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.not_a_site_code": (_("{argument}: a site has four capital letters."),),
    "invalid.not_a_badge": (_("{argument}: at most 40 letters, without blanks, please."),),
    "invalid.not_a_hash": (_("{argument}: a SHA-256 has 64 hexadecimal digits."),),
    "conflict.kiosk_of_scripts": (
        _("{kiosk} is where scripts work from. No machine is enrolled as that; name another code."),
    ),
    "conflict.oneself": (_("You cannot do this to yourself. Ask another administrator."),),
}
