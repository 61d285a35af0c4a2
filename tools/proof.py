"""Runs pytest on all cores and holds its branch coverage against what the house asks for."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import NoDataError, NoSource

from tools.parts import Result

REQUIRED = {  # per cent of branches; what bytes mean has none that nobody has seen taken
    "core": 90,
    "kiosk/viewmodels": 85,
    "kiosk/devices/scales": 100,
    "kiosk/devices/thermometers": 100,
    "kiosk/devices/codec.py": 100,
    "kiosk/devices/framing.py": 100,
    "kiosk/devices/profile.py": 100,
}
LONG_TIMEOUT = "faulthandler_timeout=7200"


def run_pytest(args: Sequence[str], data: Path) -> Result:
    """Run pytest, its output untouched; `--long` among `args` asks for the full size of proofs."""
    long = "--long" in args
    command = [sys.executable, "-m", "pytest", "-n", str(workers()), "--dist", "worksteal"]
    command += ["--cov", "--cov-report="]
    command += ["-o", LONG_TIMEOUT] if long else []
    command += [arg for arg in args if arg != "--long"]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "COVERAGE_FILE": str(data)}
    env["NYARS_LONG"] = "1" if long else "0"
    begin = time.monotonic()
    done = subprocess.run(command, env=env, check=False)
    return Result("pytest", done.returncode == 0, time.monotonic() - begin)


def workers(limits: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """How many processors this process may use: a container's share counts, not the machine."""
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    if limits.is_file():
        quota, period = limits.read_text(encoding="ascii").split()
        if quota != "max":
            allowed = min(allowed, round(int(quota) / int(period)))
    return max(1, allowed)


def coverage_part(data: Path, *, whole: bool) -> Result:
    """Judge the branch coverage of a whole run; of a chosen part of the tests only show it."""
    begin = time.monotonic()
    files = measured(data)
    figures = {package: branches(files, package) for package in REQUIRED}
    good = all(figure is None or figure >= REQUIRED[package] for package, figure in figures.items())
    note = "branches: " + ", ".join(
        f"{package} {shown(figure)} (>= {REQUIRED[package]} %)"
        for package, figure in figures.items()
    )
    if not whole:
        note += ", not judged: only some of the tests ran"
    result = Result("coverage", good or not whole, time.monotonic() - begin, note)
    print(result, flush=True)
    return result


def measured(data: Path) -> Mapping[str, Mapping[str, int]]:
    """The summary of each measured file, by its path from the top; empty when nothing ran."""
    coverage = Coverage(data_file=str(data))
    coverage.load()
    try:
        coverage.json_report(outfile=str(data.with_suffix(".json")))
    except (NoDataError, NoSource):
        return {}
    report = json.loads(data.with_suffix(".json").read_text(encoding="utf-8"))
    return {path.replace("\\", "/"): file["summary"] for path, file in report["files"].items()}


def branches(files: Mapping[str, Mapping[str, int]], package: str) -> float | None:
    """Per cent of the branches in `package` (or one file) that were taken; None for no branches."""
    inside = [
        summary
        for path, summary in files.items()
        if path == package or path.startswith(f"{package}/")
    ]
    total = sum(summary.get("num_branches", 0) for summary in inside)
    taken = sum(summary.get("covered_branches", 0) for summary in inside)
    return 100 * taken / total if total else None


def shown(figure: float | None) -> str:
    return "nothing to measure" if figure is None else f"{figure:.1f} %"
