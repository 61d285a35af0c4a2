"""Where a simulated device can be reached: a TCP port, or a pseudo-terminal where there are any."""

import selectors
import socket
import sys
from pathlib import Path
from typing import Protocol

BLOCK = 65536
HOST = "127.0.0.1"


class Endpoint(Protocol):
    """An open end, used by one thread. A visitor is a connection's number."""

    @property
    def address(self) -> str:
        """What a kiosk's settings name as the port."""

    def poll(self, timeout: float) -> list[tuple[int, bytes]]:
        """What visitors said within `timeout` seconds; empty bytes: that one has left."""

    def send(self, data: bytes, visitor: int | None = None) -> None:
        """Say something to one visitor, or to all; lost where nobody listens, as on a real line."""

    def close(self) -> list[int]:
        """Pull the plug; answers the visitors that were there."""


class TcpEndpoint:
    """Any number of connections to a port of this computer; 0 picks a free one."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server((HOST, port))
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._visitors: dict[int, socket.socket] = {}
        self._count = 0
        self.port: int = self._listener.getsockname()[1]

    @property
    def address(self) -> str:
        return f"socket://{HOST}:{self.port}"

    def poll(self, timeout: float) -> list[tuple[int, bytes]]:
        heard = []
        for key, _ in self._selector.select(timeout):
            if key.fileobj is self._listener:
                self._welcome()
            elif key.data in self._visitors:
                heard.append((key.data, self._said(key.data)))
        return heard

    def send(self, data: bytes, visitor: int | None = None) -> None:
        while any(key.fileobj is self._listener for key, _ in self._selector.select(0)):
            self._welcome()  # whoever is connected hears it, however shortly
        for number in [n for n in self._visitors if visitor in (None, n)]:
            try:
                self._visitors[number].sendall(data)
            except OSError:  # gone, or no longer reading
                self._farewell(number)

    def close(self) -> list[int]:
        left = list(self._visitors)
        for number in left:
            self._farewell(number)
        self._selector.close()
        self._listener.close()
        return left

    def _welcome(self) -> None:
        visitor, _ = self._listener.accept()
        visitor.setblocking(False)
        self._count += 1
        self._visitors[self._count] = visitor
        self._selector.register(visitor, selectors.EVENT_READ, self._count)

    def _said(self, number: int) -> bytes:
        try:
            data = self._visitors[number].recv(BLOCK)
        except OSError:
            data = b""
        if not data:
            self._farewell(number)
        return data

    def _farewell(self, number: int) -> None:
        visitor = self._visitors.pop(number)
        self._selector.unregister(visitor)
        visitor.close()


def open_endpoint(port: str) -> Endpoint:
    """`tcp:PORT` (0: any), else a pseudo-terminal, reachable by the path `port` too if it is given.

    Windows has no pseudo-terminals: there any free TCP port serves. Raises OSError or ValueError
    where the port cannot be had.
    """
    kind, _, number = port.partition(":")
    if kind == "tcp":
        return TcpEndpoint(_tcp_port(number))
    if sys.platform == "win32":
        return TcpEndpoint(0)
    from kiosk.devices.simulator.pseudo_terminal import PseudoTerminal  # POSIX only

    return PseudoTerminal(Path(port) if port else None)


def _tcp_port(number: str) -> int:
    if not number.isdecimal() or int(number) not in range(65536):
        raise ValueError(f"a TCP port is 0 to 65535, not {number or 'nothing'}")
    return int(number)
