"""`usb:/dev/usb/lp0` or `usb:VID:PID[:SERIAL]`: a USB printer by the node that the usblp driver of Linux makes."""

import os
import re
import select
import time
from pathlib import Path

from kiosk.devices.printers.one_way import NotTaken

SEND_SECONDS = 10.0  # a printer takes no more bytes while it prints what it has
NODES = Path("/sys/class/usbmisc")
_USB = re.compile(r"(?P<vid>[0-9A-Fa-f]{4}):(?P<pid>[0-9A-Fa-f]{4})(?::(?P<serial>.+))?")


class UsbChannel:
    """Looks the node up at each job: it is numbered anew when the printer is switched on."""

    def __init__(self, port: str, nodes: Path = NODES, seconds: float = SEND_SECONDS) -> None:
        self._wanted = _USB.fullmatch(port)
        if self._wanted is None and not port.startswith("/"):
            raise ValueError(f"neither a path nor VID:PID[:SERIAL]: {port}")
        self._port = port
        self._nodes = nodes
        self._seconds = seconds

    def there(self) -> bool:
        """Whether the node is there."""
        path = self._path()
        return path is not None and path.exists()

    def send(self, data: bytes) -> None:
        """Write the job to the node."""
        path = self._path()
        if path is None:
            raise NotTaken(f"not one printer answers to {self._port}", begun=False)
        try:
            node = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as exc:
            raise NotTaken(str(exc), begun=False) from exc
        try:
            self._write(node, data)
        finally:
            os.close(node)

    def _write(self, node: int, data: bytes) -> None:
        until, sent = time.monotonic() + self._seconds, 0
        while sent < len(data):
            _, ready, _ = select.select([], [node], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise NotTaken("the printer takes nothing more", begun=sent > 0)
            try:
                sent += os.write(node, data[sent:])
            except BlockingIOError:
                continue
            except OSError as exc:
                raise NotTaken(str(exc), begun=sent > 0) from exc

    def _path(self) -> Path | None:
        """The printer's node; None where there is not exactly one such printer."""
        if self._wanted is None:
            return Path(self._port)
        found = [node.name for node in self._nodes.glob("lp*") if self._is(node / "device" / "..")]
        return Path("/dev/usb") / found[0] if len(found) == 1 else None

    def _is(self, device: Path) -> bool:
        assert self._wanted is not None
        wanted = {"idVendor": self._wanted["vid"], "idProduct": self._wanted["pid"]}
        named = all(_said(device / name) == value.lower() for name, value in wanted.items())
        serial = self._wanted["serial"]
        return named and serial in (None, _said(device / "serial", lower=False))


def _said(attribute: Path, *, lower: bool = True) -> str:
    try:
        text = attribute.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # gone meanwhile, or it has none
        return ""
    return text.lower() if lower else text
