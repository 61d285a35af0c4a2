"""The libraries of Qt: what is missing, and who installs it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dev

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian's packages")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A Debian machine without a display, whose apt-get writes down what it is asked."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(dev, "can_open", lambda library: library != "libEGL.so.1")
    log = tmp_path / "apt.log"
    apt = tmp_path / "apt-get"
    apt.write_text(
        f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> {log}\n[ ! -e {tmp_path}/away ]\n',
        encoding="ascii",
    )
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def test_root_gets_the_missing_library_from_apt(machine: Path) -> None:
    dev.ensure_libraries(window=True, required=True)
    assert (machine / "apt.log").read_text(encoding="ascii").splitlines() == [
        "noninteractive update",
        "noninteractive install -y --no-install-recommends libegl1",
    ]


def test_others_are_told_the_one_command(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    dev.ensure_libraries(window=True, required=False)
    with pytest.raises(SystemExit, match="1"):
        dev.ensure_libraries(window=True, required=True)
    assert not (machine / "apt.log").exists()
    told = "run once: sudo apt-get install -y --no-install-recommends libegl1\n"
    assert capsys.readouterr().err.count(told) == 2


def test_apt_without_a_network_is_said_and_stops(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine / "away").touch()
    with pytest.raises(SystemExit, match="1"):
        dev.ensure_libraries(window=True, required=True)
    assert "(apt-get update)' failed (exit status 1" in capsys.readouterr().err


def test_nothing_is_missing_on_a_machine_that_has_all(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "can_open", lambda library: True)
    dev.ensure_libraries(window=True, required=True)
    assert capsys.readouterr().err == ""


def test_a_window_needs_more_than_an_offscreen_picture(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "can_open", lambda library: False)
    assert dev.missing_packages(window=True) == list(dev.QT_LIBRARIES)
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.missing_packages(window=False) == list(dev.QT_LIBRARIES)
    assert dev.missing_packages(window=True) == [*dev.QT_LIBRARIES, *dev.DISPLAY_LIBRARIES]


def test_a_library_that_is_not_there_cannot_be_opened() -> None:
    assert dev.can_open("libc.so.6")
    assert not dev.can_open("libnothing.so.9")


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "UV_NO_CACHE" not in dev.uv_environment()
    monkeypatch.setenv("HOME", str(tmp_path / "missing"))
    assert dev.uv_environment()["UV_NO_CACHE"] == "1"


@pytest.mark.parametrize(
    ("listed", "index"),
    [
        ("global.cert='/etc/ssl/plant.crt'", None),
        ("global.index-url='http://mirror.plant/simple'", "http://mirror.plant/simple"),
        ("global.index-url='http://old/'\n:env:.index-url='http://new/'", "http://new/"),
    ],
)
def test_a_mirror_set_for_pip_serves_the_locked_packages_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, listed: str, index: str | None
) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$*" = "-m pip config list" ] && echo "{listed}"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    assert dev.uv_environment().get("UV_DEFAULT_INDEX") == index
