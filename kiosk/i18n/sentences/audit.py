"""Sentences on the audit."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "forbidden.not_the_migrator": (
        _(
            "Only the migrator may do this. Name its URL, which `nyars db url --role migrator` tells."
        ),
    ),
}
