from datetime import UTC, date

import pytest
from pytestqt.qtbot import QtBot

from core.errors import Violation
from kiosk.i18n import Language
from kiosk.viewmodels.day_entry import DayEntry, Part

TODAY = date(2026, 11, 21)


def entry(day: date | None = None, language: str = "en") -> DayEntry:
    """Tomorrow cannot be."""

    def broken(wanted: date) -> Violation | None:
        late = Violation("invalid", {"argument": "slaughter_date", "reason": "in_the_future"})
        return late if wanted > TODAY else None

    words = Language(language, UTC)
    return DayEntry(words, title="Day of slaughter", day=day, today=TODAY, broken=broken)


def test_it_starts_today_or_where_it_was() -> None:
    assert (entry().day, entry().known) == (TODAY, False)
    before = date(2026, 1, 31)
    assert (entry(before).day, entry(before).known) == (before, True)


@pytest.mark.parametrize(
    ("start", "part", "by", "end"),
    [
        (date(2026, 11, 1), Part.DAY, -1, date(2026, 10, 31)),
        (date(2025, 12, 31), Part.DAY, 1, date(2026, 1, 1)),
        (date(2026, 1, 31), Part.MONTH, 1, date(2026, 2, 28)),
        (date(2024, 1, 31), Part.MONTH, 1, date(2024, 2, 29)),
        (date(2026, 1, 15), Part.MONTH, -1, date(2025, 12, 15)),
        (date(2025, 12, 15), Part.MONTH, 1, date(2026, 1, 15)),
        (date(2024, 2, 29), Part.YEAR, 1, date(2025, 2, 28)),
        (date(2024, 2, 29), Part.YEAR, -4, date(2020, 2, 29)),
    ],
)
def test_a_step_goes_to_the_day_that_people_mean(
    start: date, part: Part, by: int, end: date
) -> None:
    moved = entry(start)
    moved.move(part, by)
    assert moved.day == end


@pytest.mark.parametrize(("start", "by"), [(date.max, 1), (date.min, -1)])
@pytest.mark.parametrize("part", list(Part))
def test_a_day_stays_within_what_a_calendar_has(start: date, by: int, part: Part) -> None:
    moved = entry(start)
    moved.move(part, by)
    assert moved.day == start


def test_a_day_that_cannot_be_says_why_and_is_not_taken(qtbot: QtBot) -> None:
    late = entry()
    late.move(Part.DAY, 1)
    assert late.problem == "Day of slaughter: this lies in the future."
    with qtbot.assertNotEmitted(late.accepted):
        late.accept()
    late.move(Part.DAY, -1)
    with qtbot.waitSignal(late.accepted) as taken:
        late.accept()
    assert taken.args == [TODAY]


def test_there_may_be_no_day_and_it_may_be_given_up(qtbot: QtBot) -> None:
    known = entry(TODAY)
    with qtbot.waitSignal(known.accepted) as taken:
        known.clear()
    assert taken.args == [None]
    with qtbot.waitSignal(known.cancelled):
        known.cancel()


def test_the_parts_stand_in_the_order_of_the_language() -> None:
    assert entry().parts == (Part.DAY, Part.MONTH, Part.YEAR)
    assert entry(language="hu").parts == (Part.YEAR, Part.MONTH, Part.DAY)
    assert [entry().value(part) for part in entry().parts] == ["21", "11", "2026"]
