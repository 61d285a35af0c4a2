"""Devices behind a TCP port: printers on 9100, serial servers, simulators.

pyserial's own socket:// waits up to 5 s to connect, sleeps on closing and drops the socket
unclosed when the peer was faster, so the kiosk brings its own.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from kiosk.devices.transport.addresses import found
from kiosk.devices.transport.link import READ_SECONDS, LinkLost
from kiosk.ports import DeviceFault

CONNECT_SECONDS = 0.7
_BLOCK = 4096
_HELD = 16384  # bytes the system may hold unread: a scale's old words must not pile up
# A peer that lost its power says nothing: ask after 10 s, give up 15 s later (Linux names).
_KEEP_ALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


class TcpLink:
    """A link to `socket://HOST:PORT`."""

    def __init__(self, url: str, write_seconds: float) -> None:
        self._write_seconds = write_seconds
        host, port = _place(url)
        with _faults(DeviceFault.UNREACHABLE):
            self._socket = _connected(host, port, time.monotonic() + CONNECT_SECONDS)

    def read(self) -> bytes:
        with _faults(DeviceFault.UNPLUGGED):
            self._socket.settimeout(READ_SECONDS)
            try:
                data = self._socket.recv(_BLOCK)
            except TimeoutError:
                return b""
        if not data:
            raise LinkLost("closed by the other side")
        return data

    def write(self, data: bytes) -> None:
        with _faults(DeviceFault.UNPLUGGED):
            self._socket.settimeout(self._write_seconds)
            try:
                self._socket.sendall(data)
            except TimeoutError as fault:
                raise LinkLost("takes nothing", DeviceFault.STUCK) from fault

    def drop_input(self) -> None:
        with _faults(DeviceFault.UNPLUGGED):
            self._socket.settimeout(0)
            try:
                while self._socket.recv(_BLOCK):
                    pass
            except BlockingIOError:
                return
        raise LinkLost("closed by the other side")

    def close(self) -> None:
        self._socket.close()


def _place(url: str) -> tuple[str, int]:
    try:
        place = urlsplit(url)
        host, port = place.hostname, place.port
    except ValueError as fault:  # a port number that is none
        raise LinkLost(f"not socket://HOST:PORT: {url}", DeviceFault.NOT_A_PORT) from fault
    if host is None or port is None:
        raise LinkLost(f"not socket://HOST:PORT: {url}", DeviceFault.NOT_A_PORT)
    return host, port


def _connected(host: str, port: int, until: float) -> socket.socket:
    """A connection to the first of the host's addresses that answers; raises OSError."""
    last: OSError = TimeoutError("timed out")
    for family, kind, number, _, address in found(host, port, until):
        left = until - time.monotonic()
        if left <= 0:
            break
        link = socket.socket(family, kind, number)
        try:
            _prepare(link)
            link.settimeout(left)
            link.connect(address)
        except OSError as fault:
            link.close()
            last = fault
        else:
            return link
    raise last


def _prepare(link: socket.socket) -> None:
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _HELD)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # requests are short, and waited for
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEP_ALIVE.items():
        if option := getattr(socket, name, None):
            link.setsockopt(socket.IPPROTO_TCP, option, value)


@contextmanager
def _faults(fault: DeviceFault) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, OverflowError) as problem:  # a host or port that cannot be
        raise LinkLost(str(problem), fault) from problem
