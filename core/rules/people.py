"""Rules of people: badges and PINs that can be used, and nobody who shuts themselves out."""

import re
from collections.abc import Iterator

from core import resources
from core.domain.commands.people import (
    CreateUser,
    DisableUser,
    SetLanguage,
    SetPin,
    SetUserSites,
)
from core.domain.names import unusable_text
from core.domain.people import NewUserFacts, Permission, UserFacts, UserSitesFacts, weak_pin
from core.errors import Violation
from core.rules.base import Need, Stage, need, rule

BADGE = re.compile(r"[^\s]{1,40}")


@rule(CreateUser, stage=Stage.SHAPE, enforced=True)
def a_person_has_a_name_and_a_badge(cmd: CreateUser, _facts: None) -> Iterator[Violation]:
    """A name of 1 to 100 letters; a badge of at most 40, none of them blank."""
    yield from unusable_text(cmd.name)
    if not BADGE.fullmatch(cmd.badge):
        yield Violation("invalid", {"argument": "badge", "reason": "not_a_badge"})


@rule(
    CreateUser,
    SetLanguage,
    stage=Stage.SHAPE,
    advisory="needs what the database does not know: the languages",
)
def a_language_is_one_of_those_there_are(
    cmd: CreateUser | SetLanguage, _facts: None
) -> Iterator[Violation]:
    """English, or one with a catalogue."""
    if cmd.language is not None and cmd.language not in resources.languages():
        yield Violation("invalid", {"argument": "language", "reason": "unknown_value"})


@need(SetPin, enforced=True)
def another_persons_pin_is_set_by_an_administrator(
    _cmd: SetPin, facts: UserFacts
) -> Iterator[Need]:
    """One's own is everyone's to change."""
    if not facts.own:
        right = Permission.ADMINISTER
        yield right, Violation("forbidden", {"permission": right.value})


@rule(
    CreateUser,
    SetPin,
    stage=Stage.FORM,
    advisory="needs what the database does not know: it never sees a PIN",
)
def a_pin_is_long_enough_and_no_sequence(
    cmd: CreateUser | SetPin, facts: NewUserFacts | UserFacts
) -> Iterator[Violation]:
    """Six digits or more, unless the site says otherwise; not 123456, not 111111."""
    if broken := weak_pin(cmd.pin, facts.shortest_pin):
        yield broken


@rule(SetUserSites, stage=Stage.FORM, enforced=True)
def everybody_belongs_to_a_site(_cmd: SetUserSites, facts: UserSitesFacts) -> Iterator[Violation]:
    """To one of those named, or to one that whoever names them has no say in."""
    if not facts.site_ids and not facts.elsewhere:
        yield Violation("invalid", {"argument": "sites", "reason": "empty"})


@rule(SetUserSites, enforced=True)
def nobody_takes_themselves_from_where_they_stand(
    _cmd: SetUserSites, facts: UserSitesFacts
) -> Iterator[Violation]:
    """Another administrator can."""
    if facts.own and not facts.stays:
        yield Violation("conflict", {"reason": "oneself", "user": facts.badge})


@rule(DisableUser, enforced=True)
def nobody_may_disable_themselves(_cmd: DisableUser, facts: UserFacts) -> Iterator[Violation]:
    """Another administrator can."""
    if facts.own:
        yield Violation("conflict", {"reason": "oneself", "user": facts.badge})
