"""Signing: badge and PIN once more, for one record as the rules have seen it."""

from collections.abc import Callable
from uuid import UUID

from core.context import Request, Signature
from core.db import people
from core.db.lane import Lane
from core.domain.commands import spec_of
from core.domain.signatures import Signable
from core.errors import Refused
from core.rules.signatures import unusable


class Pen:
    """The signature that came with a request. It is given to the database once, and the write uses it up there.

    Where the command is tried anew it is still good for the same version of the record, and for no other. `device`
    gives a kiosk's secret.
    """

    def __init__(
        self, request: Request, lane: Callable[[], Lane], device: Callable[[str], bytes]
    ) -> None:
        self._request = request
        self._lane = lane
        self._device = device
        self._spec = spec_of(request.command)
        self._signed: tuple[UUID, int] | None = None

    def check_meaning(self) -> None:
        """Refuse `invalid` for words that nobody can put their name to."""
        signature = self._request.signature
        if signature and self._spec.signed and (violation := unusable(signature.meaning)):
            raise Refused.because(violation)

    def sign(self, facts: object) -> None:
        """Sign what the facts are about, where the command asks for it.

        Refuses `sign_required` where no signature came, or where the record was changed after it was signed;
        `sign_failed`, `locked_out` and `rate_limited` as signing in does.
        """
        if not self._spec.signed:
            return
        signature = self._request.signature
        if signature is None:
            raise Refused("sign_required")
        if not isinstance(facts, Signable):
            raise TypeError(f"{type(facts).__name__} does not say what is signed")
        seen = (facts.uid, facts.version)
        if self._signed is None:
            self._give(signature, seen)
            self._signed = seen
        elif self._signed != seen:
            raise Refused("sign_required", reason="changed")

    def _give(self, signature: Signature, seen: tuple[UUID, int]) -> None:
        station = self._request.station
        place = people.Place(station.kiosk_id, self._device(station.kiosk))
        people.sign(self._lane(), self._request.actor, place, signature, self._spec.name, seen)
