"""Half-filled screens that survive a lock, a restart and a power cut."""

import json
from collections.abc import Mapping
from typing import Any

from core.context import Clock
from kiosk.runtime.disk import Disk


class Drafts:
    """One draft a screen, JSON values. Each change is on the disk when it returns: any thread but the screens'."""

    def __init__(self, disk: Disk, clock: Clock) -> None:
        self._disk = disk
        self._clock = clock

    def save(self, screen: str, body: Mapping[str, Any]) -> None:
        """`body` is what stands on the screen now."""
        values = (screen, json.dumps(body, ensure_ascii=False), self._clock.now().isoformat())
        with self._disk.write() as file:
            file.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?)", values)

    def load(self, screen: str) -> Mapping[str, Any] | None:
        """What stood on the screen, or None."""
        for row in self._disk.read("SELECT body FROM draft WHERE screen = ?", screen):
            body: Mapping[str, Any] = json.loads(row["body"])
            return body
        return None

    def drop(self, screen: str) -> None:
        """The draft became a command, or was thrown away."""
        with self._disk.write() as file:
            file.execute("DELETE FROM draft WHERE screen = ?", (screen,))
