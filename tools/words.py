"""Keeps resources/i18n/*.po level with the sentences in core and kiosk.

`python tools/words.py` adds the missing sentences (for people to translate) and drops unused ones.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCES = ("core", "kiosk")
CATALOGUES = ROOT / "resources" / "i18n"
_PLACE = re.compile(r"\{([^{}]*)\}")
# Babel's own header holds the hour of the writing, which would make every two branches collide.
_HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_READ = {"_", "text", "plural"}
_SQL = {"sa", "sqlalchemy"}


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence where it stands. `many` is its plural; `given` the values of the call, None where unknown."""

    one: str
    many: str | None
    where: str
    given: frozenset[str] | None = None

    @property
    def key(self) -> str | tuple[str, str]:
        """How a catalogue names it."""
        return (self.one, self.many) if self.many is not None else self.one


def places(message: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(_PLACE.findall(message))


def calls(root: Path = ROOT) -> Iterator[tuple[ast.Call, str]]:
    """Every call in the product and where it stands."""
    for source in SOURCES:
        for path in sorted((root / source).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"), str(path))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield node, f"{path.relative_to(root)}:{node.lineno}"


def sentences(root: Path = ROOT) -> Iterator[Found]:
    """Every sentence that people may read, in the order of the files."""
    for call, where in calls(root):
        yield from _in_call(call, where)


def glued(root: Path = ROOT) -> list[str]:
    """Where a sentence is put together instead of written out, so that nobody can translate it."""
    return [
        where
        for call, where in calls(root)
        if isinstance(call.func, ast.Attribute | ast.Name)
        and (call.func.id if isinstance(call.func, ast.Name) else call.func.attr) in _READ
        and any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args[:1])
    ]


def _in_call(call: ast.Call, where: str) -> Iterator[Found]:
    match call:
        case ast.Call(func=ast.Name("_"), args=[ast.Constant(str() as one)]):
            yield Found(one, None, where)
        case ast.Call(func=ast.Attribute(ast.Name(owner), "text")) if owner in _SQL:
            return
        case ast.Call(func=ast.Attribute(attr="text"), args=[ast.Constant(str() as one)]):
            yield Found(one, None, where, _given(call))
        case ast.Call(
            func=ast.Attribute(attr="plural"),
            args=[ast.Constant(str() as one), ast.Constant(str() as many), *_],
        ):
            given = _given(call)
            yield Found(one, many, where, None if given is None else given | {"count"})


def _given(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    if None in names:
        return None
    return frozenset(name for name in names if name)


def catalogue(path: Path) -> Catalog:
    """The translations in a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def level(path: Path, root: Path = ROOT) -> tuple[list[str], list[str]]:
    """Add the missing sentences to the catalogue and drop the unused; returns both."""
    old = catalogue(path)
    wanted = {found.one: found for found in sentences(root)}
    added = [one for one in wanted if one not in old]
    dropped = [one for message in old if (one := _first(message.id)) and one not in wanted]
    for one in dropped:
        old.delete(one)
    for found in wanted.values():
        if found.one in added:
            old.add(found.key)
    written = BytesIO()
    write_po(written, old, sort_output=True, no_location=True, omit_header=True, width=100)
    head = _HEAD.format(language=path.stem, plurals=old.plural_forms)
    path.write_bytes(head.encode() + written.getvalue())
    return added, dropped


def _first(key: object) -> str:
    return key[0] if isinstance(key, list | tuple) else str(key)


def main() -> int:
    """Level every catalogue; the status is 1 where people have something to translate."""
    untranslated = 0
    for path in sorted(CATALOGUES.glob("*.po")):
        added, dropped = level(path)
        empty = [
            _first(message.id) for message in catalogue(path) if not _translated(message.string)
        ]
        print(f"{path.name}: {len(added)} added, {len(dropped)} dropped, {len(empty)} to translate")
        for one in empty:
            print(f"  {one}")
        untranslated += len(empty)
    return 1 if untranslated else 0


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
