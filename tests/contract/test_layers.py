"""The import rules bite: an import against them is found, wherever it is planted."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

AGAINST_THE_LAYERS = [
    ("core/errors.py", "import kiosk.ports"),
    ("core/domain/planted.py", "import core.db"),
    ("core/domain/planted.py", "import sqlalchemy"),
    ("core/rules/planted.py", "from psycopg import sql"),
    ("core/queries/planted.py", "import core.handlers"),
    ("core/db/planted.py", "import PySide6.QtCore"),
    ("core/stray.py", ""),
    ("kiosk/stray.py", ""),
    ("kiosk/ports.py", "import kiosk.runtime"),
    ("kiosk/runtime/planted.py", "import core.handlers"),
    ("kiosk/runtime/planted.py", "import kiosk.devices"),
    ("kiosk/viewmodels/planted.py", "import core.db"),
    ("kiosk/viewmodels/planted.py", "import kiosk.views"),
    ("kiosk/viewmodels/planted.py", "import kiosk.devices"),
    ("kiosk/views/planted.py", "import kiosk.runtime"),
    ("kiosk/views/planted.py", "import kiosk.devices"),
    ("kiosk/devices/planted.py", "from PySide6.QtCore import QObject"),
]


def lint_imports(top: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "lint-imports"), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=top, capture_output=True, text=True, check=False)


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """The packages of the checkout with empty files in place of their code."""
    for package in ("core", "kiosk"):
        for init in TOP.glob(f"{package}/**/__init__.py"):
            copy = tmp_path / init.relative_to(TOP)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.touch()
    for module in ("core/errors.py", "kiosk/ports.py"):
        (tmp_path / module).touch()
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    return tmp_path


def test_an_empty_house_keeps_every_contract(skeleton: Path) -> None:
    done = lint_imports(skeleton)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("path", "line"), AGAINST_THE_LAYERS)
def test_an_import_against_the_layers_breaks_a_contract(
    skeleton: Path, path: str, line: str
) -> None:
    (skeleton / path).write_text(line + "\n", encoding="utf-8")
    done = lint_imports(skeleton)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


@pytest.mark.parametrize("what", ["domain", "rules", "errors"])
@pytest.mark.parametrize("where", ["runtime", "viewmodels", "views"])
def test_the_kiosk_may_use_values_and_rules_of_the_core(
    skeleton: Path, where: str, what: str
) -> None:
    (skeleton / f"kiosk/{where}/planted.py").write_text(f"import core.{what}\n", encoding="utf-8")
    done = lint_imports(skeleton)
    assert done.returncode == 0, done.stdout


def banned(path: str, line: str) -> bool:
    """Whether ruff forbids this import in a file at `path`."""
    command = [str(BIN / "ruff"), "check", "--no-cache", "--quiet", "--select", "TID251"]
    command += ["--stdin-filename", path, "-"]
    done = subprocess.run(
        command, cwd=TOP, input=line + "\n", capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return "TID251" in done.stdout


QT, SERIAL, ESCPOS = (
    "from PySide6.QtWidgets import QLabel",
    "import serial",
    "import escpos.printer",
)


@pytest.mark.parametrize(
    ("path", "line", "forbidden"),
    [
        ("kiosk/views/planted.py", QT, False),
        ("kiosk/views/screens/planted.py", QT, False),
        ("kiosk/cli/planted.py", QT, False),
        ("kiosk/demo/planted.py", QT, False),
        ("kiosk/app/kiosk.py", QT, False),
        ("kiosk/viewmodels/planted.py", QT, True),
        ("kiosk/runtime/planted.py", QT, True),
        ("kiosk/devices/printers/planted.py", QT, True),
        ("kiosk/views/planted.py", SERIAL, True),
        ("kiosk/cli/planted.py", SERIAL, True),
        ("kiosk/devices/scales/planted.py", SERIAL, True),
        ("kiosk/devices/printers/planted.py", SERIAL, True),
        ("kiosk/devices/transport/planted.py", SERIAL, False),
        ("kiosk/devices/transport/planted.py", ESCPOS, True),
        ("kiosk/devices/transport/planted.py", QT, True),
        ("kiosk/devices/printers/planted.py", ESCPOS, False),
        ("kiosk/devices/scales/planted.py", ESCPOS, True),
        ("kiosk/views/planted.py", ESCPOS, True),
        ("core/labels/planted.py", ESCPOS, True),
    ],
)
def test_widgets_ports_and_printers_have_one_room_each(
    path: str, line: str, forbidden: bool
) -> None:
    assert banned(path, line) is forbidden
