"""Times as people say them: the hour of today, yesterday, a day; and how long something waits."""

from datetime import datetime, timedelta, tzinfo

from core.domain.words import Words

_HOUR = 60
_DAY = 24 * _HOUR


def last_time(words: Words, at: datetime, now: datetime, zone: tzinfo) -> str:
    """When something was, as short as it is clear: 14:02, yesterday, 18 Nov."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if day >= today:
        return words.time(at)
    if day == today - timedelta(days=1):
        return words.text("yesterday")
    return words.day(day)


def ago(words: Words, since: datetime, now: datetime) -> str:
    """How long ago in minutes, hours or days, whichever says it best."""
    minutes = int((now - since).total_seconds()) // 60
    if minutes < 1:
        return words.text("just now")
    if minutes < _HOUR:
        return words.plural("{count} minute ago", "{count} minutes ago", minutes)
    if minutes < _DAY:
        return words.plural("{count} hour ago", "{count} hours ago", minutes // _HOUR)
    return words.plural("{count} day ago", "{count} days ago", minutes // _DAY)
