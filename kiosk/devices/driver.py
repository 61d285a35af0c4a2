"""The conversation with a device on one connection: what to ask when, and what came back.

Pure but for its memory: bytes and the time go in, bytes and readings come out.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.ports import Reading, ReadingStatus, Scan

PATIENCE = 1.0
_NOISE = (ReadingStatus.GARBAGE, ReadingStatus.CRC_ERROR, ReadingStatus.WRONG_ADDRESS)
ORDER_PATIENCE = 8.0  # a scale answers a tare when the load has come to rest
_AT_REST = ("tare", "zero", "weigh")


class Codec(Protocol):
    """Bytes in, meaning out. Pure; keeps at most one unfinished line and never raises."""

    @property
    def leftover(self) -> bytes: ...

    def asked(self, request: bytes) -> None:
        """`request` goes out now: what comes next is its answer, and what came before is over."""

    def feed(self, data: bytes) -> Sequence[Reading | Scan]:
        """What `data` completes; empty data: the line has fallen silent, and some frame may be over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How to talk to a device; times in seconds.

    `identify` is sent once, `poll` again and again `every` so often (None: the device talks by
    itself), `orders` on demand, each waited for up to `order_patience`; `gap` is the least time
    between two requests. A device that says nothing for `silence` is lost; None: one that may
    rest for ever, as a scanner does.
    """

    identify: bytes | None = None
    poll: bytes | None = None
    every: float = 0.2
    orders: Mapping[str, bytes] = field(default_factory=dict)
    order_patience: float = ORDER_PATIENCE
    gap: float = 0.0
    silence: float | None = 2.5  # a loss has to be seen within 3 s


class Driver:
    """One question at a time: the next one goes out when the last is answered or given up."""

    def __init__(self, codec: Codec, talk: Talk) -> None:
        self.talk = talk
        self._codec = codec
        self._waiting: deque[bytes] = deque([talk.identify] if talk.identify else [])
        self._ordered: deque[tuple[bytes, float]] = deque()
        self._next_poll = 0.0
        self._next_request = 0.0
        self._answer_due: float | None = None
        self._heard_by: float | None = None
        self._noise = False

    @property
    def makes_noise(self) -> bool:
        """Whether something came since the device last said anything sensible."""
        return self._noise

    def order(self, name: str) -> None:
        """Have one of the device's orders ("tare", "zero", ...) sent; KeyError for any other."""
        patience = self.talk.order_patience if name in _AT_REST else PATIENCE
        self._ordered.append((self.talk.orders[name], patience))

    def request(self, now: float) -> bytes | None:
        """What to send at `now`, if anything."""
        if self._answer_due is not None and now < self._answer_due:
            return None
        self._answer_due = None
        if now < self._next_request:
            return None
        if self._waiting:
            return self._asked(self._waiting.popleft(), now, PATIENCE)
        if self._ordered:
            order, patience = self._ordered.popleft()
            return self._asked(order, now, patience)
        if self.talk.poll is None or now < self._next_poll:
            return None
        self._next_poll = now + self.talk.every
        return self._asked(self.talk.poll, now, PATIENCE)

    def feed(self, data: bytes, now: float) -> Sequence[Reading | Scan]:
        """What the device said with `data`, received at `now`; empty: it has fallen silent."""
        found = self._codec.feed(data)
        self._noise = self._noise or bool(data)
        if found:
            self._answer_due = None
        if any(is_recognised(item) for item in found):
            self._noise = False
            self._expect(now, self.talk.silence)
        return found

    def is_silent(self, now: float) -> bool:
        """Whether the device has said nothing sensible for longer than it may."""
        if self._heard_by is None:
            self._expect(now, self.talk.silence)
        return self._heard_by is not None and now > self._heard_by

    def _asked(self, request: bytes, now: float, patience: float) -> bytes:
        self._answer_due = now + patience
        self._next_request = now + self.talk.gap
        if patience > max(
            PATIENCE, self.talk.silence or patience
        ):  # then it gets a chance to answer a poll
            self._expect(now, patience + PATIENCE)
        self._codec.asked(request)
        return request

    def _expect(self, now: float, within: float | None) -> None:
        self._heard_by = None if within is None else now + within


def is_recognised(item: Reading | Scan) -> bool:
    """Whether the device itself said this, rather than noise or another one on the line."""
    return not isinstance(item, Reading) or item.status not in _NOISE
