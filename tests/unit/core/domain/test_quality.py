import pytest

from tests.builders import at_gate, kg


@pytest.mark.parametrize(
    ("celsius", "deviates"),
    [
        (None, False),
        ("-18.001", False),
        ("-18.0", False),
        ("-17.999", True),
        ("-15.0", True),
        ("-14.999", False),
    ],
)
def test_a_deviation_lies_above_the_limit_and_up_to_what_is_tolerated(
    celsius: str | None, deviates: bool
) -> None:
    facts = at_gate(
        ccp=True,
        limit_c=kg("-18.0"),
        tolerated_c=kg("-15.0"),
        celsius=None if celsius is None else kg(celsius),
    )
    assert facts.deviates is deviates
    assert facts.bound == kg("-15.0")


def test_where_nothing_is_tolerated_the_limit_is_the_bound() -> None:
    facts = at_gate(ccp=True, limit_c=kg("4.0"), celsius=kg("4.001"))
    assert (facts.bound, facts.deviates) == (kg("4.0"), False)
    assert at_gate(celsius=kg("4")).deviates is False
