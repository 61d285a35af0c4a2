"""The table of roles, written out for the rights that commands need today."""

from itertools import product

import pytest

from core.domain.commands import COMMANDS
from core.domain.people import Permission, Role, may, weak_pin

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
    "own": {"ADMIN", "MANAGER", "AUDITOR", "OPERATOR", "VIEWER"},
    "audit.see": {"ADMIN", "MANAGER", "AUDITOR"},
    "plant.master_data": {"ADMIN", "MANAGER"},
    "user.unlock": {"ADMIN", "MANAGER"},
    "plant.administer": {"ADMIN"},
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
    "confirm_label": "label.print",
    "report_label": "label.print",
    "void_label": "label.print",
    "create_site": "plant.administer",
    "create_user": "plant.administer",
    "set_user_sites": "plant.administer",
    "disable_user": "plant.administer",
    "set_limit": "plant.administer",
    "register_kiosk": "plant.administer",
    "unlock_user": "user.unlock",
    "set_pin": "own",
    "set_language": "own",
    "create_supplier": "plant.master_data",
    "edit_supplier": "plant.master_data",
    "create_customer": "plant.master_data",
    "edit_customer": "plant.master_data",
    "create_product": "plant.master_data",
    "edit_product": "plant.master_data",
    "set_bill": "plant.master_data",
    "create_container": "plant.master_data",
    "create_reason": "plant.master_data",
}


@pytest.mark.parametrize(("permission", "role"), tuple(product(EXPECTED, Role)))
def test_a_role_has_a_right_exactly_where_the_table_has_its_mark(
    permission: str, role: Role
) -> None:
    assert may(role, Permission(permission)) is (role.value in EXPECTED[permission])


@pytest.mark.parametrize("name", NEEDED)
def test_a_command_needs_the_right_of_its_line(name: str) -> None:
    assert COMMANDS[name].permission == NEEDED[name]


@pytest.mark.parametrize(
    ("pin", "shortest", "good"),
    [
        ("739164", 6, True),
        ("73916", 6, False),
        ("7391", 4, True),
        ("1001", 4, True),
        ("739", 4, False),
        ("", 1, False),
        ("123456", 6, False),
        ("654321", 6, False),
        ("111111", 6, False),
        ("123457", 6, True),
        ("73916a", 6, False),
        ("７３９１６４", 6, False),
        ("7" + "39" * 15 + "1", 6, True),
        ("7" + "39" * 16, 6, False),
    ],
)
def test_a_pin_is_long_enough_all_digits_and_no_sequence(
    pin: str, shortest: int, good: bool
) -> None:
    assert (weak_pin(pin, shortest) is None) is good
