"""`python -m tools check` and `python -m tools test`: what dev.py runs in the environment."""

import sys
import tempfile
from pathlib import Path

from tools.parts import check_parts, report, run_part
from tools.proof import coverage_part, run_pytest


def main(argv: list[str]) -> int:
    """Run every part, the failed ones too, so that one run tells all; 0 when all passed."""
    command, args = argv[0], argv[1:]
    results = [run_part(part) for part in check_parts()]
    if command == "test":
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "coverage"
            results.append(run_pytest(args, data))
            results.append(coverage_part(data, whole=all(arg == "--long" for arg in args)))
    return report(results)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
