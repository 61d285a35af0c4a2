"""A number shown big within its words, wherever the language puts it."""

import re

from kiosk.viewmodels.task import Figure
from kiosk.views.widgets.runs import Run, Runs


def figure_runs(figure: Figure, big: float, small: float, *, ink: str | None = None) -> Runs:
    """Runs of `figure`: its number bold at `big`, the rest at `small` design pixels."""
    alone = re.split(rf"(?<!\d)({re.escape(figure.number)})(?!\d)", figure.text, maxsplit=1)
    before, number, after = alone if len(alone) == 3 else (figure.text, "", "")
    runs = (
        Run(before, small, ink=ink),
        Run(number, big, bold=True),
        Run(after, small, ink=ink),
    )
    return [run for run in runs if run.text]
