import pytest

from core.errors import Refused, Unavailable, Violation


def test_a_violation_has_a_code_of_the_public_list() -> None:
    with pytest.raises(ValueError, match="unknown error code too_bad"):
        Violation("too_bad")


def test_a_refusal_carries_its_violation() -> None:
    broken = Violation("weight_exceeded", {"kg": "2.000"})
    assert Refused.because(broken).violation == broken


def test_an_absent_world_names_its_reason_and_figures() -> None:
    away = Unavailable("too_slow", seconds=5)
    assert (away.reason, dict(away.details), str(away)) == ("too_slow", {"seconds": 5}, "too_slow")
