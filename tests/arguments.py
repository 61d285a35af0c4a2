"""Arguments for every command and query there is, naming things that are there: for tests that walk them all."""

import itertools
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from core.domain.commands import COMMANDS as SPECS
from core.ops.demo import FLOW_VERSION
from tests.fix_core import OPERATOR, PINS, WHY, Journey, Plant

Args = dict[str, Any]
NAME = {"en": "Another", "hu": "Másik"}
PIN = "7391"
_numbers = itertools.count(1)


class Things:
    """What commands and queries are about, made by the operator when it is first asked for."""

    def __init__(self, person: Plant) -> None:
        self._person = person
        self._plant = person.as_(OPERATOR)

    @property
    def badge(self) -> str:
        """Whoever is to use the arguments."""
        return self._person.actor.badge

    @property
    def pin(self) -> str:
        """Theirs, so that they can go on signing."""
        return PINS[self.badge]

    @cached_property
    def idle_run(self) -> str:
        return str(self._plant.do("create_run", version_id=self.version)["code"])

    @cached_property
    def new_run(self) -> str:
        """A run that was started."""
        return self._plant.new_run()

    @cached_property
    def held_run(self) -> str:
        self._plant.do("hold_run", run=self.new_run, reason=WHY)
        return self.new_run

    @cached_property
    def aborted_run(self) -> str:
        self._plant.as_("B-MANAGER").do("abort_run", run=self.new_run, reason=WHY)
        return self.new_run

    def measure(self, **reading: Any) -> None:
        """A reading by the operator."""
        self._plant.do("record_temperature", **reading)

    def _at(self, step: int) -> Journey:
        journey = self._plant.run_to(step)
        self._plant.work(journey, step)
        return journey

    @cached_property
    def _begun(self) -> Journey:
        return self._at(1)

    @property
    def run(self) -> str:
        """A run at its first step with a gate, which is met."""
        return self._begun.run

    @cached_property
    def ripe_run(self) -> str:
        """A run that may be completed."""
        return self._at(10).run

    @property
    def lot(self) -> str:
        """A RELEASED lot of 100 kg in LK-1."""
        return self._begun["RAW"]

    @cached_property
    def held_lot(self) -> str:
        self._plant.do("inspect_lot", lot=self.lot, decision="HOLD", notes=WHY)
        return self.lot

    @cached_property
    def awaited_lot(self) -> str:
        """A lot whose laboratory result is awaited."""
        self._plant.as_("B-MANAGER").do("set_lab_mark", lot=self.lot, test="Salmonella")
        return self.lot

    @cached_property
    def made(self) -> Journey:
        """A run on which lots were made of lots; a label of the first was printed."""
        journey = self._plant.run_to(3)
        self._plant.do("print_label", lot=journey["RAW"])
        return journey

    @cached_property
    def move(self) -> str:
        return str(self._plant.do("move_stock", **COMMANDS["move_stock"](self))["move_id"])

    @cached_property
    def buffer(self) -> str:
        """An empty buffer."""
        args = COMMANDS["create_buffer"](self)
        return str(self._plant.as_("B-MANAGER").do("create_buffer", **args)["code"])

    @cached_property
    def alarm(self) -> str:
        self._plant.do("record_temperature", buffer=self.buffer, celsius="9", kind="AMBIENT")
        return str(self._plant.ask("alarms", state="ACTIVE")["items"][0]["alarm_id"])

    @cached_property
    def label(self) -> str:
        """A print that was asked for."""
        spice = self._plant.register(None, "SPICE", "5")
        return str(self._plant.do("print_label", lot=spice)["label_id"])

    @property
    def version(self) -> str:
        """The published version of the demo's flow."""
        return str(FLOW_VERSION)

    @cached_property
    def _drafted(self) -> Mapping[str, Any]:
        return self._plant.do("create_flow", name=NAME)

    @property
    def flow(self) -> str:
        return str(self._drafted["flow_id"])

    @property
    def draft(self) -> str:
        """A version that the operator drafted."""
        return str(self._drafted["version_id"])

    @property
    def graph(self) -> Any:
        return self._plant.ask("flow_version", version_id=self.draft)["graph"]

    @cached_property
    def submitted(self) -> str:
        """A version that the operator submitted."""
        self._plant.do("submit_flow_version", version_id=self.draft)
        return self.draft

    @cached_property
    def published(self) -> str:
        """A version that no run is made of."""
        self._plant.as_("B-MANAGER").do("approve_flow_version", version_id=self.submitted)
        return self.submitted

    @cached_property
    def kiosk(self) -> str:
        """A kiosk that no machine is."""
        args = COMMANDS["register_kiosk"](self)
        return str(self._plant.as_("B-ADMIN").do("register_kiosk", **args)["code"])

    @cached_property
    def user(self) -> str:
        return new_user(self._plant)


Given = Callable[[Things], Args]


def _code() -> str:
    return f"X-{next(_numbers)}"


def _four_letters() -> str:
    number = next(_numbers)
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(4))


def _lot(things: Things) -> Args:
    return {"lot": things.lot}


def _lot_and_why(things: Things) -> Args:
    return {"lot": things.lot, "reason": WHY}


COMMANDS: Mapping[str, Given] = {
    "create_flow": lambda _: {"name": NAME},
    "new_flow_version": lambda t: {"flow_id": t.flow},
    "save_flow_version": lambda t: {"version_id": t.draft, "graph": t.graph},
    "submit_flow_version": lambda t: {"version_id": t.draft},
    "return_flow_version": lambda t: {"version_id": t.submitted, "comment": WHY},
    "approve_flow_version": lambda t: {"version_id": t.submitted},
    "deprecate_flow_version": lambda t: {"version_id": t.published},
    "create_run": lambda t: {"version_id": t.version, "target_kg": "10"},
    "start_run": lambda t: {"run": t.idle_run},
    "advance_run": lambda t: {"run": t.run},
    "hold_run": lambda t: {"run": t.new_run, "reason": WHY},
    "resume_run": lambda t: {"run": t.held_run, "resolution": WHY},
    "complete_run": lambda t: {"run": t.ripe_run, "rating": 4},
    "abort_run": lambda t: {"run": t.new_run, "reason": WHY},
    "archive_run": lambda t: {"run": t.aborted_run},
    "delete_run": lambda t: {"run": t.idle_run, "reason": WHY},
    "register_lot": lambda t: {
        "run": t.run,
        "type": "RAW",
        "weight_kg": "100",
        "meat": "poultry",
        "temperature_c": "3.2",
        "buffer": "LK-1",
    },
    "release_lot": lambda t: {"lot": t.held_lot, "reason": WHY},
    "reject_lot": lambda t: {"lot": t.held_lot, "reason": WHY},
    "void_lot": _lot_and_why,
    "hold_recall": _lot_and_why,
    "set_lab_mark": lambda t: {"lot": t.lot, "test": "Salmonella"},
    "record_lab_result": lambda t: {"lot": t.awaited_lot, "result": "positive", "notes": WHY},
    "move_stock": lambda t: {"lot": t.lot, "kg": "40", "from": "LK-1"},
    "adjust_stock": lambda t: {"lot": t.lot, "kg": "-1", "reason": WHY},
    "reverse_move": lambda t: {"move": t.move, "reason": WHY},
    "create_buffer": lambda _: {
        "code": _code(),
        "type": "LK",
        "allowed": ["RAW"],
        "capacity_kg": "100",
        "min_c": "0",
        "max_c": "7",
    },
    "edit_buffer": lambda t: {"buffer": t.buffer, "max_c": "5"},
    "close_buffer": lambda t: {"buffer": t.buffer},
    "record_temperature": lambda t: {"lot": t.lot, "celsius": "3", "kind": "CORE"},
    "inspect_lot": lambda t: {"lot": t.lot, "decision": "HOLD", "notes": WHY},
    "record_calibration": lambda t: {
        "device": "T1",
        "reference_c": "0",
        "reading_c": "0.2",
        "passed": True,
    },
    "record_corrective_action": lambda t: {"lot": t.lot, "text": WHY},
    "review_ccp": _lot,
    "acknowledge_alarm": lambda t: {"alarm": t.alarm},
    "shelve_alarm": lambda t: {"alarm": t.alarm, "minutes": 30, "reason": WHY},
    "print_label": _lot,
    "confirm_label": lambda t: {"label": t.label},
    "report_label": lambda t: {"label": t.label, "state": "failed", "reason": "paper_out"},
    "void_label": lambda t: {"label": t.label, "reason": WHY},
    "create_site": lambda _: {
        "code": _four_letters(),
        "name": "Tisza",
        "time_zone": "Europe/Budapest",
        "process": "doner",
    },
    "create_user": lambda _: {
        "name": "Kiss Éva",
        "badge": f"B-NEW{next(_numbers)}",
        "pin": PIN,
        "role": "OPERATOR",
    },
    "set_user_sites": lambda t: {"user": t.user, "sites": ["DUNA"]},
    "set_pin": lambda t: {"user": t.badge, "pin": t.pin},
    "disable_user": lambda t: {"user": t.user},
    "unlock_user": lambda _: {"user": "B-VIEWER"},
    "set_limit": lambda _: {"name": "finals", "per_minute": 900},
    "set_language": lambda _: {"language": "en"},
    "register_kiosk": lambda _: {"code": _code(), "station": "Freezer"},
    "enroll_kiosk": lambda t: {"kiosk": t.kiosk, "secret_hash": "0123456789abcdef" * 4},
    "create_supplier": lambda _: {"name": "Nyírségi Hús Kft.", "code": _code()},
    "create_customer": lambda _: {"name": "Kebab Ház Bt.", "code": _code()},
    "create_product": lambda _: {"sku": _code(), "name": NAME, "lot_type": "FG15"},
    "set_bill": lambda _: {"product": "CH15", "lines": [{"material": "FRZ15", "kg": "15"}]},
    "create_container": lambda _: {"type": _code(), "name": NAME, "tare_kg": "1.5"},
    "create_reason": lambda _: {"code": _code(), "topic": "hold", "text": {"en": WHY, "hu": WHY}},
    "edit_supplier": lambda _: {"supplier": "S-ALFA", "name": "New"},
    "edit_customer": lambda _: {"customer": "C-GRILL", "name": "New"},
    "edit_product": lambda _: {"product": "CH15", "price": "12.5"},
}
"""By command, arguments with which whoever has the right succeeds; fresh things let it succeed again."""


def _made_lot(things: Things) -> Args:
    return {"lot": things.made["RAW"]}


def _measured_by(things: Things) -> Args:
    reading = {"celsius": "3", "kind": "CORE", "probe": "T1", "source": "device"}
    things.measure(**_made_lot(things), **reading)
    return {"device": "T1"}


QUERIES: Mapping[str, Given] = {
    "run": lambda t: {"run": t.made.run},
    "lot": _made_lot,
    "label": _made_lot,
    "trace_back": lambda t: {"lot": t.made["DEB"]},
    "trace_forward": _made_lot,
    "recall": _made_lot,
    "recall_preview": _made_lot,
    "ccp_record": _made_lot,
    "buffer": lambda _: {"buffer": "LK-1"},
    "lots_since_check": _measured_by,
    "flow_version": lambda t: {"version_id": t.version},
    "compare_flow_versions": lambda t: {"a": t.version, "b": t.draft},
    **dict.fromkeys(
        (
            *(
                "alarms",
                "audit",
                "buffers",
                "calibrations_due",
                "containers",
                "customers",
                "dashboard",
                "flows",
            ),
            *("health", "inspections", "kiosks", "limits", "lots", "products", "reasons", "runs"),
            *("sites", "stock_moves", "stock_reconciliation", "suppliers", "temperatures"),
            *("users", "verify_audit", "whoami"),
        ),
        lambda _: {},
    ),
}
"""By query, arguments with which it finds something where lots were made."""


def whoever_may(plant: Plant, name: str) -> Plant:
    """The operator, or whoever may where the operator may not: the manager, else the administrator."""
    people = (plant.as_(badge) for badge in (OPERATOR, "B-MANAGER", "B-ADMIN"))
    return next(each for each in people if each.actor.may(SPECS[name].permission))


def accepted(person: Plant, name: str) -> Args:
    """Brings the plant to where the command is accepted of the person once, and gives its arguments."""
    return COMMANDS[name](Things(person))


def asked(plant: Plant) -> Mapping[str, Args]:
    """Brings the plant to where queries find something, and gives the arguments of each."""
    things = Things(plant)
    assert things.made.lots
    return {name: given(things) for name, given in QUERIES.items()}


def new_user(plant: Plant, **args: Any) -> str:
    """The badge of somebody new."""
    whole = {**accepted(plant, "create_user"), **args}
    plant.as_("B-ADMIN").do("create_user", **whole)
    return str(whole["badge"])
