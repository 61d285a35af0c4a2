"""Finding out what hangs on a port, over real simulators on pseudo-terminals and TCP."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.devices.catalogue import protocols
from kiosk.devices.listening import Candidate, Listening, tried_lines
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.setting import Options
from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
from kiosk.devices.simulator.scanners.serial import SimulatedScanner
from kiosk.devices.simulator.thermometers.lutron16 import SimulatedThermometer
from kiosk.devices.transport.link import ORDINARY_LINE, LineSettings
from kiosk.devices.worker import FLOOD_PAUSE
from kiosk.ports import DeviceFault, Heard
from tests.fix_devices import WAIT_SECONDS

pytestmark = pytest.mark.usefixtures("no_thread_left")


def spoken(family: str, options: Options | None = None) -> list[Candidate]:
    return [
        Candidate(each, options or {})
        for each in protocols()
        if isinstance(each, SpokenProtocol) and each.kind.role == family
    ]


@contextmanager
def listening(
    port: str, candidates: Sequence[Candidate], lines: Sequence[LineSettings] = ()
) -> Iterator[Listening]:
    listening = Listening(port, candidates, lines)
    listening.start()
    try:
        yield listening
    finally:
        listening.close()
        assert listening.join(2.0), "a port that is tried must not hold up the end"


def until(listening: Listening, fits: Callable[[Heard], object]) -> Heard:
    deadline = time.monotonic() + WAIT_SECONDS
    while not fits(listening.heard()):
        assert time.monotonic() < deadline, listening.heard()
        listening._stopping.wait(0.01)
    return listening.heard()


@pytest.fixture(params=["pty", "tcp"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "tcp:0" if request.param == "tcp" else str(tmp_path / "ttyDEVICE")


def test_a_scale_that_waits_to_be_asked_is_found_by_its_answer(port: str) -> None:
    with SimulatedScale(port) as scale, listening(scale.port, spoken("scale")) as ear:
        scale.value("12.345")
        heard = until(ear, lambda heard: heard.found and heard.reading and heard.identity)
        assert (heard.protocol, heard.baud, heard.framing) == ("mt_sics", 9600, "8N1")
        assert heard.identity == "B021002593"
        assert b"S S     12.345 kg\r\n" in heard.lines


def test_a_thermometer_that_talks_by_itself_is_found(port: str) -> None:
    with SimulatedThermometer(port) as probe, listening(probe.port, spoken("probe")) as ear:
        probe.value("-18.5")
        heard = until(ear, lambda heard: heard.found and heard.reading)
        assert heard.protocol == "lutron16"
        until(ear, lambda heard: heard.reading and str(heard.reading.value) == "-18.5")


def test_a_scanner_is_waited_for_until_it_scans(tmp_path: Path) -> None:
    serial = [each for each in spoken("scanner") if each.protocol.name == "serial"]
    with SimulatedScanner(str(tmp_path / "tty")) as scanner, listening(scanner.port, serial) as ear:
        until(ear, lambda heard: heard.baud)
        assert not ear.heard().found
        until(ear, lambda heard: (scanner.value("]C1B-OPERATOR"), heard.lines)[1])
        until(ear, lambda heard: (scanner.value("SKW15-20260124-DUNA-0201"), heard.scan)[1])
        assert ear.heard().found


def test_lines_that_nobody_understands_are_shown_all_the_same(tmp_path: Path) -> None:
    scale = SimulatedScale(str(tmp_path / "tty"))
    only = [each for each in spoken("probe") if each.protocol.name == "lutron16"]
    with scale, listening(scale.port, only, [ORDINARY_LINE, LineSettings(4800)]) as ear:
        scale.say(b"hello\r\n")
        heard = until(ear, lambda heard: (scale.say(b"hello\r\n"), heard.lines)[1])
        assert heard.lines[0] == b"hello\r\n"
        assert not heard.found


def test_a_port_that_is_not_there_is_told_and_tried_again(tmp_path: Path) -> None:
    link = str(tmp_path / "ttyLATER")
    with listening(link, spoken("probe")) as ear:
        assert until(ear, lambda heard: heard.problem).lines == ()
        with SimulatedThermometer(link):
            until(ear, lambda heard: heard.found and not heard.problem)


def test_a_trial_speaks_just_as_it_is_told_and_judges_by_the_options(port: str) -> None:
    candidates = [
        each for each in spoken("scale", {"decimals": 2}) if each.protocol.name == "mt_sics"
    ]
    with SimulatedScale(port) as scale, listening(scale.port, candidates, [ORDINARY_LINE]) as ear:
        scale.value("12.345")
        heard = until(ear, lambda heard: heard.reading and heard.reading.value)
        assert heard.reading is not None
        assert not heard.reading.bookable, "three decimals where two are due"


def test_a_lost_device_is_not_found_any_more(tmp_path: Path) -> None:
    with (
        SimulatedThermometer(str(tmp_path / "tty")) as probe,
        listening(probe.port, spoken("probe")) as ear,
    ):
        until(ear, lambda heard: heard.found)
        probe.unplug()
        until(ear, lambda heard: not heard.found and heard.problem)
        probe.plug()
        until(ear, lambda heard: heard.found)


def test_the_makers_most_usual_line_is_tried_first_and_a_network_port_has_none() -> None:
    candidates = spoken("scale")
    lines = tried_lines("/dev/ttyS0", candidates)
    assert lines[0] == ORDINARY_LINE
    assert len(set(lines)) == len(lines)
    (only,) = (each for each in candidates if each.protocol.name == "and_standard")
    assert tried_lines("/dev/ttyS0", [only])[0] == only.protocol.line
    assert tried_lines("socket://127.0.0.1:4001", candidates) == (ORDINARY_LINE,)


class Flood:
    """A link at which a device talks without end; counts how often it is read."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self) -> bytes:
        self.reads += 1
        return b"S S     12.345 kg\r\n" * 200

    def write(self, data: bytes) -> None:
        """Nobody listens there."""

    def drop_input(self) -> None:
        """There is always more."""

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("names", [("mt_sics",), ("mt_sics", "st_gs", "ohaus")])
def test_a_port_that_floods_leaves_the_screens_their_time(
    names: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = Flood()
    monkeypatch.setattr("kiosk.devices.listening.open_link", lambda *_: flood)
    wanted = [each for each in spoken("scale") if each.protocol.name in names]
    began = time.monotonic()
    with listening("x", wanted, [ORDINARY_LINE]) as ear:
        until(ear, lambda heard: heard.found and heard.reading and flood.reads > 10)
    assert time.monotonic() - began > (flood.reads - 1) * FLOOD_PAUSE


@pytest.mark.expected_log("x: the driver failed")
def test_a_fault_of_the_program_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Flood:
        raise ZeroDivisionError("in the driver")

    with monkeypatch.context() as once:
        once.setattr("kiosk.devices.listening.open_link", broken)
        with listening("x", spoken("scale")) as ear:
            heard = until(ear, lambda heard: heard.problem)
            assert heard.fault is DeviceFault.BROKEN_DRIVER
            once.setattr("kiosk.devices.listening.open_link", lambda *_: Flood())
            until(ear, lambda heard: heard.found and not heard.problem)
