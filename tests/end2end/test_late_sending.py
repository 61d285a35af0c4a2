"""What waited on a kiosk longer than its person's session is sent in their name, or a manager hears why not."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.context import SystemClock
from kiosk.runtime.disk import Disk
from kiosk.runtime.outbox import Entry, EntryState, Outbox
from tests.books import Books
from tests.database_line import DatabaseLine
from tests.fix_database import Database
from tests.fix_exec import ROOT, Script

Start = Callable[..., Script]
SPICE = {"type": "SPICE", "weight_kg": "1.5"}
EVENTS = """
    SELECT u.badge, e.role, k.code, s.late FROM app.audit_event e JOIN app.user_account u ON u.id = e.user_id
      JOIN app.kiosk k ON k.id = e.kiosk_id
      LEFT JOIN sec.session s ON s.kiosk_id = e.kiosk_id AND s.user_id = e.user_id AND s.late
     WHERE e.command = 'register_lot'
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The kiosk's data folder."""
    return tmp_path / "data"


@pytest.fixture
def admin(database: Database, tmp_path: Path) -> Iterator[Script]:
    """The administrator at another machine, whose way to the database is not cut."""
    place = ("--database", database.kiosk_app, "--data-dir", str(tmp_path / "office"))
    script = Script(*place, "--direct")
    script.sign_in("B-ADMIN", "1001")
    yield script
    script.kill()


def queued(script: Script, line: DatabaseLine) -> None:
    """The operator signs in and registers a lot, the database being away."""
    script.sign_in()
    line.cut()
    assert script.command("register_lot", **SPICE)["delivery"] == "queued"


@contextmanager
def outbox(data: Path) -> Iterator[Outbox]:
    """What lies in the kiosk's outbox."""
    with closing(Disk(data)) as disk:
        yield Outbox(disk, SystemClock())


def entry(data: Path) -> Entry:
    with outbox(data) as entries:
        (only,) = entries.entries()
        return only


def settled(script: Script, data: Path) -> Entry:
    """The entry when it is settled; the script sends it meanwhile."""
    script.until(
        lambda: (
            bool(script.say({"query": "health"})) and entry(data).state is not EntryState.WAITING
        )
    )
    return entry(data)


def review(data: Path) -> list[Any]:
    """What a manager has to look at: what was refused, and why."""
    with outbox(data) as entries:
        return [
            (
                each.name,
                each.args["weight_kg"],
                each.violation.code,
                each.violation.details["reason"],
            )
            for each in entries.review()
            if each.violation
        ]


def test_the_next_process_sends_it_in_the_name_of_whoever_gave_it_there(
    start: Start, line: DatabaseLine, data: Path, books: Books
) -> None:
    script = start("--kiosk", "K2")
    began = datetime.now(UTC)
    queued(script, line)
    script.kill()
    line.mend()
    following = start("--kiosk", "K1")
    assert settled(following, data).state is EntryState.DONE
    assert books.rows(EVENTS) == [("B-OPERATOR", "OPERATOR", "K2", True)]
    device_at = books.ask("SELECT device_at FROM app.audit_event WHERE command = 'register_lot'")
    assert began <= device_at <= entry(data).at
    following.sign_in("B-MANAGER", "1002")
    assert len(following.lots()) == 1


def test_it_is_sent_although_its_person_has_signed_out(
    start: Start, line: DatabaseLine, data: Path, books: Books
) -> None:
    script = start()
    queued(script, line)
    assert script.say({"sign_out": {}})["ok"]
    line.mend()
    assert settled(script, data).state is EntryState.DONE
    assert [row[:3] for row in books.rows(EVENTS)] == [("B-OPERATOR", "OPERATOR", "K1")]


def test_it_is_sent_although_the_session_was_ended_elsewhere(
    start: Start, line: DatabaseLine, data: Path, books: Books, admin: Script
) -> None:
    script = start()
    queued(script, line)
    admin.done("set_pin", user="B-OPERATOR", pin="730159")
    line.mend()
    assert settled(script, data).state is EntryState.DONE
    assert books.rows(EVENTS) == [("B-OPERATOR", "OPERATOR", "K1", True)]
    assert script.refused("register_lot", **SPICE) == "forbidden"  # they sign in anew
    script.sign_in(pin="730159")
    assert len(script.lots()) == 1


@pytest.mark.parametrize("killed", [False, True], ids=["alive", "killed"])
def test_of_a_person_who_was_disabled_nothing_is_booked_and_nothing_lost(
    start: Start, line: DatabaseLine, data: Path, books: Books, admin: Script, killed: bool
) -> None:
    script = start()
    queued(script, line)
    admin.done("disable_user", user="B-OPERATOR")
    if killed:
        script.kill()
        line.mend()
        script = start()
    else:
        line.mend()
    assert settled(script, data).state is EntryState.REFUSED
    assert review(data) == [("register_lot", "1.5", "forbidden", "session_over")]
    assert books.rows(EVENTS) == []
    script.sign_in("B-MANAGER", "1002")
    assert script.lots() == []


def enrolled(database: Database, data: Path, code: str) -> Path:
    """The file of the secret with which this machine is that kiosk."""
    place = ("--database", database.kiosk_app, "--data-dir", str(data))
    subprocess.run(
        [sys.executable, "-m", "kiosk", "enroll", code, *place],
        cwd=ROOT,
        input="B-ADMIN\n1001\n",
        encoding="utf-8",
        check=True,
    )
    return data / "enrolled" / f"{code}.key"


def test_an_enrolled_kiosk_sends_late_by_its_secret_alone(
    start: Start, line: DatabaseLine, data: Path, books: Books, database: Database
) -> None:
    secret = enrolled(database, data, "K9")
    script = start("--kiosk", "K9")
    queued(script, line)
    script.kill()
    stranger = data.with_name("stranger")  # the outbox was copied to another machine
    shutil.copytree(data, stranger, ignore=shutil.ignore_patterns("enrolled"))
    line.mend()
    place = ("--database", line.url, "--data-dir", str(stranger))
    elsewhere = Script(*place)
    refused = settled(elsewhere, stranger)
    elsewhere.kill()
    assert refused.state is EntryState.REFUSED
    assert review(stranger) == [("register_lot", "1.5", "forbidden", "not_enrolled")]
    assert books.rows(EVENTS) == []

    assert secret.stat().st_mode & 0o777 == 0o600
    assert settled(start(), data).state is EntryState.DONE
    assert books.rows(EVENTS) == [("B-OPERATOR", "OPERATOR", "K9", True)]
