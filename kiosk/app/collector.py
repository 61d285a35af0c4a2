"""Keeps Python's collector on the screens' thread: widgets destroyed on another thread crash Qt."""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 1000


class Collector(QObject):
    """Switches the automatic collector off and collects here instead, a generation when it is due.

    What is there at `start()` is frozen, so that a round stays far below what a person notices.
    """

    def __init__(self) -> None:
        super().__init__()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        gc.disable()

    def start(self) -> None:
        """Everything long-lived is built."""
        gc.collect()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back as it was."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def look(self) -> None:
        """Collect the oldest generation that is due."""
        due = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), self._thresholds, strict=True)
            )
            if count > most
        ]
        if due:
            gc.collect(due[-1])
