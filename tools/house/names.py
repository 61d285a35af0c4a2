"""Names: files say what they are for, and the checkout stands on its own."""

import re
from collections.abc import Iterator

from tools.house.source import Check, Finding, Source

DRAWERS = {"utils.py", "util.py", "helpers.py", "helper.py", "misc.py", "common.py"}
INDEX = re.compile(r"pypi\.org|files\.pythonhosted")
OUTSIDE = re.compile(r"\.\./shared")


def no_drawers(source: Source) -> Iterator[Finding]:
    if source.path.name in DRAWERS:
        yield source.finding(
            1,
            "A drawer for everything hides what is in it.",
            "Name the file after its subject.",
        )


def stands_alone(source: Source) -> Iterator[Finding]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        if OUTSIDE.search(line):
            yield source.finding(
                number,
                "This leads out of the checkout; a clone does not have it.",
                "Bring what is needed into the repository.",
            )
        if INDEX.search(line):
            yield source.finding(
                number,
                "The address of a package index binds every site to it.",
                "Leave it out: pip and uv know the index of their machine.",
            )


def one_lock(source: Source) -> Iterator[Finding]:
    if source.path.name == "uv.lock":
        yield source.finding(
            1, "A second lock will differ from the first.", "Keep requirements.lock only."
        )


CHECKS: tuple[Check, ...] = (no_drawers, stands_alone, one_lock)
