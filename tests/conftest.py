"""Sets the stage for every test: Qt without a display, and each fix_*.py beside it as a plugin."""

import os
from pathlib import Path

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

pytest_plugins = [
    "pytester",
    *sorted(f"tests.{path.stem}" for path in Path(__file__).parent.glob("fix_*.py")),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers take tests from the ends of each other's lists: what stands first is never torn apart."""
    items.sort(key=lambda item: item.get_closest_marker("begun_first") is None)
