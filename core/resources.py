"""Where the files beside the code are found: fonts, processes, translations, icons."""

from pathlib import Path

ROOT = Path(__file__).parent.parent / "resources"


def path(*parts: str) -> Path:
    """The path of a resource, such as path("fonts", "NotoSans-Regular.ttf"); it need not exist."""
    return ROOT.joinpath(*parts)


def languages() -> tuple[str, ...]:
    """The codes of the languages there are: English and one for each catalogue."""
    return ("en", *sorted(each.stem for each in path("i18n").glob("*.po")))


def processes() -> tuple[str, ...]:
    """The keys of the processes a site may run."""
    return tuple(sorted(each.stem for each in path("processes").glob("*.toml")))
