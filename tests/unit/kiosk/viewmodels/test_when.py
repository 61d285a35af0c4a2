from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.i18n import Language
from kiosk.viewmodels.when import ago, last_time

BUDAPEST = ZoneInfo("Europe/Budapest")
NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
WORDS = Language("en", BUDAPEST)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 20, 13, 2, tzinfo=UTC), "14:02"),
        (datetime(2026, 11, 19, 23, 30, tzinfo=UTC), "00:30"),  # already today at the plant
        (datetime(2026, 11, 19, 9, 0, tzinfo=UTC), "yesterday"),
        (datetime(2026, 11, 18, 9, 0, tzinfo=UTC), "18 Nov"),
    ],
)
def test_a_time_is_told_as_short_as_it_is_clear(at: datetime, text: str) -> None:
    assert last_time(WORDS, at, NOW, BUDAPEST) == text


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(seconds=-3), "just now"),  # another kiosk's clock
    ],
)
def test_a_wait_is_told_in_the_unit_that_says_it_best(passed: timedelta, text: str) -> None:
    assert ago(WORDS, NOW - passed, NOW) == text
