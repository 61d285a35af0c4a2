"""dev.py in a checkout of its own, with an installer that writes down what it is asked."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
UV = """#!/bin/sh
echo "$*" >> "$ROOT/uv.log"
[ -e "$ROOT/uv.fails" ] && { echo "no network" >&2; exit 3; }
case "$*" in
  venv*) rm -rf "$ROOT/.dev/venv"; mkdir -p "$ROOT/.dev/venv" ;;
  *-e*) mkdir -p "$ROOT/.dev/venv/bin"; cp "$ROOT/nyars" "$ROOT/.dev/venv/bin/nyars" ;;
esac
"""
NYARS = """#!/bin/sh
echo "$@"
cat
exit 7
"""

Dev = Callable[..., subprocess.CompletedProcess[str]]


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("dev.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(TOP / name, tmp_path)
    script(tmp_path / ".dev/uv/bin/uv", UV.replace("$ROOT", str(tmp_path)))
    script(tmp_path / "nyars", NYARS)
    return tmp_path


@pytest.fixture
def start(checkout: Path) -> Callable[..., "subprocess.Popen[str]"]:
    def start(*args: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-B", str(checkout / "dev.py"), *args]
        env = {"PATH": os.environ["PATH"]}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    return start


@pytest.fixture
def dev(start: Callable[..., "subprocess.Popen[str]"]) -> Dev:
    def dev(*args: str, words: str = "") -> subprocess.CompletedProcess[str]:
        with start(*args) as process:
            out, err = process.communicate(words, timeout=60)
        return subprocess.CompletedProcess(args, process.returncode, out, err)

    return dev


def asked(checkout: Path) -> list[str]:
    log = checkout / "uv.log"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [" ".join(line.split()[:2]) for line in lines]


FRESH = ["venv --clear", "pip install", "pip install"]


def test_streams_and_exit_status_belong_to_nyars(dev: Dev) -> None:
    done = dev("nyars", "exec", "--kiosk", "K1", words='{"id": 1}\n')
    assert (done.returncode, done.stdout) == (7, 'exec --kiosk K1\n{"id": 1}\n')


def test_demo_is_nyars_demo(dev: Dev) -> None:
    assert dev("demo", "--tour", "out").stdout == "demo --tour out\n"


def test_the_second_run_installs_nothing_and_says_nothing(checkout: Path, dev: Dev) -> None:
    first = dev("nyars")
    assert asked(checkout) == FRESH
    assert len(first.stderr.splitlines()) == 3
    assert dev("nyars").stderr == ""
    assert asked(checkout) == []


def test_a_new_lock_brings_the_environment_up_to_date_in_place(checkout: Path, dev: Dev) -> None:
    dev("nyars")
    asked(checkout)
    with (checkout / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# another\n")
    dev("nyars")
    assert asked(checkout) == FRESH[1:]


def test_an_environment_of_another_python_is_made_anew(checkout: Path, dev: Dev) -> None:
    dev("nyars")
    asked(checkout)
    stamp = checkout / ".dev/venv/ready"
    stamp.write_text("3.10.1" + stamp.read_text(encoding="utf-8"), encoding="utf-8")
    dev("nyars")
    assert asked(checkout) == FRESH


def test_a_half_made_environment_is_made_anew(checkout: Path, dev: Dev) -> None:
    (checkout / "uv.fails").touch()
    failed = dev("nyars")
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "no network" in failed.stderr
    assert failed.stderr.splitlines()[-1].startswith("dev.py stopped: 'Making the environment")
    (checkout / "uv.fails").unlink()
    asked(checkout)
    assert dev("nyars").returncode == 7
    assert asked(checkout) == FRESH


def test_two_at_a_time_make_one_environment(
    checkout: Path, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    processes = [start("nyars", "hello") for _ in range(4)]
    outs = [process.communicate(timeout=60)[0] for process in processes]
    assert outs == ["hello\n"] * 4
    assert asked(checkout) == FRESH


@pytest.mark.parametrize(("args", "status"), [(["--help"], 0), ([], 0), (["fly"], 2)])
def test_usage_is_told_without_making_anything(
    checkout: Path, dev: Dev, args: list[str], status: int
) -> None:
    done = dev(*args)
    assert done.returncode == status
    assert "usage: python3 dev.py COMMAND" in done.stdout + done.stderr
    assert asked(checkout) == []
