import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from kiosk.devices.transport.link import ORDINARY_LINE, LinkLost
from kiosk.devices.transport.opening import open_link
from kiosk.ports import DeviceFault
from tests.fix_devices import NameServer

WRITE_SECONDS = 0.2
HOST = "127.0.0.1"


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server((HOST, 0)) as server:
        yield server


def url(server: socket.socket) -> str:
    return f"socket://{HOST}:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("port", "fault"),
    [
        ("socket://", DeviceFault.NOT_A_PORT),
        ("socket://host", DeviceFault.NOT_A_PORT),
        ("socket://host:x", DeviceFault.NOT_A_PORT),
        ("socket://host:99999", DeviceFault.NOT_A_PORT),
        ("socket://[::1:4001", DeviceFault.NOT_A_PORT),
        (f"socket://{HOST}:1", DeviceFault.UNREACHABLE),
        ("socket://a..b:4001", DeviceFault.UNREACHABLE),
    ],
)
def test_a_place_that_cannot_be_reached_is_told(port: str, fault: DeviceFault) -> None:
    with pytest.raises(LinkLost) as lost:
        open_link(port, ORDINARY_LINE)
    assert lost.value.fault is fault
    assert str(lost.value)


def test_a_host_that_answers_on_its_second_address_is_reached(
    server: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = server.getsockname()
    both = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (HOST, 1)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", place),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    open_link("socket://scale.plant:4001", ORDINARY_LINE).close()


def test_a_name_that_is_answered_for_late_is_reached_the_next_time(
    server: socket.socket, name_server: NameServer
) -> None:
    port = f"socket://{name_server.host}:4001"
    with pytest.raises(LinkLost, match=r"the name scale\.plant is not answered for") as lost:
        open_link(port, ORDINARY_LINE)
    assert lost.value.fault is DeviceFault.UNREACHABLE
    name_server.answers(server.getsockname())
    open_link(port, ORDINARY_LINE).close()
    open_link(port, ORDINARY_LINE).close()


def test_a_peer_that_takes_nothing_holds_nobody_up(server: socket.socket) -> None:
    with closing(open_link(url(server), ORDINARY_LINE, WRITE_SECONDS)) as link:
        peer, _ = server.accept()
        with closing(peer), pytest.raises(LinkLost, match="takes nothing") as lost:
            link.write(b"x" * 50_000_000)
        assert lost.value.fault is DeviceFault.STUCK


def test_what_is_old_can_be_thrown_away(server: socket.socket) -> None:
    with closing(open_link(url(server), ORDINARY_LINE)) as link:
        peer, _ = server.accept()
        with closing(peer):
            peer.sendall(b"old")
            assert link.read() == b"old"
            link.drop_input()
            assert link.read() == b""
        for work in (link.read, link.drop_input):
            with pytest.raises(LinkLost, match="closed by the other side"):
                work()


def test_a_link_that_was_closed_is_lost(server: socket.socket) -> None:
    link = open_link(url(server), ORDINARY_LINE)
    link.close()
    link.close()
    for work in (link.read, link.drop_input, lambda: link.write(b"x")):
        with pytest.raises(LinkLost):
            work()
