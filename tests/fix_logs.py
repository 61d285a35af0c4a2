"""Loud logs: a warning or an error that the test did not announce fails it."""

import logging
import re
from collections.abc import Callable, Iterator

import pytest

_NOISY = pytest.StashKey["LoudLog"]()


class LoudLog(logging.Handler):
    """Keeps every record from WARNING up, and the patterns that a test expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.expected: dict[str, bool] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def expect(self, pattern: str, *, always: bool = True) -> None:
        """Allow records that match `pattern`; with `always`, one of them has to come."""
        self.expected[pattern] = always

    def complaint(self) -> str:
        """What was logged unannounced or announced and never logged; empty when all is well."""
        surprises = [
            f"unexpected log record: {line}"
            for line in self.lines
            if not any(re.search(pattern, line) for pattern in self.expected)
        ]
        missing = [
            f"expected log record never came: {pattern}"
            for pattern, always in self.expected.items()
            if always and not any(re.search(pattern, line) for line in self.lines)
        ]
        return "\n".join(surprises + missing)


@pytest.fixture(autouse=True)
def _loud_log(request: pytest.FixtureRequest) -> Iterator[LoudLog]:
    log = LoudLog()
    for marker in request.node.iter_markers("expected_log"):
        log.expect(*marker.args, **marker.kwargs)
    request.node.stash[_NOISY] = log
    root = logging.getLogger()
    root.addHandler(log)
    yield log
    root.removeHandler(log)


@pytest.fixture
def expected_log(_loud_log: LoudLog) -> Callable[..., None]:
    """Announce a log record from inside a test: `expected_log("scale.main lost")`."""
    return _loud_log.expect


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Judge the log after the fixtures are down: what they say on the way out counts too."""
    log = item.stash.get(_NOISY, None)
    if log is not None and (complaint := log.complaint()):
        pytest.fail(complaint, pytrace=False)
