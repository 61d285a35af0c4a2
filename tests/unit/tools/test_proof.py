from pathlib import Path

import pytest

from tools import proof

FILES = {
    "core/bus.py": {"num_branches": 8, "covered_branches": 6},
    "core/domain/lots.py": {"num_branches": 2, "covered_branches": 2},
    "kiosk/viewmodels/scale.py": {"num_branches": 0, "covered_branches": 0},
    "kiosk/app.py": {"num_branches": 10, "covered_branches": 0},
    "kiosk/viewmodels/__init__.py": {"num_statements": 0},
}


def test_the_branches_of_a_package_are_summed_over_its_files() -> None:
    assert proof.branches(FILES, "core") == 80
    assert proof.branches(FILES, "kiosk/viewmodels") is None
    assert proof.branches(FILES, "core/bus.py") == 75


@pytest.mark.parametrize(("taken", "whole", "passed"), [(9, True, True), (8, True, False)])
def test_coverage_below_the_threshold_fails_a_whole_run(
    taken: int, whole: bool, passed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"core/bus.py": {"num_branches": 10, "covered_branches": taken}}
    monkeypatch.setattr(proof, "measured", lambda data: files)
    result = proof.coverage_part(Path("coverage"), whole=whole)
    assert result.passed is passed
    assert f"core {taken}0.0 % (>= 90 %)" in result.note
    assert proof.coverage_part(Path("coverage"), whole=False).passed


def test_nothing_measured_is_said_and_passes(tmp_path: Path) -> None:
    result = proof.coverage_part(tmp_path / "coverage", whole=True)
    assert result.passed
    assert "core nothing to measure (>= 90 %)" in result.note


@pytest.mark.parametrize(
    ("limits", "most"), [("max 100000", 1024), ("200000 100000", 2), ("10000 100000", 1)]
)
def test_workers_keep_to_the_share_of_the_container(tmp_path: Path, limits: str, most: int) -> None:
    (tmp_path / "cpu.max").write_text(limits, encoding="ascii")
    assert 1 <= proof.workers(tmp_path / "cpu.max") <= most
