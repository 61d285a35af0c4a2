"""Where the files beside the code are found: fonts, processes, translations, icons."""

from pathlib import Path

ROOT = Path(__file__).parent.parent / "resources"


def path(*parts: str) -> Path:
    """The path of a resource, such as path("fonts", "NotoSans-Regular.ttf"); it need not exist."""
    return ROOT.joinpath(*parts)
