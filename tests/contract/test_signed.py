"""What is signed: its facts say which record at which version, and the database writes none of it without."""

import pytest

from core.domain.commands import COMMANDS
from core.domain.facts import Kept, marks
from core.domain.signatures import Signable
from core.handlers import COLD
from tests.books import Books
from tests.facts import facts_of
from tests.signed_writes import WRITES

SIGNED = sorted(name for name, spec in COMMANDS.items() if spec.signed)
HOW = (
    "docs/developers/sign-a-command.md tells what a signed command needs:"
    " the write asks sec.use_signature, tests/signed_writes.py tries it by hand"
)


def test_something_is_signed() -> None:
    assert {"release_lot", "approve_flow_version", "resume_run"} <= {*SIGNED}


@pytest.mark.parametrize("name", SIGNED)
def test_the_facts_of_a_signed_command_say_what_is_signed(name: str) -> None:
    kind = facts_of(name)
    assert says_what_is_signed(kind), f"{kind.__name__} has no uid and version. {HOW}"
    ((uid,), (version,)) = (marks(kind)[field] for field in ("uid", "version"))
    assert uid.kept is Kept.IMMUTABLE
    assert version.kept in (Kept.LOCKED, Kept.VERSIONED)


def says_what_is_signed(kind: type) -> bool:
    """Whether a class of facts is a Signable."""
    return {*marks(kind)} >= {name for name in vars(Signable) if not name.startswith("_")}


@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_command_waits_for_nobody_and_not_for_the_database(name: str) -> None:
    """The books look for a signature on the cold way only, and none outlives two minutes on a kiosk."""
    assert COMMANDS[name].kind in COLD
    assert not COMMANDS[name].offline


def test_every_signed_command_is_tried_by_hand_without_a_signature() -> None:
    assert sorted(WRITES) == SIGNED, HOW


def test_the_database_knows_what_is_signed(books: Books) -> None:
    written = [name for (name,) in books.rows("SELECT command FROM sec.signed_command")]
    assert sorted(written) == SIGNED, HOW
