"""`python -m tools.reference` writes docs/reference anew; a contract test compares it with the code."""

from collections.abc import Mapping
from pathlib import Path

from tools.reference import plant, rules, station, vocabulary

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def pages() -> Mapping[str, str]:
    """Every reference page by its file name."""
    return {
        "commands.md": vocabulary.commands(),
        "queries.md": vocabulary.queries(),
        "rules.md": rules.rules(),
        "states.md": plant.states(),
        "permissions.md": plant.permissions(),
        "settings.md": station.options(),
        **plant.processes(),
    }


def main() -> None:
    """Write the pages and drop those that nothing stands behind any more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = pages()
    for left in FOLDER.glob("*.md"):
        if left.name not in written:
            left.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
