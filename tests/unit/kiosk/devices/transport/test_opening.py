import pytest
from serial.tools.list_ports_common import ListPortInfo

from kiosk.devices.transport import opening
from kiosk.devices.transport.link import LinkLost
from kiosk.devices.transport.opening import resolved, serial_ports
from kiosk.ports import DeviceFault

CH340 = (0x1A86, 0x7523)


def port(
    path: str,
    usb: tuple[int, int] | None = CH340,
    serial: str | None = None,
    location: str | None = None,
) -> ListPortInfo:
    info = ListPortInfo(path)
    if usb is not None:
        info.vid, info.pid = usb
    info.serial_number, info.location = serial, location
    return info


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> list[ListPortInfo]:
    """The ports of this computer, as the test fills them in."""
    ports: list[ListPortInfo] = []
    monkeypatch.setattr(opening.list_ports, "comports", lambda: list(ports))
    return ports


@pytest.mark.parametrize(
    "path",
    ["/dev/ttyS0", "COM3", "/dev/serial/by-id/usb-FTDI-if00-port0", "loop://", "1A86:752", "::"],
)
def test_any_other_port_is_taken_as_it_is(path: str, plugged: list[ListPortInfo]) -> None:
    assert resolved(path) == path


@pytest.mark.parametrize("written", ["0403:6001:A9jx7q", "0403:6001:A9JX7Q"])
def test_a_serial_number_may_be_written_in_capitals(
    written: str, plugged: list[ListPortInfo]
) -> None:
    plugged[:] = [
        port("/dev/ttyUSB0", (0x0403, 0x6001)),
        port("/dev/ttyUSB1", (0x0403, 0x6001), serial="A9jx7q"),
    ]
    assert resolved(written) == "/dev/ttyUSB1"


@pytest.mark.parametrize("written", ["1A86:7523", "1a86:7523", "1A86:7523@1-1.2"])
def test_an_adapter_is_found_wherever_the_system_put_it(
    written: str, plugged: list[ListPortInfo]
) -> None:
    plugged[:] = [port("/dev/ttyS0", None), port("/dev/ttyUSB0", location="1-1.2")]
    assert resolved(written) == "/dev/ttyUSB0"
    plugged[1] = port("/dev/ttyUSB1", location="1-1.2")
    assert resolved(written) == "/dev/ttyUSB1"


def test_two_adapters_without_a_number_are_told_apart_by_their_sockets(
    plugged: list[ListPortInfo],
) -> None:
    plugged[:] = [port("/dev/ttyUSB0", location="1-1.2"), port("/dev/ttyUSB1", location="1-1.3")]
    assert resolved("1A86:7523@1-1.2") == "/dev/ttyUSB0"
    assert resolved("1A86:7523@1-1.3") == "/dev/ttyUSB1"
    with pytest.raises(LinkLost, match=r"no adapter answers to 1A86:7523@1-1\.4") as gone:
        resolved("1A86:7523@1-1.4")
    assert gone.value.fault is DeviceFault.NO_PORT


def test_two_adapters_that_answer_alike_are_refused(plugged: list[ListPortInfo]) -> None:
    plugged[:] = [port("/dev/ttyUSB0", location="1-1.2"), port("/dev/ttyUSB1", location="1-1.3")]
    with pytest.raises(LinkLost) as lost:
        resolved("1A86:7523")
    assert lost.value.fault is DeviceFault.AMBIGUOUS
    assert str(lost.value) == (
        "2 adapters answer to 1A86:7523:"
        " /dev/ttyUSB0 (1A86:7523@1-1.2), /dev/ttyUSB1 (1A86:7523@1-1.3)"
    )


def test_a_serial_number_may_hold_what_else_divides(plugged: list[ListPortInfo]) -> None:
    plugged[:] = [port("/dev/ttyACM0", serial="S/N=1@2"), port("/dev/ttyACM1", serial="A:B")]
    assert resolved("1A86:7523:S/N=1@2") == "/dev/ttyACM0"
    assert resolved("1A86:7523:A:B") == "/dev/ttyACM1"


def test_one_of_two_lines_of_an_adapter_is_named_by_its_interface(
    plugged: list[ListPortInfo],
) -> None:
    plugged[:] = [
        port("/dev/ttyUSB0", serial="FT1", location="1-1.2:1.0"),
        port("/dev/ttyUSB1", serial="FT1", location="1-1.2:1.1"),
    ]
    assert resolved("1A86:7523:FT1@1-1.2:1.1") == "/dev/ttyUSB1"
    with pytest.raises(LinkLost, match="2 adapters"):
        resolved("1A86:7523:FT1")


def test_ports_that_cannot_be_listed_are_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[ListPortInfo]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(opening.list_ports, "comports", broken)
    with pytest.raises(LinkLost, match="ports cannot be listed"):
        resolved("1A86:7523")


def test_each_port_is_listed_with_what_finds_it_again(plugged: list[ListPortInfo]) -> None:
    plugged[:] = [
        port("/dev/ttyS0", None),
        port("/dev/ttyUSB0", location="1-1.2"),
        port("/dev/ttyUSB1", serial="A5028", location="1-1.3"),
        port("/dev/ttyUSB2", (0x10C4, 0xEA60), serial="0001", location="1-1.4"),
        port("/dev/ttyUSB3", (0x10C4, 0xEA60), serial="0001", location="1-1.5"),
        port("/dev/ttyUSB4", (0x067B, 0x2303)),
    ]
    listed = serial_ports()
    assert listed == [
        ("/dev/ttyS0", ""),
        ("/dev/ttyUSB0", "1A86:7523@1-1.2"),
        ("/dev/ttyUSB1", "1A86:7523:A5028"),
        ("/dev/ttyUSB2", "10C4:EA60@1-1.4"),
        ("/dev/ttyUSB3", "10C4:EA60@1-1.5"),
        ("/dev/ttyUSB4", "067B:2303"),
    ]
    assert [resolved(written) for _, written in listed[1:]] == [path for path, _ in listed[1:]]
