"""What each signed command writes, as the kiosk's login writes it by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.domain.commands import COMMANDS
from tests.arguments import accepted, whoever_may
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.signing import sign


@dataclass(frozen=True)
class Write:
    """The table of the record that is signed, the argument that names it, and the statement that writes it."""

    table: str
    argument: str
    statement: str


_TURN = (
    f"UPDATE app.production_run SET status = '{{}}', version = version + 1, reason = '{WHY}'"
    " WHERE uid = %(record)s"
)
_LOT = f"SELECT api.{{}}({{}}id, version, '{WHY}', NULL) FROM app.lot WHERE uid = %(record)s"
_KEY = "gen_random_uuid(), "

WRITES: Mapping[str, Write] = {
    "resume_run": Write("production_run", "run", _TURN.format("RUNNING")),
    "abort_run": Write("production_run", "run", _TURN.format("ABORTED")),
    "approve_flow_version": Write(
        "flow_version",
        "version_id",
        "SELECT api.publish_flow_version(id, version, NULL) FROM app.flow_version WHERE uid = %(record)s",
    ),
    "release_lot": Write("lot", "lot", _LOT.format("release_lot", _KEY)),
    "hold_recall": Write("lot", "lot", _LOT.format("hold_recall", _KEY)),
    "void_lot": Write("lot", "lot", _LOT.format("void_lot", "")),
}
"""By command."""

BOOK = """
    SELECT api.log_command(%(permission)s, gen_random_uuid(), 'sha', %(command)s, 'it', %(record)s, '{x}', '{}', NULL,
                           %(after)s, now())
"""


class Signing:
    """A signed command about to be written by hand: by whom, and on which record at which version."""

    def __init__(self, plant: Plant, books: Books, command: str) -> None:
        self.command = command
        self.write = WRITES[command]
        self.person = whoever_may(plant, command)
        self.name = accepted(self.person, command)[self.write.argument]
        self._books = books
        column = "uid::text" if self.write.argument == "version_id" else "code"
        self._row = f"FROM app.{self.write.table} WHERE {column} = %s"
        self.record: UUID = books.ask(f"SELECT uid {self._row}", self.name)

    @property
    def version(self) -> int:
        return int(self._books.ask(f"SELECT version {self._row}", self.name))

    @property
    def token(self) -> bytes:
        return self.person.actor.token

    @property
    def values(self) -> dict[str, object]:
        """For the statement and for BOOK."""
        permission = COMMANDS[self.command].permission.value
        return {
            "record": self.record,
            "command": self.command,
            "permission": permission,
            "after": "{}",
        }

    def sign(
        self,
        *,
        by: Plant | None = None,
        command: str | None = None,
        record: UUID | None = None,
        version: int | None = None,
        meaning: str = WHY,
    ) -> None:
        """Sign what is about to be written, but for what is named."""
        sign(
            by or self.person,
            command or self.command,
            record or self.record,
            self.version if version is None else version,
            meaning=meaning,
        )
