"""The documentation holds together: links lead somewhere, command lines parse, files and words are there."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer

import dev
from core import resources
from kiosk.__main__ import build
from tools import words

TOP = Path(__file__).parents[2]
DOCS = TOP / "docs"
OPERATORS = DOCS / "operators"
PAGES = sorted(DOCS.rglob("*.md"))
EVERY = pytest.mark.parametrize(
    "page", [TOP / "README.md", *PAGES], ids=lambda page: str(page.relative_to(TOP))
)
_FENCE = re.compile(r"^ *```(?P<kind>\w*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_PATH = re.compile(r"(?:core|kiosk|tests|tools|resources|migrations|docs)/[a-z0-9_./-]*")
_PLACE = re.compile(r"\\\{[a-z_]+\\\}")


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", page.read_text("utf-8"))


def links(page: Path) -> list[str]:
    """Where the page's links lead, those to other places of the web left out."""
    found = _LINK.findall(_CODE.sub("", prose(page)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings are found."""
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in _HEADING.findall(prose(page))]
    return {heading.replace(" ", "-") for heading in plain}


def typed(page: Path) -> Iterator[list[str]]:
    """The command lines in the page's fenced blocks, as words."""
    for block in _FENCE.finditer(page.read_text("utf-8")):
        for line in map(str.strip, block["body"].splitlines()) if block["kind"] == "" else ():
            if re.match(r"(nyars|python3 dev\.py)( |$)", line):
                yield shlex.split(re.split(r" [<>|] ?", line)[0])


def parse(arguments: list[str]) -> None:
    """Parse a command line of nyars down to its last word, without running it; raises a UsageError."""
    command: Any = typer.main.get_command(build())
    context = command.make_context("nyars", list(arguments))
    while hasattr(command, "resolve_command"):
        name, command, rest = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        context = command.make_context(name, rest, parent=context)


@EVERY
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


def test_every_page_is_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
    assert set(PAGES) <= reached


@EVERY
def test_every_command_line_can_be_typed(page: Path) -> None:
    for line in typed(page):
        match line:
            case ["nyars", *arguments] | ["python3", "dev.py", "nyars", *arguments]:
                parsed(arguments)
            case ["python3", "dev.py", "demo", *arguments]:
                parsed(["demo", *arguments])
            case ["python3", "dev.py", command, *_]:
                assert f"  {command} " in dev.USAGE, line


def parsed(arguments: list[str]) -> None:
    """Parse; "--help" and "--version" end early."""
    with suppress(typer.Exit):
        parse(arguments or ["kiosk"])


def test_a_wrong_command_line_would_be_noticed() -> None:
    for line in (["db", "unknown"], ["device", "watch"], ["kiosk", "--unknown"]):
        with pytest.raises(Exception, match=r"No such|Missing"):
            parse(line)


@EVERY
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = {code for code in _CODE.findall(prose(page)) if _PATH.fullmatch(code)}
    assert {path for path in named if not (TOP / path).exists()} == set()


def test_each_page_for_operators_stands_in_hungarian_too() -> None:
    english = {path.name for path in OPERATORS.glob("*.md")}
    assert {path.name for path in (OPERATORS / "hu").glob("*.md")} == english


def spoken(language: str) -> re.Pattern[str]:
    """Everything that a kiosk says in a language, with anything in its places."""
    found = tuple(words.sentences())
    if language == "en":
        said = [text for each in found for text in (each.one, each.many) if text]
    else:
        catalogue = words.catalogue(words.CATALOGUES / f"{language}.po")
        said = [
            text
            for message in catalogue
            for text in ([message.string] if isinstance(message.string, str) else message.string)
            if text
        ]
    for path in resources.path("processes").glob("*.toml"):
        process = tomllib.loads(path.read_text("utf-8"))
        said += [each["name"][language] for each in process["steps"] + process["lot_types"]]
    return re.compile("|".join(_PLACE.sub(".+", re.escape(text)) for text in said if telling(text)))


def telling(text: str) -> bool:
    """Whether more stands there than places, which anything would fill."""
    return not words.places(text) or len(re.findall(r"[^\W\d_]", re.sub(r"\{.*?\}", "", text))) > 3


@pytest.mark.parametrize("language", ["en", "hu"])
def test_what_a_page_for_operators_has_in_bold_stands_on_the_screens(language: str) -> None:
    folder = OPERATORS if language == "en" else OPERATORS / language
    says = spoken(language)
    wrong = [
        (page.name, bold)
        for page in sorted(folder.glob("*.md"))
        for bold in (" ".join(found.split()) for found in _BOLD.findall(prose(page)))
        if not says.fullmatch(bold)
    ]
    assert not wrong
