"""The conversation with a device on one connection: what to ask when, and what came back.

Pure but for its memory: bytes and the time go in, bytes and readings come out.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from kiosk.ports import Reading, ReadingKind, ReadingStatus, Scan

PATIENCE = 1.0
ORDER_PATIENCE = 2.0  # and still a pulled cable is seen within 3 s
REST_PATIENCE = 5.0
STILL = 3  # the same unstable weight so often: it may be stable if the scale is asked to wait
_NOISE = (ReadingStatus.GARBAGE, ReadingStatus.CRC_ERROR, ReadingStatus.WRONG_ADDRESS)
_MOVING = (ReadingStatus.UNSTABLE, ReadingStatus.BUSY)
_WEIGH = "weigh"
_AT_REST = ("tare", "zero", _WEIGH)


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
    between two requests. The order "weigh" has a scale answer when it calls the load stable. A
    device that says nothing for `silence` is lost; None: one that may rest for ever, as a scanner
    does.
    """

    identify: bytes | None = None
    poll: bytes | None = None
    every: float = 0.2
    orders: Mapping[str, bytes] = field(default_factory=dict)
    order_patience: float = ORDER_PATIENCE
    gap: float = 0.0
    silence: float | None = 2.5  # a loss has to be seen within 3 s


class Driver:
    """One question at a time: the next one goes out when the last is answered or given up.

    A scale says nothing while a tare waits for rest, as if its cable were pulled. So an order that
    needs rest is kept back while the scale calls the load unstable, and given up as busy where
    that lasts.
    """

    def __init__(self, codec: Codec, talk: Talk) -> None:
        self.talk = talk
        self._codec = codec
        self._waiting: deque[bytes] = deque([talk.identify] if talk.identify else [])
        self._ordered: deque[str] = deque()
        self._rest_by: float | None = None
        self._is_moving = False
        self._seen: Decimal | None = None
        self._seen_so_often = 0
        self._next_poll = 0.0
        self._next_request = 0.0
        self._answer_due: float | None = None
        self._heard_by: float | None = None
        self._noise = ""

    @property
    def noise(self) -> str:
        """The last word on what came since the device last said anything sensible; empty: nothing came."""
        return self._noise

    def order(self, name: str) -> None:
        """Have one of the device's orders ("tare", "zero", ...) sent; KeyError for any other.

        One that waits already is not sent twice.
        """
        if name not in self.talk.orders:
            raise KeyError(name)
        if name not in self._ordered:
            self._ordered.append(name)

    def request(self, now: float) -> bytes | None:
        """What to send at `now`, if anything."""
        if self._answer_due is not None and now < self._answer_due:
            return None
        self._answer_due = None
        if now < self._next_request:
            return None
        if self._waiting:
            return self._asked(self._waiting.popleft(), now, PATIENCE)
        if self._ordered and not self._waits_for_rest:
            return self._ordered_now(self._ordered.popleft(), now)
        if self.talk.poll is None or now < self._next_poll:
            return None
        self._next_poll = now + self.talk.every
        return self._asked(self._question(self.talk.poll), now, PATIENCE)

    def feed(self, data: bytes, now: float) -> Sequence[Reading | Scan]:
        """What the device said with `data`, received at `now`; empty: it has fallen silent."""
        found = self._codec.feed(data)
        if data:
            self._noise = _word_on(found) or self._noise or ReadingStatus.GARBAGE
        if found:
            self._answer_due = None
        if any(is_recognised(item) for item in found):
            self._noise = ""
            self._expect(now, self.talk.silence)
        for item in found:
            self._watch(item)
        return [*found, *self._given_up(now)]

    def is_silent(self, now: float) -> bool:
        """Whether the device has said nothing sensible for longer than it may."""
        if self._heard_by is None:
            self._expect(now, self.talk.silence)
        return self._heard_by is not None and now > self._heard_by

    @property
    def _waits_for_rest(self) -> bool:
        """Whether the next order needs a load at rest, and there is none."""
        return bool(self._ordered) and self._is_moving and self._ordered[0] in _AT_REST

    def _watch(self, item: Reading | Scan) -> None:
        """Keep whether the load moves, and how often the same weight was called unstable."""
        if not isinstance(item, Reading) or item.kind is not ReadingKind.WEIGHT:
            return
        self._is_moving = item.status in _MOVING
        is_same = self._is_moving and item.value is not None and item.value == self._seen
        self._seen, self._seen_so_often = item.value, self._seen_so_often + 1 if is_same else 1

    def _given_up(self, now: float) -> list[Reading]:
        """What becomes of an order for which the load does not come to rest."""
        if not self._waits_for_rest:
            self._rest_by = None
            return []
        if self._rest_by is None:
            self._rest_by = now + REST_PATIENCE
        if now < self._rest_by:
            return []
        self._rest_by = None
        name = self._ordered.popleft()
        return [Reading(kind=ReadingKind.ACK, status=ReadingStatus.BUSY, command=name)]

    def _question(self, poll: bytes) -> bytes:
        if self._is_moving and self._seen_so_often >= STILL:
            self._seen_so_often = 0
            return self.talk.orders.get(_WEIGH, poll)
        return poll

    def _ordered_now(self, name: str, now: float) -> bytes:
        patience = self.talk.order_patience if name in _AT_REST else PATIENCE
        return self._asked(self.talk.orders[name], now, patience)

    def _asked(self, request: bytes, now: float, patience: float) -> bytes:
        self._answer_due = now + patience
        self._next_request = now + self.talk.gap
        self._codec.asked(request)
        return request

    def _expect(self, now: float, within: float | None) -> None:
        self._heard_by = None if within is None else now + within


def _word_on(items: Sequence[Reading | Scan]) -> str:
    """What the last of them that is noise calls itself; empty where none is."""
    words = [each.status for each in items if isinstance(each, Reading) and each.status in _NOISE]
    return words[-1] if words else ""


def is_recognised(item: Reading | Scan) -> bool:
    """Whether the device itself said this, rather than noise or another one on the line."""
    return not isinstance(item, Reading) or item.status not in _NOISE
