import pytest

from core.domain.commands.labels import PrintLabel
from core.domain.labels import LabelFacts
from core.errors import Refused, Violation
from core.rules import check_shape, first_violation
from tests.builders import RAW
from tests.label_data import lot

FIRST = LabelFacts(lot_id=1, printed=False, data=lot())
AGAIN = LabelFacts(lot_id=1, printed=True, data=lot())


@pytest.mark.parametrize(("copies", "fits"), [(0, False), (1, True), (20, True), (21, False)])
def test_a_print_has_a_few_copies(copies: int, fits: bool) -> None:
    command = PrintLabel(lot=RAW, copies=copies)
    if fits:
        return check_shape(command)
    with pytest.raises(Refused) as refusal:
        check_shape(command)
    assert refusal.value.violation.details == {"argument": "copies", "reason": "out_of_range"}
    return None


@pytest.mark.parametrize(
    ("reason", "first", "again"),
    [
        (None, None, "notes_required"),
        ("torn off", None, "notes_required"),
        ("The first one was torn", None, None),
        ("x" * 500, None, None),
        ("x" * 501, "invalid", "invalid"),
    ],
)
def test_a_reprint_says_why(reason: str | None, first: str | None, again: str | None) -> None:
    command = PrintLabel(lot=RAW, reason=reason)
    for facts, code in ((FIRST, first), (AGAIN, again)):
        broken = first_violation(command, facts)
        assert (broken and broken.code) == code
        if code == "invalid":
            assert broken == Violation(
                code, {"argument": "reason", "reason": "too_long", "maximum": 500}
            )
