"""`python -m tools.house`: prints every finding of the checkout; exit status 1 when there is one."""

from pathlib import Path

from tools.house.checks import findings
from tools.house.source import sources


def main() -> int:
    found = [str(finding) for source in sources(Path.cwd()) for finding in findings(source)]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
