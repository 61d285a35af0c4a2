"""The table of roles, written out for the rights that commands need today."""

from itertools import product

import pytest

from core.domain.commands import COMMANDS
from core.domain.people import Permission, Role, may

FLOOR = {"ADMIN", "MANAGER", "OPERATOR"}
EXPECTED = {
    "see": {"ADMIN", "MANAGER", "AUDITOR", "OPERATOR", "VIEWER"},
    "lot.register": FLOOR,
    "stock.move": FLOOR,
    "label.print": FLOOR,
    "quality.measure": {"ADMIN", "MANAGER", "AUDITOR", "OPERATOR"},
    "quality.inspect": {"ADMIN", "MANAGER", "AUDITOR", "OPERATOR"},
    "run.operate": FLOOR,
    "run.decide": {"ADMIN", "MANAGER"},
    "stock.move_held": {"ADMIN", "MANAGER"},
}
NEEDED = {
    "create_run": "run.operate",
    "start_run": "run.operate",
    "advance_run": "run.operate",
    "complete_run": "run.operate",
    "register_lot": "lot.register",
    "record_temperature": "quality.measure",
    "inspect_lot": "quality.inspect",
    "move_stock": "stock.move",
    "print_label": "label.print",
}


@pytest.mark.parametrize(("permission", "role"), tuple(product(EXPECTED, Role)))
def test_a_role_has_a_right_exactly_where_the_table_has_its_mark(
    permission: str, role: Role
) -> None:
    assert may(role, Permission(permission)) is (role.value in EXPECTED[permission])


@pytest.mark.parametrize("name", NEEDED)
def test_a_command_needs_the_right_of_its_line(name: str) -> None:
    assert COMMANDS[name].permission == NEEDED[name]
