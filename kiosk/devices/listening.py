"""Listens to a port that plays no role yet: what comes, and which protocol makes sense of it."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from kiosk.devices.driver import Codec, Driver, is_recognised
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.raw_lines import RawLines
from kiosk.devices.setting import Options
from kiosk.devices.transport.link import ORDINARY_LINE, LineSettings, Link, LinkLost
from kiosk.devices.transport.opening import open_link
from kiosk.devices.worker import FLOOD_BYTES, FLOOD_PAUSE
from kiosk.ports import DeviceFault, Heard, Reading, ReadingKind, Scan, device_time

PASSIVE_SECONDS = 1.2  # a device that talks by itself does so several times a second
ANSWER_SECONDS = 0.5
AGAIN_SECONDS = 0.5
ENOUGH = 3  # sensible lines after which nothing better is waited for
COMMON_LINES = (
    ORDINARY_LINE,
    LineSettings(9600, "7E1"),
    LineSettings(2400, "7E1"),
    LineSettings(4800, "8N1"),
    LineSettings(19200, "8N1"),
    LineSettings(1200, "7O1"),
    LineSettings(115200, "8N1"),
)
_VALUES = (ReadingKind.WEIGHT, ReadingKind.TEMPERATURE)
_LEAST_CODE = 3
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A protocol that the device may speak, with the options it would have."""

    protocol: SpokenProtocol
    options: Options


class Listening:
    """Searches on a thread of its own until something makes sense, and stays with that.

    With one candidate and one line it stays there from the start, sense or not: that is a trial.
    Nothing is sent but what asks a device for its value or its name.
    """

    def __init__(
        self, port: str, candidates: Sequence[Candidate], lines: Sequence[LineSettings] = ()
    ) -> None:
        self._port = port
        self._candidates = tuple(candidates)
        self._lines = tuple(lines) or tried_lines(port, candidates)
        self._raw = RawLines()
        self._heard = Heard()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"listening {port}", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def heard(self) -> Heard:
        """What is known by now; from any thread."""
        return self._heard

    def close(self) -> None:
        """Let go of the port soon; does not wait."""
        self._stopping.set()

    def join(self, timeout: float) -> bool:
        """Wait until the port is given back; False where that takes longer."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def _is_trial(self) -> bool:
        return len(self._candidates) == 1 and len(self._lines) == 1

    def _run(self) -> None:
        while not self._stopping.is_set():
            for line in self._lines:
                if self._stopping.is_set():
                    return
                self._tell(baud=line.baud, framing=line.framing)
                try:
                    with closing(open_link(self._port, line)) as link:
                        self._listen(link)
                except LinkLost as lost:
                    self._lost(str(lost), lost.fault)
                except Exception as exc:  # the person would look at the last lines for ever
                    _logger.exception("%s: the driver failed", self._port)
                    self._lost(f"{type(exc).__name__}: {exc}", DeviceFault.BROKEN_DRIVER)

    def _lost(self, problem: str, fault: DeviceFault) -> None:
        self._tell(problem=problem, fault=fault, found=False, reading=None)
        self._stopping.wait(AGAIN_SECONDS)

    def _listen(self, link: Link) -> None:
        self._tell(problem="", fault=None)
        if self._is_trial:
            self._stay(link, self._candidates[0])
            return
        ears = [_Ear(candidate) for candidate in self._candidates]
        self._wait_for_words(link, ears)
        if not any(ear.score > 0 for ear in ears):
            self._ask(link, ears)
        best = max(ears, key=lambda ear: ear.score)
        if best.score > 0 and not self._stopping.is_set():
            self._stay(link, best.candidate)

    def _wait_for_words(self, link: Link, ears: Sequence["_Ear"]) -> None:
        """Hear what comes unasked. A scanner is waited for until it scans."""
        patient = all(ear.talk.silence is None for ear in ears)
        until = None if patient else time.monotonic() + PASSIVE_SECONDS
        while not self._stopping.is_set() and (until is None or time.monotonic() < until):
            data = self._read(link)
            for ear in ears:
                ear.hear(data)
            if data and until is None:
                until = time.monotonic() + PASSIVE_SECONDS
            if any(ear.score >= ENOUGH for ear in ears):
                return

    def _ask(self, link: Link, ears: Sequence["_Ear"]) -> None:
        """Ask in each language that wants to be asked, until something sensible is answered."""
        for ear in sorted(ears, key=lambda ear: ear.asks_without_end):
            poll = ear.talk.poll
            if poll is None or self._stopping.is_set():
                continue
            self._tell(protocol=ear.candidate.protocol.name, options=ear.candidate.options)
            link.drop_input()
            ear.asks(poll)
            link.write(poll)
            until = time.monotonic() + ANSWER_SECONDS
            while time.monotonic() < until and not self._stopping.is_set():
                ear.hear(self._read(link))
                if ear.score > 0:
                    return

    def _stay(self, link: Link, candidate: Candidate) -> None:
        """Talk to the device as its worker would, until it says nothing sensible any more."""
        protocol = candidate.protocol
        driver = protocol.driver(candidate.options)
        self._tell(protocol=protocol.name, options=candidate.options, found=not self._is_trial)
        while not self._stopping.is_set():
            now = time.monotonic()
            if driver.is_silent(now):
                self._tell(found=False, reading=None)
                if not self._is_trial:
                    return
            self._pass(driver, link, now)
            if data := self._read(link):
                self._show(driver.feed(data, time.monotonic()))

    def _pass(self, driver: Driver, link: Link, now: float) -> None:
        if request := driver.request(now):
            link.write(request)

    def _read(self, link: Link) -> bytes:
        data = link.read()
        if data:
            self._raw.add(data, time.monotonic())
            self._tell(lines=self._raw.lines)
        if len(data) >= FLOOD_BYTES:
            self._stopping.wait(FLOOD_PAUSE)
        return data

    def _show(self, items: Sequence[Reading | Scan]) -> None:
        for item in items:
            if isinstance(item, Scan):
                self._tell(scan=item, found=_is_sensible(item))
                continue
            if item.serial:
                self._tell(identity=item.serial)
            if item.kind in _VALUES:
                stamped = replace(item, monotonic=device_time())
                self._tell(reading=stamped, found=is_recognised(item))

    def _tell(self, **news: Any) -> None:
        self._heard = replace(self._heard, **news)


class _Ear:
    """One candidate's codec, and how much sense it made of what came."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.score = 0
        self.talk = candidate.protocol.talk_for(candidate.options)
        self._codec: Codec = candidate.protocol.codec(candidate.options)

    @property
    def asks_without_end(self) -> bool:
        """Whether another device would take what is asked next for the end of this question."""
        return not (self.talk.poll or b"").endswith((b"\r", b"\n"))

    def asks(self, request: bytes) -> None:
        self._codec.asked(request)

    def hear(self, data: bytes) -> None:
        for item in self._codec.feed(data) if data else ():
            self.score += 1 if _is_sensible(item) else -1


def _is_sensible(item: Reading | Scan) -> bool:
    """Whether it can be meant: a wrong speed makes letters that no code has."""
    if isinstance(item, Reading):
        return is_recognised(item)
    text = item.text.replace("\x1d", "")
    return len(text) >= _LEAST_CODE and text.isascii() and text.isprintable()


def tried_lines(port: str, candidates: Sequence[Candidate]) -> tuple[LineSettings, ...]:
    """Speeds and framings in the order they are tried: the makers' most usual first, then others."""
    if port.startswith("socket://"):
        return (ORDINARY_LINE,)
    usual = Counter(candidate.protocol.usual_line(candidate.options) for candidate in candidates)
    makers = [line for line, _count in usual.most_common()]
    return tuple(dict.fromkeys((*makers, *COMMON_LINES)))
