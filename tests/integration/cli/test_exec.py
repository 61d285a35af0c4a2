"""`nyars exec` as a process over a real database, through the outbox and past it."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.books import Books
from tests.database_line import DatabaseLine
from tests.fix_exec import Script

SPICE = {"command": "register_lot", "args": {"type": "SPICE", "weight_kg": "1.500"}}
UNKNOWN_RUN = {"command": "start_run", "args": {"run": "RUN-20260101-DUNA-0001"}}


@pytest.mark.parametrize(
    ("way", "kiosk"),
    [([], "K1"), (["--direct"], "EXEC"), (["--kiosk", "K2"], "K2")],
    ids=["outbox", "direct", "kiosk"],
)
def test_a_script_works_and_ends_with_its_input(
    start: Callable[..., Script], way: list[str], kiosk: str
) -> None:
    script = start(*way)
    assert script.say({"query": "health"})["result"]["database"] == "up"
    script.sign_in()
    assert script.say({"query": "whoami"})["result"]["kiosk"] == kiosk
    key = str(uuid4())
    first = script.say({**SPICE, "key": key})
    assert (first["ok"], first["delivery"]) == (True, "done")
    assert script.say({**SPICE, "key": key}) == first
    other = {**SPICE, "key": key, "args": {"type": "SPICE", "weight_kg": "2"}}
    assert script.say(other)["error"]["code"] == "key_reused"
    assert script.say(UNKNOWN_RUN)["error"]["code"] == "not_found"
    assert script.lots() == [first["result"]["code"]]
    assert script.end() == 0


@pytest.mark.parametrize("options", [(), ("--direct",)], ids=["outbox", "direct"])
def test_no_session_outlives_its_script(
    start: Callable[..., Script], books: Books, options: tuple[str, ...]
) -> None:
    opened = "SELECT count(*) FROM sec.session WHERE ended IS NULL"
    before = books.ask(opened)
    script = start(*options)
    script.sign_in()
    script.sign_in("B-MANAGER", "1002")
    assert books.ask(opened) == before + 1
    assert script.end() == 0
    assert books.ask(opened) == before


def test_without_the_right_kiosk_it_does_not_start(start: Callable[..., Script]) -> None:
    assert start("--kiosk", "K9").end() == 2


def test_while_the_database_is_away_commands_are_queued_and_then_done_once(
    start: Callable[..., Script], line: DatabaseLine
) -> None:
    script = start()
    script.sign_in()
    assert script.lots() == []
    line.cut()
    queued = [script.say(SPICE) for _ in range(5)]
    assert {answer["delivery"] for answer in queued} == {"queued"}
    refused = script.say(UNKNOWN_RUN)["error"]
    assert (refused["code"], refused["details"]) == ("unavailable", {"reason": "offline"})
    assert script.say({"query": "lots"})["stale"] is True
    line.mend()
    script.until(lambda: len(script.lots()) == 5)
    again = script.say({**SPICE, "key": queued[0]["result"]["key"]})
    assert again["delivery"] == "done"
    assert len(script.lots()) == 5


def test_what_a_killed_process_had_queued_is_sent_by_the_next(
    start: Callable[..., Script], line: DatabaseLine
) -> None:
    script = start()
    script.sign_in()
    line.cut()
    assert script.say(SPICE)["delivery"] == "queued"
    script.kill()
    line.mend()
    following = start()
    following.sign_in("B-MANAGER", "1002")
    following.until(lambda: len(following.lots()) == 1)


def test_a_frozen_database_leaves_a_run_command_unknown_and_it_is_not_sent_again(
    start: Callable[..., Script], line: DatabaseLine
) -> None:
    script = start()
    script.sign_in()
    flow = script.say({"query": "flows"})["result"]["items"][0]
    version = flow["versions"][0]["version_id"]
    line.freeze()
    create = {"command": "create_run", "args": {"version_id": version}}
    error = script.say(create)["error"]
    assert error["code"] == "unavailable"
    assert error["details"]["state"] == "unknown"
    line.cut()  # the server never saw the command
    line.thaw()
    line.mend()
    script.until(lambda: script.say({"query": "runs"}).get("stale") is None)
    assert script.say({"query": "runs"})["result"]["total"] == 0
