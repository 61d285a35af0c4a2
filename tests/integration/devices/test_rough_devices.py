"""Devices that flood, hang, lie about who they are, or meet a fault of the program."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from core.errors import Unavailable
from kiosk.devices.catalogue import protocol_named, protocols
from kiosk.devices.manager import DeviceManager
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
from kiosk.devices.transport.serial_line import SerialLine
from kiosk.devices.worker import BackOff, Worker
from kiosk.ports import DeviceFault, DeviceState, Reading, ReadingStatus, Scan, device_time
from tests.fix_devices import NameServer, RecordingListener, working
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("no_thread_left")

HOST = "127.0.0.1"
NAME = b'I4 A "B021002593"\r\n'
NOISE = os.urandom(4096).replace(b"\r\n", b"..")
BAD_LINES = b"S S 12.34 kg\r\n" * 250
MEMORY = 30_000_000
SCANS = 1000


@contextmanager
def flooding(noise: bytes) -> Iterator[str]:
    """A port at which a device talks without end, as fast as it is listened to."""

    def flood(server: socket.socket) -> None:
        try:
            while True:
                peer, _ = server.accept()
                with peer:
                    pour(peer)
        except OSError:
            return  # the server is closed: the end of the test

    def pour(peer: socket.socket) -> None:
        try:
            while True:
                peer.sendall(noise)
        except OSError:
            return  # the kiosk has hung up

    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=flood, args=(server,))
        thread.start()
        yield f"socket://{HOST}:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("noise", [NOISE, BAD_LINES, NAME * 200], ids=["noise", "lines", "names"])
def test_a_device_that_floods_starves_no_other_and_fills_no_memory(
    noise: bytes, listener: RecordingListener
) -> None:
    class Forgetful(RecordingListener):
        """What floods in is not kept, as the screens do not keep it."""

        def reading(self, role: str, reading: Reading) -> None:
            if role != "scale.flood":
                super().reading(role, reading)

    told = Forgetful()
    used = psutil.Process().memory_info().rss
    with SimulatedScale(value="12.345") as scale, flooding(noise) as port:
        settings = [
            DeviceSetting("scale.flood", "mt_sics", port),
            DeviceSetting("scale.main", "mt_sics", scale.port),
        ]
        manager = DeviceManager(settings, told)
        with manager:
            told.wait_for_state(DeviceState.CONNECTED)
            for _ in range(10):
                told.skip()
                told.wait_for_reading(lambda reading: reading.status is ReadingStatus.STABLE)
            assert manager.stop()
    assert psutil.Process().memory_info().rss < used + MEMORY


def test_a_scanner_that_floods_leaves_the_screens_their_time(listener: RecordingListener) -> None:
    class Counting(RecordingListener):
        scans = 0

        def scan(self, role: str, scan: Scan) -> None:
            self.scans += 1
            if self.scans == SCANS:
                super().scan(role, scan)

    told = Counting()
    began = time.monotonic()
    with flooding(b"ABC-12345\r" * 100) as port:
        manager = DeviceManager([DeviceSetting("scanner.main", "serial", port)], told)
        with manager:
            told.wait_for_scan()
            assert time.monotonic() - began > SCANS * 0.001
            assert manager.stop()


def test_what_waited_while_the_kiosk_slept_is_no_present_weight(
    tmp_path: Path, listener: RecordingListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lid was shut for an hour: the port still holds what the scale said before."""
    slept = 0.0
    stale = b"S S     99.000 kg\r\n"
    read = SerialLine.read

    def reading(line: SerialLine) -> bytes:
        nonlocal slept
        data = read(line)
        if stale in data:
            slept += 3600
        return data

    monkeypatch.setattr(SerialLine, "read", reading)
    monkeypatch.setattr("kiosk.devices.worker.device_time", lambda: device_time() + slept)
    with Wire(tmp_path / "ttySCALE") as wire, working(listener, wire.port):
        wire.hears(b"I4\r\n")
        wire.says(NAME)
        wire.hears(b"SI\r\n")
        wire.says(b"S S     12.345 kg\r\n")
        listener.wait_for_reading(lambda reading: reading.status is ReadingStatus.STABLE)
        wire.says(stale)
        assert listener.wait_for_state(DeviceState.LOST).fault is DeviceFault.SILENT
        wire.hears(b"I4\r\n")
        wire.says(NAME)
        listener.wait_for_state(DeviceState.CONNECTED)
    assert stale not in [reading.raw for reading in listener.readings()]


def test_noise_is_told_apart_from_silence(tmp_path: Path, listener: RecordingListener) -> None:
    with Wire(tmp_path / "ttySCALE") as wire, working(listener, wire.port, silence=0.5):
        wire.hears(b"I4\r\n")
        wire.says(b"\xfe\xfe\xfe\r\n")
        assert listener.wait_for_state(DeviceState.LOST).fault is DeviceFault.NOISE
        assert listener.wait_for_state(DeviceState.LOST).fault is DeviceFault.SILENT
        assert listener.readings() == []


def test_a_worker_ends_within_a_second_while_a_write_hangs(
    tmp_path: Path, listener: RecordingListener
) -> None:
    """A line that takes nothing more: the kiosk's own requests have filled it."""
    spoken = protocol_named("mt_sics")
    assert isinstance(spoken, SpokenProtocol)
    asking_much = replace(spoken.talk, identify=b"I4\r\n" * 50_000)
    spoken = replace(spoken, talk=asking_much)
    with Wire(tmp_path / "ttySCALE") as wire:
        setting = DeviceSetting("scale.main", "mt_sics", wire.port)
        worker = Worker(setting, spoken, listener, BackOff(0.01, 0.01))
        worker.start()
        wire.hears(b"I")
        worker.ask_to_stop()
        assert worker.join(1.0)


def test_a_worker_ends_within_a_second_while_connecting_hangs(listener: RecordingListener) -> None:
    """The queue of the server is full: nobody answers, nobody refuses."""
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen(0)
        place = server.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(place)
        with working(listener, f"socket://{HOST}:{place[1]}"):
            listener.wait_for_state(DeviceState.CONNECTING)
        for caller in waiting:
            caller.close()


def test_a_name_server_that_does_not_answer_holds_nobody_up(
    listener: RecordingListener, name_server: NameServer
) -> None:
    with working(listener, f"socket://{name_server.host}:4001"):
        lost = listener.wait_for_state(DeviceState.LOST)
        assert (lost.fault, lost.reason) == (
            DeviceFault.UNREACHABLE,
            f"the name {name_server.host} is not answered for",
        )


@pytest.mark.expected_log("takes long to let go of its port")
def test_who_was_told_to_go_says_nothing_more(
    listener: RecordingListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The port opens only after the role was given away."""
    monkeypatch.setattr("kiosk.devices.manager.LEAVE_SECONDS", 0.05)
    opening, opened, closed = threading.Event(), threading.Event(), threading.Event()

    class Quiet:
        """A link to a scanner that scans nothing."""

        def read(self) -> bytes:
            return b""

        def close(self) -> None:
            closed.set()

    def slow(*_: object) -> Quiet:
        opening.set()
        assert opened.wait(10)
        return Quiet()

    monkeypatch.setattr("kiosk.devices.worker.open_link", slow)
    with DeviceManager([DeviceSetting("scanner.main", "serial", "x")], listener) as manager:
        assert opening.wait(10)
        manager.remove("scanner.main")
        opened.set()
        assert manager.stop()
        assert closed.is_set()
    states = [status.state for status in listener.statuses()]
    assert states == [DeviceState.CONNECTING, DeviceState.LOST, DeviceState.REMOVED]


def test_nothing_is_told_of_a_device_before_it_has_said_the_right_name(
    tmp_path: Path, listener: RecordingListener
) -> None:
    options = {"serial_number": "B021002593"}
    with (
        Wire(tmp_path / "ttySCALE") as wire,
        working(listener, wire.port, options=options) as worker,
    ):
        wire.hears(b"I4\r\n")
        wire.says(b"S S     12.345 kg\r\n" * 5)
        wire.hears(b"SI\r\n")
        with pytest.raises(Unavailable):
            worker.order("tare")
        assert worker.status.state is DeviceState.CONNECTING
        assert listener.readings() == []
        wire.says(NAME + b"S S      1.000 kg\r\n")
        status = listener.wait_for_state(DeviceState.CONNECTED)
        assert status.identity == "B021002593"
        values = [str(listener.wait_for_reading().value) for _ in range(2)]
        assert values == ["None", "1.000"]


def test_a_device_that_never_says_its_name_is_not_read(
    tmp_path: Path, listener: RecordingListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.devices.worker.IDENTIFY_SECONDS", 0.2)
    with (
        Wire(tmp_path / "ttySCALE") as wire,
        working(listener, wire.port, options={"serial_number": "B021002593"}),
    ):
        wire.hears(b"I4\r\n")
        wire.says(b"ES\r\n")
        assert listener.wait_for_state(DeviceState.LOST).fault is DeviceFault.NAMELESS
        assert listener.readings() == []


def test_another_scale_put_on_the_line_is_noticed_when_it_says_its_name(
    tmp_path: Path, listener: RecordingListener
) -> None:
    options = {"serial_number": "B021002593"}
    with Wire(tmp_path / "ttySCALE") as wire, working(listener, wire.port, options=options):
        wire.hears(b"I4\r\n")
        wire.says(NAME)
        listener.wait_for_state(DeviceState.CONNECTED)
        wire.says(b'I4 A "C999"\r\nS S     12.345 kg\r\n')
        lost = listener.wait_for_state(DeviceState.LOST)
        assert (lost.fault, lost.reason) == (DeviceFault.OTHER_DEVICE, "another device: C999")
        assert all(reading.value is None for reading in listener.readings())


@pytest.mark.parametrize(
    "protocol",
    [
        each.name
        for each in protocols()
        if not (isinstance(each, SpokenProtocol) and each.talk.identify)
    ],
)
def test_a_device_that_cannot_say_its_name_must_not_be_expected_to(protocol: str) -> None:
    kind = protocol_named(protocol).kind
    setting = DeviceSetting(f"{kind.role}.main", protocol, "x", {"serial_number": "1"})
    with pytest.raises(ValueError, match="cannot be told by its serial_number"):
        DeviceManager([setting], RecordingListener())


@pytest.mark.expected_log("scale.main: the driver failed")
def test_a_fault_of_the_program_is_a_loss_and_not_a_weight_that_stands_still(
    tmp_path: Path, listener: RecordingListener
) -> None:
    spoken = protocol_named("mt_sics")
    assert isinstance(spoken, SpokenProtocol)

    class Broken:
        """A codec with a fault in it."""

        leftover = b""

        def asked(self, request: bytes) -> None:
            """Not of interest."""

        def feed(self, data: bytes) -> list[Reading]:
            raise ZeroDivisionError("by nothing")

    with Wire(tmp_path / "ttySCALE") as wire:
        setting = DeviceSetting("scale.main", "mt_sics", wire.port)
        broken = replace(spoken, codec=lambda _options: Broken())
        worker = Worker(setting, broken, listener, BackOff(0.01, 0.01))
        worker.start()
        for _ in range(2):
            wire.hears(b"I4\r\n")
            wire.says(NAME)
        lost = listener.wait_for_state(DeviceState.LOST)
        assert lost.fault is DeviceFault.BROKEN_DRIVER
        worker.ask_to_stop()
        assert worker.join(1.0)


def test_a_device_that_is_away_is_looked_for_less_and_less_but_never_too_seldom(
    listener: RecordingListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = protocol_named("mt_sics")
    assert isinstance(spoken, SpokenProtocol)
    setting = DeviceSetting("scale.main", "mt_sics", "/dev/ttyNOWHERE")
    worker = Worker(setting, spoken, listener, BackOff(first=0.25, longest=2.0))
    pauses: list[float] = []

    def pass_by(seconds: float) -> bool:
        pauses.append(seconds)
        if len(pauses) == 6:
            worker.ask_to_stop()
        return False

    monkeypatch.setattr(worker._stopping, "wait", pass_by)
    worker.start()
    assert worker.join(5.0)
    assert pauses == [0.25, 0.5, 1.0, 2.0, 2.0, 2.0]
