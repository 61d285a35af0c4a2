"""The size of a proof: short in every run, full with `python3 dev.py test --long`."""

import os

LONG = os.environ.get("NYARS_LONG") == "1"


def size(short: int, long: int) -> int:
    """How many rounds, events or schedules a proof takes in this run."""
    return long if LONG else short
