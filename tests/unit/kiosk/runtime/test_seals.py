"""A kiosk seals the audit by itself: quietly where it cannot, and nothing is written twice."""

import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from core.domain.chain import Seal, seal_from, seal_json
from kiosk.runtime.seals import EVERY, Sealer
from tests.audit_data import lines
from tests.scripted_core import FixedClock, ScriptedCore

SEALS = [seal_from(told) for told in lines("seals.jsonl")]


@pytest.fixture
def core() -> ScriptedCore:
    return ScriptedCore(FixedClock())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "seals.jsonl"


@pytest.fixture
def sealer(core: ScriptedCore, path: Path) -> Sealer:
    return Sealer(core, "K1", path)


def kept(path: Path) -> list[Seal]:
    return [seal_from(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def test_the_file_grows_only_when_something_was_booked(
    sealer: Sealer, core: ScriptedCore, path: Path
) -> None:
    for seal in SEALS[:2]:
        core.seals = [seal]
        assert [sealer.seal() for _ in range(3)] == [EVERY] * 3
    assert kept(path) == SEALS[:2]


def test_a_line_that_was_never_finished_goes(
    sealer: Sealer, core: ScriptedCore, path: Path
) -> None:
    core.seals = SEALS[:1]
    sealer.seal()
    path.write_text(path.read_text("utf-8") + seal_json(SEALS[1])[:50], "utf-8")
    core.seals = SEALS[:2]
    sealer.seal()
    assert kept(path) == SEALS[:2]


@pytest.mark.parametrize("why", ["away", "not_enrolled", "another"])
def test_without_the_right_or_the_database_it_is_quiet_and_tries_again(
    core: ScriptedCore, path: Path, caplog: pytest.LogCaptureFixture, why: str
) -> None:
    caplog.set_level(logging.WARNING)
    sealer = Sealer(core, "K2" if why == "another" else "K1", path)
    core.away = why == "away"
    assert sealer.seal() == EVERY
    assert not path.exists()
    assert not caplog.records
    core.away, core.seals = False, SEALS[:1]
    Sealer(core, "K1", path).seal()
    assert kept(path) == SEALS[:1]


@pytest.mark.expected_log("could not be kept")
def test_a_full_disk_is_told_once_until_it_takes_a_line_again(
    sealer: Sealer,
    core: ScriptedCore,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, os.strerror(28))

    def told() -> int:
        return sum(record.levelno >= logging.WARNING for record in caplog.records)

    core.seals = SEALS[:1]
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        for _ in range(3):
            assert sealer.seal() == EVERY
    assert told() == 1
    assert str(path) in caplog.text
    core.seals = SEALS[:2]
    sealer.seal()
    assert kept(path)[-1] == SEALS[1]
    core.seals = SEALS[:1]
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        sealer.seal()
    assert told() == 2
