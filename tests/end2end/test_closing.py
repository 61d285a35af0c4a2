"""The kiosk's window is closed while everything still starts: it ends in order and leaves nothing running."""

import subprocess
import sys
from pathlib import Path


def test_a_window_closed_at_once_ends_the_kiosk_and_its_database(shared_folder: Path) -> None:
    folder = shared_folder / "closed at once"
    done = subprocess.run(
        [sys.executable, "-m", "tests.first_window", "close", str(folder)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert not (folder / "postgres" / "postmaster.pid").exists()
