"""Codes of runs and lots: how they read, in full and in the compact form that fits GS1 AI (10)."""

import re
from dataclasses import dataclass, field
from datetime import date

from core.errors import Refused

LAST_NUMBER = 99_999
LOT_TYPE = r"[A-Z0-9]{1,6}"
SITE = r"[A-Z]{4}"
NUMBER = r"[0-9]{4}|[1-9][0-9]{4}"
_FULL = re.compile(
    rf"(?P<prefix>{LOT_TYPE})-(?P<day>[0-9]{{8}})-(?P<site>{SITE})-(?P<number>{NUMBER})"
)
_COMPACT = re.compile(
    rf"(?P<prefix>{LOT_TYPE}?)(?P<day>[0-9]{{6}})(?P<site>{SITE})(?P<number>{NUMBER})"
)
_OF_SITE = re.compile(
    rf"(?P<site>{SITE})-(?P<day>[0-9]{{8}})-(?P<number>[0-9]{{3}}|[1-9][0-9]{{3,4}})"
)
RUN_PREFIX = "RUN"
"""The prefix that runs are numbered under, however their codes read; no lot type has it."""
RUN_CODE = "RUN-{day}-{site}-{number:04}"
SITE_RUN_CODE = "{site}-{day}-{number:03}"
RUN_CODES = (RUN_CODE, SITE_RUN_CODE)
"""How the codes of runs may read."""


@dataclass(frozen=True, slots=True)
class Code:
    """A run's or lot's code: prefix (RUN or the lot type), plant day, site and running number."""

    prefix: str
    day: date
    site: str
    number: int
    form: str = field(default="{prefix}-{day}-{site}-{number:04}", compare=False)

    def __post_init__(self) -> None:
        if self.number > LAST_NUMBER:
            raise Refused("codes_exhausted", prefix=self.prefix, day=self.day.isoformat())

    def __str__(self) -> str:
        return self.form.format(
            prefix=self.prefix, day=f"{self.day:%Y%m%d}", site=self.site, number=self.number
        )

    @property
    def compact(self) -> str:
        """At most 20 characters, no dashes: SKW15260124DUNA0201."""
        return f"{self.prefix}{self.day:%y%m%d}{self.site}{self.number:04}"


def parse(text: str) -> Code | None:
    """The code in `text` (full or compact form, any letter case), or None where it is neither."""
    wanted = text.strip().upper()
    if found := _FULL.fullmatch(wanted):
        return _code(found, found["prefix"], found["day"])
    if found := _COMPACT.fullmatch(wanted):
        return _code(found, found["prefix"], "20" + found["day"])
    if found := _OF_SITE.fullmatch(wanted):
        return _code(found, RUN_PREFIX, found["day"], SITE_RUN_CODE)
    return None


def _code(found: re.Match[str], prefix: str, day: str, *form: str) -> Code | None:
    try:
        plant_day = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None
    return Code(prefix, plant_day, found["site"], int(found["number"]), *form)
