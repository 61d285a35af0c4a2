"""`nyars db seal` and `nyars db verify-audit`, and the verifier that an auditor takes along."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from core.db.connection import connect
from core.domain.chain import SENTENCES, seal_from
from kiosk.__main__ import main
from kiosk.i18n.audit import BROKEN
from tests.audit_data import FOLDER
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_database import Database


@dataclass(frozen=True)
class Done:
    """What a subcommand wrote, and its exit status."""

    stdout: str
    stderr: str
    status: int

    @property
    def json(self) -> Any:
        """Its answer."""
        return json.loads(self.stdout)

    def broken(self) -> list[str]:
        """What is broken, by name."""
        return [each["what"] for each in self.json["broken"]]


Nyars = Callable[..., Done]


@pytest.fixture
def nyars(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Nyars:
    """`nyars db ...` on the test's database and the data folder `tmp_path/data`."""

    def run(command: str, *args: str | Path, url: str = database.migrator, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        place = ("--database", url, "--data-dir", tmp_path / "data")
        given = ("db", command, *args, *place)
        monkeypatch.setattr(sys, "argv", ["nyars", *map(str, given)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(*capsys.readouterr(), int(ended.value.code or 0))

    return run


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    return tmp_path / "data" / "seals.jsonl"


def alone(folder: Path, *args: str | Path) -> subprocess.CompletedProcess[str]:
    """The exported verifier run by Python as it comes, without this checkout."""
    command = [sys.executable, "-E", "-s", "-S", str(folder / "verify.py"), *map(str, args)]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)


def test_a_seal_is_kept_in_the_data_folder_and_printed(
    nyars: Nyars, plant: Plant, outside: Path, tmp_path: Path
) -> None:
    plant.run_to(1)
    told = nyars("seal").stdout
    (line,) = outside.read_text("utf-8").splitlines()
    seal = seal_from(json.loads(line))
    assert (seal.site, seal.number, seal.events) == ("DUNA", 1, 3)
    for figure in (seal.root.hex(), seal.at, "3 events"):
        assert figure in told
    if os.name == "posix":
        assert outside.stat().st_mode & 0o777 == 0o600
    usb = tmp_path / "usb" / "seals.jsonl"
    assert nyars("seal", "--out", usb, "--json").json == [json.loads(line)]
    assert outside.read_text("utf-8") == usb.read_text("utf-8") == f"{line}\n"
    plant.new_run()
    nyars("seal", "--out", usb)
    assert len(outside.read_text("utf-8").splitlines()) == 2
    assert outside.read_text("utf-8") == usb.read_text("utf-8")


def test_an_auditor_seals_by_their_own_right(
    nyars: Nyars, plant: Plant, database: Database, outside: Path
) -> None:
    plant.new_run()
    nyars("seal", "--badge", "B-AUDITOR", url=database.kiosk_app, stdin="1004\n")
    seal = seal_from(json.loads(outside.read_text("utf-8")))
    assert (seal.events, seal.user_id) == (2, plant.as_("B-AUDITOR").actor.user_id)
    outside.unlink()
    refused = nyars("seal", "--badge", "B-OPERATOR", url=database.kiosk_app, stdin="1003\n")
    assert (refused.status, len(refused.stderr.splitlines())) == (1, 1)
    assert not outside.exists()


def test_a_line_that_a_power_cut_left_unfinished_spoils_nothing(
    nyars: Nyars, plant: Plant, outside: Path
) -> None:
    plant.new_run()
    nyars("seal")
    whole = outside.read_text("utf-8")
    outside.write_text(whole + whole[:40], "utf-8")
    assert nyars("verify-audit", "--json").json["intact"]
    plant.new_run()
    nyars("seal")
    assert outside.read_text("utf-8").startswith(whole)
    assert len(outside.read_text("utf-8").splitlines()) == 2
    outside.write_text(whole[:40] + "\n" + whole, "utf-8")
    assert nyars("verify-audit", "--json").broken() == ["unreadable"]


def test_a_printed_seal_is_read_from_its_qr_code_and_proves_the_audit(
    nyars: Nyars, plant: Plant, outside: Path, tmp_path: Path
) -> None:
    plant.new_run()
    nyars("seal", "--qr", tmp_path / "seal.png")
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "seal.png"))
    whole = json.loads(outside.read_text("utf-8"))
    del whole["heads"]
    assert json.loads(code.text) == whole
    paper = tmp_path / "paper.jsonl"
    paper.write_text(code.text, "utf-8")
    outside.unlink()
    assert nyars("verify-audit", "--seals", paper).status == 0
    whole["events"] += 1
    paper.write_text(json.dumps(whole), "utf-8")
    assert nyars("verify-audit", "--seals", paper, "--json").broken() == ["kept_changed"]


def test_an_audit_that_nobody_touched_is_intact(nyars: Nyars, plant: Plant) -> None:
    assert nyars("verify-audit").stdout == "0 events, 0 of them sealed\n"
    plant.run_to(1)
    nyars("seal")
    plant.new_run()
    done = nyars("verify-audit", "--json")
    assert (done.status, done.stderr) == (0, "")
    assert done.json == {"events": 5, "sealed": 3, "intact": True, "broken": []}


def test_each_thing_that_is_broken_is_told_in_a_sentence(
    nyars: Nyars, plant: Plant, books: Books
) -> None:
    plant.run_to(2)
    books.past_the_guards("UPDATE app.audit_event SET role = 'ADMIN' WHERE seq = 2")
    books.past_the_guards("DELETE FROM app.audit_event WHERE seq IN (4, 5)")
    event = books.ask("SELECT id FROM app.audit_event WHERE seq = 2")
    done = nyars("verify-audit")
    assert done.status == 1
    assert done.stdout.splitlines()[:2] == [
        f"Event 2 of kiosk K1 (id {event}) was changed or put in after it was written.",
        "Events of kiosk K1 are missing: 4–5.",
    ]
    assert done.stderr == "The audit is not as it was written.\n"
    told = nyars("verify-audit", "--json").json
    assert (told["intact"], told["broken"][0]["sentence"]) == (False, done.stdout.splitlines()[0])
    assert told["broken"][0]["event_id"] == str(event)


def test_an_event_of_a_kiosk_that_was_never_there_is_found(
    nyars: Nyars, plant: Plant, books: Books
) -> None:
    plant.new_run()
    books.past_the_guards(
        "INSERT INTO app.audit_event (device_at, user_id, role, kiosk_id, site_id, key, command, entity, entity_uid,"
        " after, seq, hash) SELECT device_at, user_id, role, 99, site_id, key, command, entity, entity_uid, after,"
        " seq, hash FROM app.audit_event LIMIT 1"
    )
    assert nyars("verify-audit", "--json").broken() == ["changed", "past_end"]
    told = plant.as_("B-AUDITOR").ask("verify_audit")
    assert [each["kiosk"] for each in told["broken"]] == ["99", "99"]


def forge(books: Books) -> None:
    """As the owner, write everything anew: an event, all hashes after it, the end, and the seals."""
    books.past_the_guards("UPDATE app.audit_event SET role = 'ADMIN' WHERE seq = 2")
    for seq in range(2, 1 + int(books.ask("SELECT max(seq) FROM app.audit_event"))):
        books.past_the_guards(
            "UPDATE app.audit_event e SET hash = sec.link(b.hash, e) FROM app.audit_event b"
            " WHERE e.seq = %s AND b.seq = e.seq - 1",
            seq,
        )
    books.past_the_guards(
        "UPDATE sec.audit_head h SET hash = e.hash FROM app.audit_event e WHERE e.seq = h.seq"
    )
    books.past_the_guards("DELETE FROM app.audit_seal")
    books.write("SELECT sec.seal(id, NULL, NULL) FROM app.site")


def test_where_everything_was_written_anew_only_the_seal_outside_tells(
    nyars: Nyars, plant: Plant, books: Books, outside: Path, tmp_path: Path
) -> None:
    plant.run_to(2)
    nyars("seal")
    forge(books)
    told = nyars("verify-audit", "--json")
    assert told.broken() == ["seal_other", "rewritten_kept"]
    assert (told.json["events"], told.json["sealed"]) == (6, 6)
    elsewhere = outside.rename(tmp_path / "usb.jsonl")
    assert nyars("verify-audit").status == 0
    assert nyars("verify-audit", "--seals", elsewhere).status == 1


def test_an_export_is_verified_on_a_laptop_by_python_alone(
    nyars: Nyars, plant: Plant, books: Books, outside: Path, tmp_path: Path
) -> None:
    plant.run_to(2)
    nyars("seal")
    plant.new_run()
    folder = tmp_path / "export"
    done = nyars("verify-audit", "--export", folder)
    assert (done.status, done.stdout) == (0, "8 events, 6 of them sealed\n")
    assert alone(folder).stdout == "8 events, 6 of them sealed: intact\n"
    assert alone(folder).returncode == 0
    assert nyars("verify-audit", "--file", folder, "--json").json["events"] == 8
    kept = shutil.copy(outside, tmp_path / "usb.jsonl")
    outside.unlink()
    forge(books)
    assert nyars("verify-audit", "--export", folder).status == 0
    assert alone(folder).returncode == 0
    told = alone(folder, "--seals", kept)
    assert told.returncode == 1
    assert "which was kept outside: they were written anew.\n" in told.stdout
    assert told.stdout.endswith("8 events, 8 of them sealed: NOT INTACT\n")
    assert nyars("verify-audit", "--file", folder, "--seals", kept).status == 1


def edited(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    events = folder / "events.jsonl"
    lines = change(events.read_text("utf-8").splitlines(keepends=True))
    events.write_text("".join(lines), "utf-8")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda lines: [lines[0].replace("OPERATOR", "ADMIN"), *lines[1:]], "Event 1 of kiosk K1"),
        (lambda lines: [lines[0], *lines[2:]], "Events of kiosk K1 are missing: 2."),
        (lambda lines: lines[:3], "Events of kiosk K2 are missing: 1."),
        (lambda lines: [lines[0], *lines], "Event 1 of kiosk K1 (id 1) was put in"),
        (lambda lines: [*lines, "?\n"], "Line 5 of events.jsonl cannot be read."),
        (lambda lines: [*lines, '{"seq": 1}\n'], "Line 5 of events.jsonl cannot be read."),
        (
            lambda lines: [lines[0].replace('"seq": "1"', '"seq": "one"'), *lines[1:]],
            "Line 1 of events.jsonl cannot be read.",
        ),
    ],
)
def test_a_folder_that_was_tampered_with_is_told(
    nyars: Nyars, tmp_path: Path, change: Callable[[list[str]], list[str]], sentence: str
) -> None:
    folder = tmp_path / "taken"
    shutil.copytree(FOLDER, folder)
    assert nyars("verify-audit", "--file", folder).status == 0
    edited(folder, change)
    done = nyars("verify-audit", "--file", folder)
    assert done.status == 1
    assert sentence in done.stdout


def test_a_folder_that_is_no_export_is_told_in_one_sentence(nyars: Nyars, tmp_path: Path) -> None:
    done = nyars("verify-audit", "--file", tmp_path)
    assert (done.status, done.stderr) == (1, f"There is no events.jsonl in {tmp_path}.\n")


def test_who_is_not_the_migrator_is_sent_to_its_url(nyars: Nyars, database: Database) -> None:
    for command in ("seal", "verify-audit"):
        done = nyars(command, url=database.kiosk_app)
        assert done.status == 1
        assert "nyars db url --role migrator" in done.stderr


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(
    nyars: Nyars, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for args in (("seal", "--out", "/dev/null/seals"), ("verify-audit", "--export", "/dev/null/a")):
        done = nyars(*args)
        assert (done.status, len(done.stderr.splitlines())) == (1, 1)


def test_a_file_of_seals_that_is_not_there_is_never_passed_over(
    nyars: Nyars, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER, tmp_path / "taken")
    lost = tmp_path / "lost.jsonl"
    for args in ((), ("--file", tmp_path / "taken")):
        done = nyars("verify-audit", "--seals", lost, *args)
        assert (done.status, done.stdout, done.stderr) == (2, "", f"There is no {lost}.\n")


def test_a_terminal_is_told_how_far_it_is(
    nyars: Nyars, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.new_run()

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    terminal = sys.stderr
    assert nyars("verify-audit").stdout == "2 events, 0 of them sealed\n"
    assert "0 of 2 events" in terminal.getvalue()


def test_rows_that_a_policy_hides_are_an_error_and_no_verdict(
    nyars: Nyars, plant: Plant, database: Database
) -> None:
    plant.new_run()
    with connect(database.superuser, autocommit=True) as admin:
        admin.execute("ALTER TABLE app.audit_event ENABLE ROW LEVEL SECURITY")
        admin.execute("ALTER TABLE app.audit_event FORCE ROW LEVEL SECURITY")
    done = nyars("verify-audit")
    assert (done.status, done.stdout) == (1, "")


def test_the_sentences_of_both_verifiers_are_the_same() -> None:
    assert BROKEN == SENTENCES
