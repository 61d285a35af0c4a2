"""Alarms: states, and the texts of resources/alarms.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Annotated

from core import resources
from core.domain.facts import GUARDED, LOCKED, immutable
from core.domain.process import Name

LONGEST_SHELF = 480
"""Minutes that an alarm may be put aside for: one shift."""
DECIMAL_MARKS = {"hu": ","}
NOTHING = "–"


class AlarmStatus(StrEnum):
    """Where an alarm stands."""

    ACTIVE = "ACTIVE"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    SHELVED = "SHELVED"


class AlarmAction(StrEnum):
    """What happens to an alarm. RETURN: the time it was shelved for is over."""

    ACKNOWLEDGE = "acknowledge"
    SHELVE = "shelve"
    RETURN = "return"


ALARM: Mapping[tuple[AlarmStatus, AlarmAction], AlarmStatus] = {
    (AlarmStatus.ACTIVE, AlarmAction.ACKNOWLEDGE): AlarmStatus.ACKNOWLEDGED,
    (AlarmStatus.ACTIVE, AlarmAction.SHELVE): AlarmStatus.SHELVED,
    (AlarmStatus.SHELVED, AlarmAction.RETURN): AlarmStatus.ACTIVE,
    (AlarmStatus.SHELVED, AlarmAction.ACKNOWLEDGE): AlarmStatus.ACKNOWLEDGED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFacts:
    """An alarm as it is at `now`, the server's time."""

    alarm_id: Annotated[int, immutable("alarm.id")]
    uid: Annotated[str, immutable("alarm.uid")]
    state: Annotated[AlarmStatus, LOCKED]
    now: Annotated[datetime, GUARDED]


@cache
def texts() -> Mapping[str, Name]:
    """What each kind of alarm says, in every language, with {places} for its figures."""
    found: Mapping[str, Name] = tomllib.loads(resources.path("alarms.toml").read_text("utf-8"))
    return found


def text(kind: str, details: Mapping[str, object], language: str) -> str:
    """What an alarm says; a figure that was not kept is a dash, a kind that has no text any more its name."""
    said = texts().get(kind)
    if said is None:
        return kind
    figures = {name: _figure(name, value, language) for name, value in details.items()}
    return said.get(language, said["en"]).format_map(_Figures(figures))


class _Figures(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return NOTHING


def _figure(name: str, value: object, language: str) -> str:
    """Degrees and kilograms as the language writes them, a list with commas."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(entry) for entry in value) or NOTHING
    if name in ("celsius", "kg") or name.endswith(("_c", "_kg")):
        return str(value).replace(".", DECIMAL_MARKS.get(language, "."))
    return str(value)
