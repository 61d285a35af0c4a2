"""`nyars enroll`: a machine becomes a kiosk by an administrator's badge, or is told in a sentence why not."""

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.bootstrap import Core
from core.db.enrolment import UNENROLLED, Enrolments
from kiosk.__main__ import main
from tests.books import Books
from tests.fix_core import PINS, Plant
from tests.fix_database import Database

ADMIN = "B-ADMIN\n1001\n"


@dataclass(frozen=True)
class Done:
    """What the subcommand wrote, and its exit status."""

    stdout: str
    stderr: str
    status: int


Enroll = Callable[..., Done]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def enroll(
    database: Database,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Enroll:
    """`nyars enroll` in this process, badge and PIN on standard input."""

    def run(*args: str, stdin: str = ADMIN, url: str = database.kiosk_app) -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        place = ("--database", url, "--data-dir", str(data))
        monkeypatch.setattr(sys, "argv", ["nyars", "enroll", *args, *place])
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(*capsys.readouterr(), int(ended.value.code or 0))

    return run


def is_enrolled(database: Database, data: Path, kiosk: str) -> bool:
    with Core(database.kiosk_app, Enrolments(data)) as core:
        return core.is_enrolled(core.station(kiosk))


def test_a_new_kiosk_is_registered_and_enrolled(
    enroll: Enroll, database: Database, data: Path, books: Books
) -> None:
    done = enroll("k9", "--station", "Átvétel")
    assert (done.status, done.stdout) == (0, "")
    first, second = done.stderr.splitlines()
    assert first == "This machine is kiosk K9 of DUNA, station Átvétel."
    assert 'kiosk = "K9"' in second
    own = "SELECT ended IS NOT NULL FROM sec.session WHERE expires < 'infinity'"
    assert books.rows(own) == [(True,)]
    assert is_enrolled(database, data, "K9")
    with Core(database.kiosk_app, Enrolments(data)) as core:
        assert core.sign_in("B-OPERATOR", PINS["B-OPERATOR"], core.station("K9"))
    commands = [row[0] for row in books.rows("SELECT command FROM app.audit_event ORDER BY id")]
    assert commands == ["register_kiosk", "enroll_kiosk"]


def test_a_kiosk_that_is_there_is_enrolled_anew(
    enroll: Enroll, database: Database, data: Path
) -> None:
    assert is_enrolled(database, data, "K1")
    done = enroll("K1", "--station", "Elsewhere")
    assert done.stderr == "This machine is kiosk K1 of DUNA, station 1.\n"
    assert is_enrolled(database, data, "K1")
    assert not is_enrolled(database, data / "other", "K1")
    first = Enrolments(data).secret("K1")
    assert len(first) == 32
    enroll("K1")
    assert Enrolments(data).secret("K1") not in (first, UNENROLLED)
    assert is_enrolled(database, data, "K1")


def test_it_answers_in_json(enroll: Enroll) -> None:
    made = json.loads(enroll("K9", "--json").stdout)
    del made["kiosk_id"]
    assert made == {"code": "K9", "station": "K9", "site": "DUNA", "enrolled": True}


@pytest.mark.parametrize(
    ("code", "stdin", "sentence"),
    [
        ("K9", "B-ADMIN\n9999\n", "badge or the PIN"),
        ("K9", "B-NOBODY\n1001\n", "badge or the PIN"),
        ("K9", "", "badge or the PIN"),
        ("K9", "B-MANAGER\n1002\n", "sites, people, kiosks and limits"),
        ("K1", "B-OPERATOR\n1003\n", "sites, people, kiosks and limits"),
        ("EXEC", ADMIN, "EXEC is where scripts work from"),
    ],
)
def test_whoever_may_not_and_what_cannot_be_is_told_in_a_sentence(
    enroll: Enroll,
    database: Database,
    data: Path,
    books: Books,
    code: str,
    stdin: str,
    sentence: str,
) -> None:
    with books.unchanged("sec.sign_in_attempt", "sec.session"):
        done = enroll(code, stdin=stdin)
    assert (done.status, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert sentence in done.stderr
    assert not list(data.rglob("*.key")) + list(data.rglob("*.new"))
    assert is_enrolled(database, data, "K1")


def test_a_person_who_is_locked_out_is_told_so(enroll: Enroll, plant: Plant) -> None:
    for _ in range(10):
        enroll("K9", stdin="B-ADMIN\n9999\n")
    done = enroll("K9")
    assert (done.status, len(done.stderr.splitlines())) == (1, 1)
    assert "15" in done.stderr


@pytest.fixture
def elsewhere(plant: Plant) -> Plant:
    """The administrator at a second site of theirs, which has a kiosk A1 and an administrator of its own."""
    admin = plant.as_("B-ADMIN")
    admin.do("create_site", code="ACME", name="Acme", time_zone="UTC", process="doner")
    there = admin.at_site("ACME")
    there.do("register_kiosk", code="A1", station="Oven")
    there.do("create_user", name="A", badge="A-ADMIN", pin="739164", role="ADMIN")
    return there


def test_whoever_belongs_to_several_sites_says_which_a_new_kiosk_is_of(
    enroll: Enroll, elsewhere: Plant
) -> None:
    assert "kiosk A1 of ACME, station Oven." in enroll("A1").stderr
    assert "kiosk A2 of ACME, station A2." in enroll("A2", "--site", "ACME").stderr
    assert "kiosk K9 of DUNA" in enroll("K9").stderr
    assert "There is no site NOPE" in enroll("K8", "--site", "NOPE").stderr
    assert "There is no kiosk A1" in enroll("A1", "--site", "DUNA").stderr


def test_another_sites_kiosk_is_not_ones_own_to_enrol(
    enroll: Enroll, elsewhere: Plant, books: Books
) -> None:
    with books.unchanged("sec.sign_in_attempt", "sec.session"):
        done = enroll("K1", stdin="A-ADMIN\n739164\n")
    assert (done.status, len(done.stderr.splitlines())) == (1, 1)
    assert "DUNA" in done.stderr


@pytest.mark.parametrize("code", ["K 9", "Ő1", "K" * 21, "../K9"])
def test_a_code_with_other_letters_is_wrong_usage(enroll: Enroll, code: str) -> None:
    done = enroll(code)
    assert done.status == 2
    assert "at most 20 letters and digits" in " ".join(done.stderr.split())


def test_a_database_that_is_away_is_told_before_anybody_is_asked(
    enroll: Enroll, tmp_path: Path
) -> None:
    done = enroll("K9", url=f"postgresql://kiosk_app@/nyars?host={tmp_path}")
    assert (done.status, len(done.stderr.splitlines())) == (1, 1)
    assert "database" in done.stderr


def test_a_folder_that_takes_nothing_changes_nothing(
    enroll: Enroll, data: Path, books: Books
) -> None:
    data.mkdir()
    (data / "enrolled").write_text("a file, where a folder should be")
    with books.unchanged("sec.sign_in_attempt", "sec.session"):
        done = enroll("K1")
    assert (done.status, len(done.stderr.splitlines())) == (1, 1)
    assert "does not take the secret of K1" in done.stderr


def test_a_secret_lost_after_the_database_took_it_is_told_and_mended_by_a_second_run(
    enroll: Enroll, database: Database, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", full)
        done = enroll("K1")
    assert (done.status, len(done.stderr.splitlines())) == (1, 1)
    assert "Enrol it once more." in done.stderr
    assert not is_enrolled(database, data, "K1")
    assert enroll("K1").status == 0
    assert is_enrolled(database, data, "K1")
