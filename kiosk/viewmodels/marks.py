"""The states a thing can show: one shape and one word each, the same on every screen."""

from enum import StrEnum


class Mark(StrEnum):
    """A state. The view draws its shape; the text beside it always says it in words too."""

    DONE = "done"
    WARNING = "warning"
    ALARM = "alarm"
    OFFLINE = "offline"
    HOLD = "hold"
    RUNNING = "running"
    AHEAD = "ahead"  # the empty ring: a step or value that is still to come
    QUARANTINE = "quarantine"
    REJECTED = "rejected"
