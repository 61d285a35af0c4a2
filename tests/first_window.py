"""Run as a program: opens a window offscreen and prints, at its first paint, how long it took and what is loaded.

`bare` opens an empty PySide6 window, `kiosk DIR` the touch application with its data in DIR; `close DIR` opens it
and closes it at once.
"""

import json
import os
import sys
import time
from pathlib import Path

START = time.perf_counter()
SLOW = ("sqlalchemy", "psycopg", "alembic", "escpos")


def tell() -> None:
    """One JSON line, then the end."""
    loaded = [name for name in SLOW if name in sys.modules]
    told = {"seconds": time.perf_counter() - START, "loaded": loaded}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)  # the window was seen; nothing was begun that would have to end in order


def bare() -> None:
    """The reference: a label in a window."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel

    class Window(QLabel):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, tell)

    app = QApplication([])
    window = Window("Nyárs")
    window.resize(1280, 800)
    window.show()
    app.exec()


def kiosk(folder: Path) -> None:
    """The login screen, as `nyars kiosk` opens it."""
    from kiosk.app.kiosk import Kiosk, run
    from kiosk.settings import Settings

    async def look(opened: Kiosk) -> None:
        opened.window.painted.connect(tell)
        await opened.stopped.wait()

    run(Settings(data_dir=str(folder), full_screen=False), work=look)


def close(folder: Path) -> None:
    """The login screen is closed as soon as it is seen, while the database still starts."""
    from kiosk.app.kiosk import Kiosk, run
    from kiosk.settings import Settings

    async def leave(opened: Kiosk) -> None:
        opened.window.painted.connect(opened.shell.close)
        await opened.stopped.wait()

    run(Settings(data_dir=str(folder), full_screen=False), work=leave)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    elif sys.argv[1] == "close":
        close(Path(sys.argv[2]))
    else:
        kiosk(Path(sys.argv[2]))
