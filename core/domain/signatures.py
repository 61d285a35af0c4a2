"""E-signatures: what is signed, and the words that may stand in the audit for it."""

from typing import Protocol, runtime_checkable
from uuid import UUID

LONGEST_MEANING = 500


@runtime_checkable
class Signable(Protocol):
    """The facts of a signed command: they say which record is signed, and the version of it that was decided on.

    `uid` is the id that the command is booked on; `version` is marked LOCKED or VERSIONED.
    """

    @property
    def uid(self) -> UUID: ...

    @property
    def version(self) -> int: ...
