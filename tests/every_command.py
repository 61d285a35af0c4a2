"""Arguments with which whoever has the right succeeds, for every command of the plant."""

from typing import Any

from tests import plant_work
from tests.fix_core import WHY, Plant
from tests.flow_work import ready_for
from tests.stock_on_hand import to_correct

STOCK = ("adjust_stock", "reverse_move", "create_buffer", "edit_buffer", "close_buffer")
DECIDED = ("release_lot", "reject_lot", "void_lot", "hold_recall")
STOPPED = {"hold_run", "resume_run", "abort_run", "archive_run", "delete_run"}


def accepted(plant: Plant, name: str) -> dict[str, Any]:
    """Brings the plant to where the command is accepted once, and gives its arguments."""
    if name in plant_work.NAMES:
        return plant_work.fit_for(plant, name)
    if name == "create_run":
        return {"version_id": plant.version()}
    if name == "start_run":
        return {"run": plant.do("create_run", version_id=plant.version())["code"]}
    if name in STOPPED:
        return stopped(plant, name)
    if name == "complete_run":
        ended = plant.run_to(10)
        plant.work(ended, 10)
        return {"run": ended.run}
    if name in STOCK:
        return to_correct(plant, name)
    if "flow" in name:
        return ready_for(plant, name)
    journey = plant.run_to(1)
    plant.work(journey, 1)
    if name in ("acknowledge_alarm", "shelve_alarm"):
        plant.do("record_temperature", buffer="PAL-1", celsius="9", kind="AMBIENT")
        alarm = plant.ask("alarms", state="ACTIVE")["items"][0]["alarm_id"]
        why = {"minutes": 30, "reason": WHY} if name == "shelve_alarm" else {}
        return {"alarm": alarm, **why}
    if name in ("release_lot", "reject_lot"):
        plant.do("inspect_lot", lot=journey["RAW"], decision="HOLD", notes=WHY)
    if name == "record_lab_result":
        plant.as_("B-AUDITOR").do("set_lab_mark", lot=journey["RAW"], test="Salmonella")
    return {
        "advance_run": {"run": journey.run},
        "register_lot": {"run": journey.run, "type": "RAW", "weight_kg": "1", "meat": "red"},
        "move_stock": {"lot": journey["RAW"], "kg": "1"},
        "print_label": {"lot": journey["RAW"]},
        "record_temperature": {"lot": journey["RAW"], "celsius": "3", "kind": "CORE"},
        "inspect_lot": {"lot": journey["RAW"], "decision": "HOLD", "notes": WHY},
        "record_corrective_action": {"lot": journey["RAW"], "text": WHY},
        "review_ccp": {"lot": journey["RAW"]},
        "set_lab_mark": {"lot": journey["RAW"], "test": "Salmonella"},
        "record_lab_result": {"lot": journey["RAW"], "result": "positive", "notes": WHY},
        **{name: {"lot": journey["RAW"], "reason": WHY} for name in DECIDED},
    }[name]


def stopped(plant: Plant, name: str) -> dict[str, Any]:
    """A run in the state that the command needs, and why it is given."""
    if name == "delete_run":
        idle = plant.do("create_run", version_id=plant.version())["code"]
        return {"run": idle, "reason": WHY}
    run = plant.new_run()
    if name == "archive_run":
        plant.as_("B-MANAGER").do("abort_run", run=run, reason=WHY)
        return {"run": run}
    if name == "resume_run":
        plant.do("hold_run", run=run, reason=WHY)
        return {"run": run, "resolution": WHY}
    return {"run": run, "reason": WHY}
