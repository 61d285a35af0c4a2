"""Finds a host by its name without hanging on a name server that does not answer."""

import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

_Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]
_Addresses = Sequence[_Address]
_gate = threading.Lock()
_searches: dict[tuple[str, int], "Future[_Addresses]"] = {}


def found(host: str, port: int, until: float) -> _Addresses:
    """The addresses of `host`; raises OSError where it has none, or none by `until` (time.monotonic).

    Nobody can take the question back: it goes on, and the next call for that host hears the answer.
    """
    try:
        return _asked(host, port, socket.AI_NUMERICHOST)
    except socket.gaierror:
        search = _search(host, port)
    try:
        answer = search.result(max(0.0, until - time.monotonic()))
    except TimeoutError as fault:
        raise TimeoutError(f"the name {host} is not answered for") from fault
    finally:
        if search.done():
            _forget(host, port)
    return answer


def _search(host: str, port: int) -> "Future[_Addresses]":
    """The search that is under way, or a new one."""
    with _gate:
        search = _searches.get((host, port))
        if search is None:
            search = _searches[host, port] = Future()
            run = threading.Thread(
                target=_answer, args=(search, host, port), name=f"name {host}", daemon=True
            )
            run.start()
    return search


def _answer(search: "Future[_Addresses]", host: str, port: int) -> None:
    try:
        search.set_result(_asked(host, port))
    except OSError as fault:
        search.set_exception(fault)


def _forget(host: str, port: int) -> None:
    """What was answered is asked anew the next time."""
    with _gate:
        _searches.pop((host, port), None)


def _asked(host: str, port: int, flags: int = 0) -> _Addresses:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
