from dataclasses import replace
from uuid import UUID

import pytest

from core.domain.commands.people import CreateUser, DisableUser, SetLanguage, SetPin, SetUserSites
from core.domain.people import NewUserFacts, Role, UserFacts, UserSitesFacts
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation, forbidden

KISS = CreateUser(name="Kiss Éva", badge="B-KISS", pin="739164", role=Role.OPERATOR)
NEW = NewUserFacts(reference="B-KISS", taken=False, site_ids=(1,), shortest_pin=6)
THERE = UserFacts(user_id=7, uid=UUID(int=7), badge="B-KISS", own=False, shortest_pin=6)
SITES = UserSitesFacts(
    user_id=7,
    uid=UUID(int=7),
    badge="B-KISS",
    own=False,
    shortest_pin=6,
    site_ids=(1,),
    stays=True,
    elsewhere=False,
)


@pytest.mark.parametrize(
    ("changes", "argument"),
    [
        ({}, None),
        ({"name": ""}, "name"),
        ({"name": "x" * 100}, None),
        ({"name": "x" * 101}, "name"),
        ({"badge": "B" * 40}, None),
        ({"badge": "B" * 41}, "badge"),
        ({"badge": "B 1"}, "badge"),
        ({"language": "hu"}, None),
        ({"language": "HU"}, "language"),
    ],
)
def test_a_person_has_a_name_a_badge_and_a_language(
    changes: dict[str, str], argument: str | None
) -> None:
    command = replace(KISS, **changes)
    if argument is None:
        return check_shape(command)
    with pytest.raises(Refused) as refusal:
        check_shape(command)
    assert refusal.value.violation.details["argument"] == argument
    return None


def test_a_language_is_one_of_those_there_are() -> None:
    check_shape(SetLanguage(language="en"))
    with pytest.raises(Refused):
        check_shape(SetLanguage(language="en_GB"))


@pytest.mark.parametrize(("shortest", "pin", "fits"), [(6, "73916", False), (4, "73916", True)])
def test_a_pin_is_as_long_as_the_site_asks(shortest: int, pin: str, fits: bool) -> None:
    made = first_violation(replace(KISS, pin=pin), replace(NEW, shortest_pin=shortest))
    changed = first_violation(SetPin(user="B-KISS", pin=pin), replace(THERE, shortest_pin=shortest))
    assert (made is None, changed is None) == (fits, fits)


def test_a_badge_is_given_once_and_a_weak_pin_is_told_first() -> None:
    taken = replace(NEW, taken=True)
    assert first_violation(KISS, taken) == Violation(
        "conflict", {"reason": "exists", "reference": "B-KISS"}
    )
    broken = first_violation(replace(KISS, pin="1"), taken)
    assert broken is not None
    assert broken.details["reason"] == "weak_pin"


@pytest.mark.parametrize("role", Role)
def test_another_persons_pin_is_set_by_an_administrator(role: Role) -> None:
    command = SetPin(user="B-KISS", pin="739164")
    assert forbidden(command, replace(THERE, own=True), role) is None
    assert (forbidden(command, THERE, role) is None) is (role is Role.ADMIN)


def test_nobody_shuts_themselves_out() -> None:
    disable = DisableUser(user="B-KISS")
    assert first_violation(disable, THERE) is None
    broken = first_violation(disable, replace(THERE, own=True))
    assert broken == Violation("conflict", {"reason": "oneself", "user": "B-KISS"})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"site_ids": (), "stays": False}, "invalid"),
        ({"site_ids": (), "stays": False, "elsewhere": True}, None),
        ({"own": True}, None),
        ({"own": True, "stays": False}, "conflict"),
    ],
)
def test_everybody_belongs_to_a_site(changes: dict[str, object], code: str | None) -> None:
    facts = replace(SITES, **changes)
    broken = first_violation(SetUserSites(user="B-KISS", sites=()), facts)
    assert (broken and broken.code) == code
