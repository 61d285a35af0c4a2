"""Devices behind a TCP port: printers on 9100, serial servers, simulators.

pyserial's own socket:// waits up to 5 s to connect, sleeps on closing and drops the socket
unclosed when the peer was faster, so the kiosk brings its own.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from kiosk.devices.transport.link import READ_SECONDS, LinkLost

CONNECT_SECONDS = 0.8
_BLOCK = 4096
# A peer that lost its power says nothing: ask after 10 s, give up 15 s later (Linux names).
_KEEP_ALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


class TcpLink:
    """A link to `socket://HOST:PORT`."""

    def __init__(self, url: str, write_seconds: float) -> None:
        self._write_seconds = write_seconds
        with _faults():
            place = urlsplit(url)
            if place.hostname is None or place.port is None:
                raise LinkLost(f"not socket://HOST:PORT: {url}")
            address = (place.hostname, place.port)
            self._socket = socket.create_connection(address, CONNECT_SECONDS)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, value in _KEEP_ALIVE.items():
                if option := getattr(socket, name, None):
                    self._socket.setsockopt(socket.IPPROTO_TCP, option, value)

    def read(self) -> bytes:
        with _faults():
            self._socket.settimeout(READ_SECONDS)
            try:
                data = self._socket.recv(_BLOCK)
            except TimeoutError:
                return b""
        if not data:
            raise LinkLost("closed by the other side")
        return data

    def write(self, data: bytes) -> None:
        with _faults():
            self._socket.settimeout(self._write_seconds)
            self._socket.sendall(data)

    def drop_input(self) -> None:
        with _faults():
            self._socket.settimeout(0)
            try:
                while self._socket.recv(_BLOCK):
                    pass
            except BlockingIOError:
                return
        raise LinkLost("closed by the other side")

    def close(self) -> None:
        self._socket.close()


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as fault:  # ValueError: a port number that is none
        raise LinkLost(str(fault)) from fault
