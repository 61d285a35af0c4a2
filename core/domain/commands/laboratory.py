"""Commands of the laboratory: the mark, and the result when it comes."""

from dataclasses import dataclass

from core.domain.commands.base import Command, command
from core.domain.laboratory import LabResult
from core.domain.people import Permission


@command("set_lab_mark", Permission.LABORATORY, topics=("quality", "lots"))
@dataclass(frozen=True, slots=True, kw_only=True)
class SetLabMark(Command):
    """A laboratory's result is awaited: the lot goes on, but nothing of it is shipped. `test` names the test."""

    lot: str
    test: str


@command("record_lab_result", Permission.LABORATORY, topics=("quality", "lots", "runs", "stock"))
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLabResult(Command):
    """The awaited result: negative frees the lot, positive holds it and everything made from it."""

    lot: str
    result: LabResult
    notes: str | None = None
    reason_code: str | None = None
