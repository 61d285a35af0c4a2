"""The files of the checkout as the house checks read them, and what a check answers."""

import ast
import io
import os
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

SKIPPED = {".dev", ".git", ".hypothesis", "__pycache__", "build", "dist", "out"}
CACHES = ("_cache", ".egg-info")


@dataclass(frozen=True)
class Finding:
    """A broken rule of the house: where, why it matters, and how to mend it."""

    path: PurePosixPath
    line: int
    reason: str
    cure: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason} {self.cure}"


@dataclass(frozen=True)
class Source:
    """A text file by its path from the top of the checkout."""

    path: PurePosixPath
    text: str

    @property
    def is_python(self) -> bool:
        return self.path.suffix == ".py"

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its syntax tree; none when it is not Python."""
        return tuple(ast.walk(ast.parse(self.text))) if self.is_python else ()

    @cached_property
    def comments(self) -> tuple[tuple[int, str], ...]:
        """Its Python comments with their lines."""
        if not self.is_python:
            return ()
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return tuple((t.start[0], t.string) for t in tokens if t.type == tokenize.COMMENT)

    def is_in(self, *places: str) -> bool:
        """Whether it is one of `places` or lies in one of them."""
        return any(self.path.is_relative_to(place) for place in places)

    def finding(self, line: int, reason: str, cure: str) -> Finding:
        return Finding(self.path, line, reason, cure)


Check = Callable[[Source], Iterator[Finding]]


def sources(top: Path) -> Iterator[Source]:
    """Every text file below `top`, without git's help: a downloaded archive is checked too."""
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and not f.endswith(CACHES))
        for name in sorted(names):
            path = Path(folder, name)
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:  # a picture, a sound, a font
                continue
            yield Source(PurePosixPath(path.relative_to(top).as_posix()), text)
