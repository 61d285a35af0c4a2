"""What the tour leaves behind: summary.json, and whether all of it is as it must be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.domain.process import Process
from core.domain.runs import RunStatus

FEWEST_PICTURES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLabel:
    """A label as it came out of the printer: its lot, what its symbol says, and its picture."""

    lot: str
    payload: str
    png: str


@dataclass(slots=True)
class Summary:
    """Collected along the tour; png paths are relative to `folder`."""

    folder: Path
    run: str = ""
    status: str = ""
    step: int = -1
    lots: list[Mapping[str, str]] = field(default_factory=list)
    labels: list[PrintedLabel] = field(default_factory=list)
    screens: list[Mapping[str, str]] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    forward: list[str] = field(default_factory=list)

    def write(self) -> None:
        """DIR/summary.json, as the command line promises it."""
        content: dict[str, Any] = {
            "run": self.run,
            "status": self.status,
            "step": self.step,
            "lots": self.lots,
            "labels": [
                {"lot": label.lot, "payload": label.payload, "png": label.png}
                for label in self.labels
            ],
            "screens": self.screens,
            "trace": {"back": self.back, "forward": self.forward},
        }
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (self.folder / "summary.json").write_text(text + "\n", encoding="utf-8")

    def faults(self, plant: Process) -> list[str]:
        """What is not as it must be, a sentence each; every lot type that a step makes is wanted."""
        found = []
        wanted = {name for step in plant.steps for name in step.creates}
        if (self.status, self.step) != (RunStatus.COMPLETED, plant.last_step):
            found.append(f"The run {self.run} stands {self.status} at step {self.step}.")
        if missing := sorted(wanted - {lot["type"] for lot in self.lots}):
            found.append(f"There is no lot of {', '.join(missing)}.")
        unlabelled = {lot["code"] for lot in self.lots} - {label.lot for label in self.labels}
        if unlabelled:
            found.append(f"No label decodes to {', '.join(sorted(unlabelled))}.")
        if not self.lots or self.lots[0]["code"] not in self.back:
            found.append("The trace back does not reach the first lot.")
        if len({picture["png"] for picture in self.screens}) < FEWEST_PICTURES:
            found.append(f"There are only {len(self.screens)} pictures.")
        return found
