"""Many processes at once: every lot gets its own number, and none of them fails."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.books import Books
from tests.fix_core import OPERATOR, PINS, Plant
from tests.fix_database import Database

PROCESSES, EACH = 8, 50
KIOSKS = ("K1", "K2", "EXEC")
SECONDS = 120.0


def registered(database: Database, kiosk: str, run: str) -> list[str]:
    """The codes that a process of its own got for its registrations, sent as lines."""
    lot = {"run": run, "type": "RAW", "weight_kg": "1", "meat": "red", "buffer": "LK-1"}
    lines = [{"sign_in": {"badge": OPERATOR, "pin": PINS[OPERATOR]}}]
    lines += [{"command": "register_lot", "args": lot}] * EACH
    options = ("--direct", "--kiosk", kiosk, "--database", database.kiosk_app)
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "exec", *options],
        input="\n".join(json.dumps(line) for line in lines),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, *answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["ok"], first
    assert [answer for answer in answers if not answer["ok"]] == []
    return [str(answer["result"]["code"]) for answer in answers]


def test_processes_that_register_one_type_at_once_share_no_number(
    plant: Plant, database: Database, books: Books
) -> None:
    run = plant.run_to(1).run
    kiosks = [KIOSKS[number % len(KIOSKS)] for number in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as threads:
        found = list(threads.map(lambda kiosk: registered(database, kiosk, run), kiosks))
    codes = [code for each in found for code in each]
    assert len(codes) == len(set(codes)) == PROCESSES * EACH
    assert books.ask("SELECT count(*) FROM app.lot") == PROCESSES * EACH
    assert books.ask("SELECT used_kg FROM app.buffer WHERE code = 'LK-1'") == PROCESSES * EACH
    drawn = max(int(code.rsplit("-", 1)[1]) for code in codes)
    unused = books.ask("SELECT sum(last + 1 - next) FROM app.code_lease WHERE prefix = 'RAW'")
    assert drawn <= books.ask("SELECT last FROM app.code_counter WHERE prefix = 'RAW'")
    assert (
        books.ask("SELECT last FROM app.code_counter WHERE prefix = 'RAW'") == len(codes) + unused
    )
    books.balance()
