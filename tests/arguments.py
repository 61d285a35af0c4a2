"""Arguments for every command and query there is, naming things that are there: for tests that walk them all."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from tests.fix_core import WHY, Journey, Plant

Args = dict[str, Any]
NAME = {"en": "Another", "hu": "Másik"}


class Things:
    """What commands are about, made when it is first asked for by the operator of a fresh demo plant."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant

    @cached_property
    def _journey(self) -> Journey:
        journey = self._plant.run_to(1)
        self._plant.work(journey, 1)
        return journey

    @property
    def run(self) -> str:
        """A run at its first step with a gate, which is met."""
        return self._journey.run

    @property
    def lot(self) -> str:
        """A RELEASED lot in LK-1."""
        return self._journey["RAW"]

    @cached_property
    def idle_run(self) -> str:
        return str(self._plant.do("create_run", version_id=self.version)["code"])

    @cached_property
    def held_run(self) -> str:
        self._plant.do("hold_run", run=self.run, reason=WHY)
        return self.run

    @cached_property
    def aborted_run(self) -> str:
        self._plant.as_("B-MANAGER").do("abort_run", run=self.run, reason=WHY)
        return self.run

    @cached_property
    def ripe_run(self) -> str:
        """A run that may be completed."""
        journey = self._plant.run_to(10)
        self._plant.work(journey, 10)
        return journey.run

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
    def move(self) -> str:
        return str(self._plant.do("move_stock", lot=self.lot, kg="1", from_="LK-1")["move_id"])

    @cached_property
    def alarm(self) -> str:
        self._plant.do("record_temperature", buffer="PAL-1", celsius="9", kind="AMBIENT")
        return str(self._plant.ask("alarms", state="ACTIVE")["items"][0]["alarm_id"])

    @cached_property
    def label(self) -> str:
        return str(self._plant.do("print_label", lot=self.lot)["label_id"])

    @cached_property
    def version(self) -> str:
        """The published version of the demo's flow."""
        return self._plant.version()

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

    @cached_property
    def graph(self) -> Mapping[str, Any]:
        graph: Mapping[str, Any] = self._plant.ask("flow_version", version_id=self.draft)["graph"]
        return graph

    @cached_property
    def submitted(self) -> str:
        """A version that the operator submitted."""
        self._plant.do("submit_flow_version", version_id=self.draft)
        return self.draft

    @cached_property
    def product(self) -> str:
        return str(self._plant.ask("products")["items"][0]["sku"])


Given = Callable[[Things, str], Args]
"""The arguments as a person of that badge gives them."""

COMMANDS: Mapping[str, Given] = {
    "create_flow": lambda t, _: {"name": NAME},
    "new_flow_version": lambda t, _: {"flow_id": t.flow},
    "save_flow_version": lambda t, _: {"version_id": t.draft, "graph": t.graph},
    "submit_flow_version": lambda t, _: {"version_id": t.draft},
    "return_flow_version": lambda t, _: {"version_id": t.submitted, "comment": WHY},
    "approve_flow_version": lambda t, _: {"version_id": t.submitted},
    "deprecate_flow_version": lambda t, _: {"version_id": t.version},
    "create_run": lambda t, _: {"version_id": t.version},
    "start_run": lambda t, _: {"run": t.idle_run},
    "advance_run": lambda t, _: {"run": t.run},
    "hold_run": lambda t, _: {"run": t.run, "reason": WHY},
    "resume_run": lambda t, _: {"run": t.held_run, "resolution": WHY},
    "complete_run": lambda t, _: {"run": t.ripe_run},
    "abort_run": lambda t, _: {"run": t.run, "reason": WHY},
    "archive_run": lambda t, _: {"run": t.aborted_run},
    "delete_run": lambda t, _: {"run": t.idle_run, "reason": WHY},
    "register_lot": lambda t, _: {
        "run": t.run,
        "type": "RAW",
        "weight_kg": "1",
        "meat": "red",
    },
    "release_lot": lambda t, _: {"lot": t.held_lot, "reason": WHY},
    "reject_lot": lambda t, _: {"lot": t.held_lot, "reason": WHY},
    "void_lot": lambda t, _: {"lot": t.lot, "reason": WHY},
    "hold_recall": lambda t, _: {"lot": t.lot, "reason": WHY},
    "set_lab_mark": lambda t, _: {"lot": t.lot, "test": "Salmonella"},
    "record_lab_result": lambda t, _: {"lot": t.awaited_lot, "result": "negative"},
    "move_stock": lambda t, _: {"lot": t.lot, "kg": "1", "from": "LK-1"},
    "adjust_stock": lambda t, _: {"lot": t.lot, "kg": "-1", "reason": WHY},
    "reverse_move": lambda t, _: {"move": t.move, "reason": WHY},
    "create_buffer": lambda t, _: {
        "code": "LK-9",
        "type": "LK",
        "allowed": ["RAW"],
        "capacity_kg": "100",
        "min_c": "0",
        "max_c": "7",
    },
    "edit_buffer": lambda t, _: {"buffer": "LK-1", "capacity_kg": "4000"},
    "close_buffer": lambda t, _: {"buffer": "MIX-1"},
    "record_temperature": lambda t, _: {"lot": t.lot, "celsius": "3", "kind": "CORE"},
    "inspect_lot": lambda t, _: {"lot": t.lot, "decision": "HOLD", "notes": WHY},
    "record_corrective_action": lambda t, _: {"lot": t.lot, "text": WHY},
    "review_ccp": lambda t, _: {"lot": t.lot},
    "acknowledge_alarm": lambda t, _: {"alarm": t.alarm},
    "shelve_alarm": lambda t, _: {"alarm": t.alarm, "minutes": 30, "reason": WHY},
    "print_label": lambda t, _: {"lot": t.lot},
    "confirm_label": lambda t, _: {"label": t.label},
    "void_label": lambda t, _: {"label": t.label, "reason": WHY},
    "create_site": lambda t, _: {
        "code": "TISZ",
        "name": "Tisza",
        "time_zone": "Europe/Budapest",
        "process": "doner",
    },
    "create_user": lambda t, _: {
        "name": "Nóra",
        "badge": "B-NEW",
        "pin": "258036",
        "role": "OPERATOR",
    },
    "set_user_sites": lambda t, _: {"user": "B-VIEWER", "sites": ["DUNA"]},
    "set_pin": lambda t, badge: {"user": badge, "pin": "258036"},
    "disable_user": lambda t, _: {"user": "B-VIEWER"},
    "unlock_user": lambda t, _: {"user": "B-VIEWER"},
    "set_limit": lambda t, _: {"name": "traces", "per_minute": 7},
    "set_language": lambda t, _: {"language": "en"},
    "register_kiosk": lambda t, _: {"code": "K9", "station": "Packaging"},
    "create_supplier": lambda t, _: {"name": "New supplier", "code": "S-NEW"},
    "create_customer": lambda t, _: {"name": "New customer", "code": "C-NEW"},
    "create_product": lambda t, _: {"sku": "NEW-1", "name": NAME},
    "set_bill": lambda t, _: {
        "product": t.product,
        "lines": [{"material": "SPICE", "kg": "0.5"}],
    },
    "create_container": lambda t, _: {"type": "crate9", "name": NAME, "tare_kg": "1.5"},
    "create_reason": lambda t, _: {"code": "NEW", "topic": "hold", "text": {"en": WHY, "hu": WHY}},
    "edit_supplier": lambda t, _: {"supplier": "S-ALFA", "name": "Another name"},
    "edit_customer": lambda t, _: {"customer": "C-GRILL", "name": "Another name"},
    "edit_product": lambda t, _: {"product": t.product, "name": NAME},
}
"""By command, arguments with which whoever has the right is not refused."""

_OF_LOT: Given = lambda t, _: {"lot": t.lot}  # noqa: E731
QUERIES: Mapping[str, Given] = {
    "run": lambda t, _: {"run": t.run},
    "lot": _OF_LOT,
    "label": _OF_LOT,
    "trace_back": _OF_LOT,
    "trace_forward": _OF_LOT,
    "recall": _OF_LOT,
    "recall_preview": _OF_LOT,
    "ccp_record": _OF_LOT,
    "buffer": lambda t, _: {"buffer": "LK-1"},
    "flow_version": lambda t, _: {"version_id": t.version},
    "compare_flow_versions": lambda t, _: {"a": t.version, "b": t.draft},
}
"""By query that cannot be asked without arguments."""
