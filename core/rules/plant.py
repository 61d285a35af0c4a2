"""Rules of sites, kiosks and limits."""

import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from core import resources
from core.domain.codes import SITE
from core.domain.commands.plant import CreateSite, EnrollKiosk, RegisterKiosk, SetLimit
from core.domain.masterdata import KioskFacts
from core.domain.names import unusable_text
from core.errors import Violation
from core.rules.base import Stage, rule

MOST_PER_MINUTE = 1_000_000
GS1_PREFIX = re.compile(r"[0-9]{4,12}")
SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@rule(CreateSite, stage=Stage.SHAPE, enforced=True)
def a_site_has_a_code_of_four_capitals(cmd: CreateSite, _facts: None) -> Iterator[Violation]:
    """It stands in the code of every lot."""
    if not re.fullmatch(SITE, cmd.code):
        yield Violation("invalid", {"argument": "code", "reason": "not_a_site_code"})
    yield from unusable_text(cmd.name)


@rule(
    CreateSite,
    stage=Stage.SHAPE,
    enforced=True,
)
def a_site_runs_a_process_in_a_time_zone(cmd: CreateSite, _facts: None) -> Iterator[Violation]:
    """Both are known by name: the process by its file, the zone by the IANA's."""
    if cmd.process not in resources.processes():
        yield Violation("invalid", {"argument": "process", "reason": "unknown_value"})
    if cmd.time_zone not in _time_zones():
        yield Violation("invalid", {"argument": "time_zone", "reason": "unknown_value"})


@rule(CreateSite, stage=Stage.SHAPE, enforced=True)
def a_company_prefix_has_its_digits(cmd: CreateSite, _facts: None) -> Iterator[Violation]:
    """GS1 gives out 4 to 12."""
    if cmd.gs1_prefix is not None and not GS1_PREFIX.fullmatch(cmd.gs1_prefix):
        yield Violation("invalid", {"argument": "gs1_prefix", "reason": "not_a_gs1_prefix"})


@rule(RegisterKiosk, stage=Stage.SHAPE, enforced=True)
def a_station_fits_a_line(cmd: RegisterKiosk, _facts: None) -> Iterator[Violation]:
    """At most 40 letters."""
    yield from unusable_text(cmd.station, "station", 40)


@rule(EnrollKiosk, stage=Stage.SHAPE, enforced=True)
def a_hash_has_its_sixty_four_digits(cmd: EnrollKiosk, _facts: None) -> Iterator[Violation]:
    """SHA-256 in hexadecimal."""
    if not SHA256.fullmatch(cmd.secret_hash):
        yield Violation("invalid", {"argument": "secret_hash", "reason": "not_a_hash"})


@rule(EnrollKiosk, enforced=True)
def whoever_works_by_script_proves_no_machine(
    cmd: EnrollKiosk, facts: KioskFacts
) -> Iterator[Violation]:
    """A site's own kiosk for scripts is worked from anywhere."""
    if not facts.proves_itself:
        yield Violation("conflict", {"reason": "kiosk_of_scripts", "kiosk": facts.code})


@rule(SetLimit, stage=Stage.SHAPE, enforced=True)
def a_limit_is_a_number_a_minute(cmd: SetLimit, _facts: None) -> Iterator[Violation]:
    """Nought, which is no limit, to a million."""
    if not 0 <= cmd.per_minute <= MOST_PER_MINUTE:
        yield Violation("invalid", {"argument": "per_minute", "reason": "out_of_range"})


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
