"""A port as it is typed at the screen, and as the settings write it."""

import re

SOCKET = "socket://"
RAW_PRINTING = 9100
"""The TCP port on which network printers take raw bytes."""

_MOST = 65535
_WAYS = ("usb", "cups", "win")
_NETWORK = re.compile(r"[A-Za-z0-9.-]+:[0-9]{1,5}")
_NUMBERS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}")
_USB = re.compile(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}")


def port_of(text: str, family: str) -> str:
    """What was typed as the settings write it: the keyboard writes capitals, a network has none."""
    if text.lower().startswith(SOCKET):
        text = text[len(SOCKET) :]
    head, colon, rest = text.partition(":")
    if colon and head.lower() in _WAYS:
        return f"{head.lower()}:{rest}"
    if _NETWORK.fullmatch(text) and not _USB.fullmatch(text):
        return f"{SOCKET}{text.lower()}"
    if family == "printer" and _NUMBERS.fullmatch(text):
        return f"{SOCKET}{text}:{RAW_PRINTING}"
    return text


def lacks_tcp_port(port: str) -> bool:
    """Whether it is an address in the network without a TCP port, or with one that there is none of."""
    if _NUMBERS.fullmatch(port):
        return True
    return port.startswith(SOCKET) and not 0 < int(port.rpartition(":")[2]) <= _MOST
