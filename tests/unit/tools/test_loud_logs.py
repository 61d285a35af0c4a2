from pathlib import Path

import pytest

QUIET = """
import logging
def test_it():
    logging.getLogger("plant").info("all is well")
"""
SURPRISE = """
import logging
def test_it():
    logging.getLogger("plant").warning("the scale is lost")
"""
MARKED = """
import logging, pytest
@pytest.mark.expected_log("scale is lost")
def test_it():
    logging.getLogger("plant").warning("the scale is lost")
"""
ANNOUNCED = """
import logging
def test_it(expected_log):
    expected_log("WARNING plant: the scale")
    logging.getLogger("plant").warning("the scale is lost")
"""
NEVER = """
def test_it(expected_log):
    expected_log("the scale")
"""
PERHAPS = """
def test_it(expected_log):
    expected_log("the scale", always=False)
"""


@pytest.fixture
def loud(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test run of its own with the log fixture and nothing else of ours."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    pytester.makeini(
        "[pytest]\naddopts = -p tests.fix_logs\nmarkers =\n  expected_log(pattern): announced"
    )
    return pytester


@pytest.mark.parametrize(
    "body", [QUIET, MARKED, ANNOUNCED, PERHAPS], ids=["quiet", "marked", "announced", "perhaps"]
)
def test_an_announced_record_or_none_passes(loud: pytest.Pytester, body: str) -> None:
    loud.makepyfile(body)
    loud.runpytest_subprocess().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [(SURPRISE, "*unexpected log record: WARNING plant*"), (NEVER, "*never came: the scale*")],
    ids=["surprise", "never"],
)
def test_a_surprise_or_a_missing_record_fails_with_its_reason(
    loud: pytest.Pytester, body: str, reason: str
) -> None:
    loud.makepyfile(body)
    result = loud.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([reason])
