"""What refusals of runs and their plans say."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "invalid.place_taken": (_("Two products stand at the same place of the plan."),),
}
