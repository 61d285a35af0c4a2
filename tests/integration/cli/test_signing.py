"""Signatures and PINs in scripts: verified where they are asked for, written nowhere."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import ANY

import pytest

from tests.books import TABLES, Books
from tests.database_line import DatabaseLine
from tests.fix_core import WHY
from tests.fix_exec import Script

BOTH = pytest.mark.parametrize("way", [[], ["--direct"]], ids=["outbox", "direct"])
PIN, NEXT_PIN, WRONG_PIN = "73501946", "60482951", "94613852"
SIGN = {
    "badge": "B-LEAD",
    "pin": PIN,
    "meaning": "I release this lot because it was measured again",
}
ALL_PINS = (PIN, NEXT_PIN, WRONG_PIN)


def lead(script: Script) -> None:
    """A new manager is signed in, made by the administrator in the same script."""
    script.sign_in("B-ADMIN", "1001")
    script.done("create_user", name="Léna", badge="B-LEAD", pin=PIN, role="MANAGER")
    script.sign_in("B-LEAD", PIN)


def held_lot(script: Script) -> str:
    """The code of a lot on HOLD."""
    lot: str = script.done("register_lot", type="SPICE", weight_kg="1.5")["code"]
    script.done("inspect_lot", lot=lot, decision="HOLD", notes=WHY)
    return lot


def written(folder: Path) -> bytes:
    """Everything in any file of a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


@BOTH
def test_a_signature_is_asked_for_verified_and_only_the_own_one_counts(
    start: Callable[..., Script], books: Books, way: list[str]
) -> None:
    script = start(*way)
    lead(script)
    lot = held_lot(script)
    with books.unchanged():
        assert script.refused("release_lot", lot=lot, reason=WHY) == "sign_required"
    release = {"lot": lot, "reason": WHY}
    wrong = {**SIGN, "pin": WRONG_PIN}
    assert script.refused("release_lot", sign=wrong, **release) == "sign_failed"
    another = {**SIGN, "badge": "B-MANAGER", "pin": "1002"}
    assert script.refused("release_lot", sign=another, **release) == "sign_failed"
    assert script.refused("release_lot", sign=SIGN, lot=lot) == "notes_required"
    assert script.done("release_lot", sign=SIGN, **release)["status"] == "RELEASED"
    signed = books.ask("SELECT signature FROM app.audit_event WHERE command = 'release_lot'")
    assert signed == {"badge": "B-LEAD", "meaning": SIGN["meaning"], "at": ANY}
    assert script.end() == 0


@BOTH
def test_no_pin_is_written_to_any_file_or_table(
    start: Callable[..., Script], books: Books, tmp_path: Path, way: list[str]
) -> None:
    script = start(*way)
    lead(script)
    lot = held_lot(script)
    script.refused("release_lot", sign={**SIGN, "pin": WRONG_PIN}, lot=lot, reason=WHY)
    script.done("release_lot", sign=SIGN, lot=lot, reason=WHY)
    script.done("set_pin", user="B-LEAD", pin=NEXT_PIN)
    script.sign_in("B-LEAD", NEXT_PIN)
    kept = written(tmp_path / "data") if not way else b""
    assert script.end() == 0
    kept += written(tmp_path)
    assert [pin for pin in ALL_PINS if pin.encode() in kept] == []
    for schema, table in books.rows(TABLES):
        told = books.ask(f"SELECT string_agg(t::text, chr(10)) FROM {schema}.{table} t") or ""
        assert [pin for pin in ALL_PINS if pin in told] == [], table


def test_a_signed_command_is_not_kept_while_the_database_is_away_and_not_sent_later(
    start: Callable[..., Script], line: DatabaseLine, books: Books, tmp_path: Path
) -> None:
    script = start()
    lead(script)
    lot = held_lot(script)
    line.cut()
    spice = {"type": "SPICE", "weight_kg": "2"}
    assert script.command("register_lot", **spice)["delivery"] == "queued"
    refused = script.command("release_lot", sign=SIGN, lot=lot, reason=WHY)["error"]
    assert (refused["code"], refused["details"]) == ("unavailable", {"reason": "offline"})
    assert script.refused("set_pin", user="B-LEAD", pin=NEXT_PIN) == "unavailable"
    kept = written(tmp_path)
    assert [pin for pin in ALL_PINS if pin.encode() in kept] == []
    line.mend()
    script.until(lambda: len(script.lots()) == 2)
    assert books.ask("SELECT status FROM app.lot WHERE code = %s", lot) == "HOLD"
    script.sign_in("B-LEAD", PIN)


def test_a_signed_command_that_a_frozen_database_never_answered_is_unknown_and_not_sent_again(
    start: Callable[..., Script], line: DatabaseLine, books: Books, tmp_path: Path
) -> None:
    script = start()
    lead(script)
    lot = held_lot(script)
    line.freeze()
    error = script.command("release_lot", sign=SIGN, lot=lot, reason=WHY)["error"]
    assert (error["code"], error["details"]["state"]) == ("unavailable", "unknown")
    assert PIN.encode() not in written(tmp_path)
    line.cut()  # the server never saw it
    line.thaw()
    line.mend()
    script.until(lambda: script.say({"query": "lots"}).get("stale") is None)
    assert books.ask("SELECT status FROM app.lot WHERE code = %s", lot) == "HOLD"


@BOTH
def test_a_person_at_their_limit_waits_and_others_do_not(
    start: Callable[..., Script], way: list[str]
) -> None:
    script = start(*way)
    script.sign_in("B-ADMIN", "1001")
    script.done("set_limit", name="traces", per_minute=2)
    script.done("set_limit", name="registrations", per_minute=3)
    script.sign_in()
    made = [script.command("register_lot", type="SPICE", weight_kg="1") for _ in range(4)]
    assert [answer["ok"] for answer in made] == [True, True, True, False]
    assert made[-1]["error"]["code"] == "rate_limited"
    assert made[-1]["error"]["details"] == {"limit": "registrations", "per_minute": 3}
    trace = {"query": "trace_back", "args": {"lot": made[0]["result"]["code"]}}
    told = [script.say(trace) for _ in range(3)]
    assert [answer["ok"] for answer in told] == [True, True, False]
    assert told[-1]["error"]["code"] == "rate_limited"
    assert len(script.lots()) == 3
    script.sign_in("B-MANAGER", "1002")
    assert script.say(trace)["ok"]
    script.sign_in()
    assert not script.say(trace)["ok"]  # signing in again is no way round it


@BOTH
def test_a_refusal_and_an_alarm_are_told_in_the_persons_language(
    start: Callable[..., Script], way: list[str]
) -> None:
    script = start(*way)
    told: dict[str, tuple[str, str]] = {}
    script.sign_in("B-MANAGER", "1002")
    script.done("record_temperature", buffer="PAL-1", celsius="9", kind="AMBIENT")
    for language in ("en", "hu"):
        script.done("set_language", language=language)
        (alarm,) = script.say({"query": "alarms"})["result"]["items"]
        broken = script.command("start_run", run="RUN-20260101-DUNA-0001")
        told[language] = (alarm["text"], broken["error"]["message"])
    assert told["en"][0] != told["hu"][0]
    assert told["en"][1] != told["hu"][1]
