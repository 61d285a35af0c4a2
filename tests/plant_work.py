"""Arguments with which commands on people, sites, master data and prints succeed, each time on something new."""

import itertools
from collections.abc import Callable
from typing import Any

from tests.fix_core import WHY, Plant

PIN = "7391"
_numbers = itertools.count(1)


def new_user(plant: Plant, **args: Any) -> str:
    """The badge of somebody new."""
    whole = _user(**args)
    plant.as_("B-ADMIN").do("create_user", **whole)
    return str(whole["badge"])


def new_entry(plant: Plant, thing: str, **args: Any) -> str:
    """The code of a new supplier, customer or product."""
    made = plant.as_("B-MANAGER").do(f"create_{thing}", **{**MADE[f"create_{thing}"](), **args})
    return str(made["sku" if thing == "product" else "code"])


def new_print(plant: Plant) -> str:
    """The id of a label that was asked for."""
    lot = plant.register(None, "SPICE", "5")
    return str(plant.do("print_label", lot=lot)["label_id"])


def _user(**args: Any) -> dict[str, Any]:
    badge = f"B-NEW{next(_numbers)}"
    return {"name": "Kiss Éva", "badge": badge, "pin": PIN, "role": "OPERATOR", **args}


def _site() -> dict[str, Any]:
    number = next(_numbers)
    code = "".join(chr(ord("A") + number // 26**place % 26) for place in range(4))
    return {"code": code, "name": "Tisza", "time_zone": "Europe/Budapest", "process": "doner"}


def _code() -> str:
    return f"X-{next(_numbers)}"


MADE: dict[str, Callable[[], dict[str, Any]]] = {
    "create_site": _site,
    "create_user": _user,
    "set_language": lambda: {"language": "en"},
    "unlock_user": lambda: {"user": "B-VIEWER"},
    "set_limit": lambda: {"name": "finals", "per_minute": 900},
    "register_kiosk": lambda: {"code": _code(), "station": "Freezer"},
    "create_supplier": lambda: {"name": "Nyírségi Hús Kft.", "code": _code()},
    "create_customer": lambda: {"name": "Kebab Ház Bt.", "code": _code()},
    "create_product": lambda: {"sku": _code(), "name": "Beef skewer", "lot_type": "FG15"},
    "create_container": lambda: {"type": _code(), "name": "Crate", "tare_kg": "1.5"},
    "create_reason": lambda: {"code": _code(), "topic": "hold", "text": WHY},
}
NEEDED: dict[str, Callable[[Plant], dict[str, Any]]] = {
    "set_user_sites": lambda plant: {"user": new_user(plant), "sites": ["DUNA"]},
    "set_pin": lambda plant: {"user": plant.actor.badge, "pin": PIN},
    "disable_user": lambda plant: {"user": new_user(plant)},
    "set_bill": lambda plant: {
        "product": new_entry(plant, "product"),
        "lines": [{"material": "FRZ15", "kg": "15"}],
    },
    "edit_supplier": lambda plant: {"supplier": new_entry(plant, "supplier"), "name": "New"},
    "edit_customer": lambda plant: {"customer": new_entry(plant, "customer"), "name": "New"},
    "edit_product": lambda plant: {"product": new_entry(plant, "product"), "price": "12.5"},
    "confirm_label": lambda plant: {"label": new_print(plant)},
    "void_label": lambda plant: {"label": new_print(plant), "reason": WHY},
}
NAMES = frozenset({*MADE, *NEEDED})


def fit_for(plant: Plant, name: str) -> dict[str, Any]:
    """Arguments with which the command is accepted once."""
    return MADE[name]() if name in MADE else NEEDED[name](plant)
