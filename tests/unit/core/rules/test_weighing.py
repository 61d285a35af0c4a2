from typing import Any

import pytest

from core.domain.quality import Source
from core.errors import Refused, Violation
from core.rules import check_shape
from tests.builders import kg, register_deb

TOLD = {"scale": "S" * 40, "alibi": "1" * 40, "scale_line": "x" * 200}


def refusal(**changes: Any) -> Violation:
    with pytest.raises(Refused) as refused:
        check_shape(register_deb(**changes))
    return refused.value.violation


def test_a_scale_may_say_a_line_and_no_more() -> None:
    check_shape(register_deb(source=Source.DEVICE, **TOLD))
    check_shape(register_deb(source=Source.DEVICE, scale="S1"))
    for argument, told in TOLD.items():
        details = {"argument": argument, "reason": "too_long", "maximum": len(told)}
        longer = {**TOLD, argument: told + "x"}
        assert refusal(source=Source.DEVICE, **longer) == Violation("invalid", details)


@pytest.mark.parametrize(
    "told", [{"alibi": "1"}, {"scale_line": "5"}, {"scale": ""}, {"scale": "  ", "alibi": "1"}]
)
def test_what_a_scale_says_is_of_a_scale_with_a_name(told: dict[str, str]) -> None:
    details = {"argument": "scale", "reason": "missing_argument"}
    assert refusal(source=Source.DEVICE, **told) == Violation("invalid", details)


def test_what_was_typed_came_off_no_scale() -> None:
    details = {"argument": "scale", "reason": "typed_weight"}
    assert refusal(source=Source.TYPED, scale="S1") == Violation("invalid", details)
    check_shape(register_deb(source=Source.TYPED, scale="S1", temperature_c=kg("3")))
