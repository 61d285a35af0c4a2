"""The touch application itself, with a scanner at its keyboard and another on a line, at their real speeds."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.fix_core import OPERATOR, PINS
from tests.fix_database import Database
from tests.scanning_kiosk import LOTS


def test_scans_land_once_at_every_speed_and_layout_whatever_has_the_focus(
    database: Database, tmp_path: Path
) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.scanning_kiosk",
            database.kiosk_app,
            str(tmp_path / "kiosk"),
            OPERATOR,
            PINS[OPERATOR],
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {
        "badge": OPERATOR,
        "typed": "",
        "landed": list(LOTS),
        "locked": True,
        "after": len(LOTS) - 1,
    }
