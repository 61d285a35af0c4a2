"""Sets the stage for every test: Qt without a display, and each fix_*.py beside it as a plugin."""

import os
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

pytest_plugins = [
    "pytester",
    *sorted(f"tests.{path.stem}" for path in Path(__file__).parent.glob("fix_*.py")),
]
