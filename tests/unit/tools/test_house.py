from pathlib import Path, PurePosixPath

import pytest

from tools.house.__main__ import main
from tools.house.checks import findings
from tools.house.source import Source, sources

LONG_FUNCTION = "def weigh():\n" + "    pass\n" * 50
INDEX = "https://" + "pypi" + ".org/simple"
OUTSIDE = "see .." + "/shared for more"

PLANTED = {
    "a long file": ("core/rules/lots.py", "x = 1\n" * 401, 401, "more than one subject"),
    "a long SQL file": ("migrations/versions/a.sql", "select 1;\n" * 401, 401, "one subject"),
    "a long function": ("kiosk/app.py", LONG_FUNCTION, 1, "more than one thing"),
    "a float": ("core/rules/lots.py", "\nkg = float('0.1')", 2, "loses grams"),
    "a naive now": ("core/bus.py", "at = datetime.now()", 1, "without a zone"),
    "a naive module now": ("tests/a.py", "at = datetime.datetime.now()", 1, "without a zone"),
    "utcnow": ("kiosk/app.py", "at = datetime.utcnow()", 1, "without a zone"),
    "today": ("kiosk/app.py", "day = date.today()", 1, "without a zone"),
    "a print": ("kiosk/app.py", "print('ready')", 1, "never gets logged"),
    "a print in core": ("core/bus.py", "def a():\n    print(1)", 2, "never gets logged"),
    "a bare noqa": ("core/bus.py", "import os  # noqa", 1, "every finding of the line"),
    "a noqa of a file": ("core/bus.py", "# ruff: noqa", 1, "every finding of the line"),
    "a bare type ignore": ("core/bus.py", "x: int = ''  # type: ignore", 1, "every type error"),
    "a sleep": ("tests/unit/test_a.py", "time.sleep(1)", 1, "too short on a busy machine"),
    "a wait": ("tests/unit/test_a.py", "qtbot.wait(100)", 1, "too short on a busy machine"),
    "a drawer": ("core/utils.py", "", 1, "hides what is in it"),
    "a package index": (".ci/run", f"pip install -i {INDEX}", 1, "binds every site"),
    "a path outside": ("docs/index.md", f"first\n{OUTSIDE}", 2, "a clone does not have it"),
    "a second lock": ("uv.lock", "", 1, "will differ from the first"),
    "half a file": ("core/bus.py", "def a(:", 1, "Not Python"),
}

CLEAN = {
    "a short file": ("core/rules/lots.py", "x = 1\n" * 400),
    "a long text": ("requirements.lock", "x\n" * 4000),
    "a short function": ("kiosk/app.py", LONG_FUNCTION.removesuffix("    pass\n")),
    "a float of the load": ("core/ops/load.py", "seconds = float('0.1')"),
    "a float of the kiosk": ("kiosk/views/scale.py", "x = float(3)"),
    "an aware now": ("core/context.py", "at = datetime.now(UTC)"),
    "an aware now by name": ("core/context.py", "at = datetime.now(tz=UTC)"),
    "another now": ("core/bus.py", "at = clock.now()"),
    "a printing command": ("kiosk/cli/device.py", "print('ready')"),
    "a printing tool": ("tools/parts.py", "print('ready')"),
    "dev.py": ("dev.py", "print('ready')"),
    "another print": ("kiosk/app.py", "printer.print(label)"),
    "a named noqa": ("core/bus.py", "import os  # noqa: F401 - kept for its effect"),
    "a named type ignore": ("core/bus.py", "x: int = ''  # type: ignore[assignment]"),
    "noqa in a text": ("core/bus.py", "x = '# noqa'"),
    "a sleep of a simulator": ("kiosk/devices/simulator/a.py", "time.sleep(1)"),
    "a wait for an event": ("tests/unit/test_a.py", "done.wait(5)"),
    "the lock": ("requirements.lock", "alembic==1.20.1"),
}


@pytest.mark.parametrize(("path", "text", "line", "reason"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found_where_it_is(path: str, text: str, line: int, reason: str) -> None:
    found = [str(finding) for finding in findings(Source(PurePosixPath(path), text))]
    assert len(found) == 1
    assert found[0].startswith(f"{path}:{line}: ")
    assert reason in found[0]


@pytest.mark.parametrize(("path", "text"), CLEAN.values(), ids=CLEAN)
def test_clean_code_is_left_in_peace(path: str, text: str) -> None:
    assert list(findings(Source(PurePosixPath(path), text))) == []


def test_the_walk_reads_texts_and_skips_caches_and_pictures(tmp_path: Path) -> None:
    for path in ("core/a.py", ".ci/run", ".dev/venv/b.py", "core/__pycache__/c.py", "x_cache/d"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    assert [str(source.path) for source in sources(tmp_path)] == [".ci/run", "core/a.py"]


def test_the_command_prints_its_findings_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main() == 0
    (tmp_path / "uv.lock").touch()
    assert main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "uv.lock:1: A second lock will differ from the first. Keep requirements.lock only."
    ]
