"""`cups:QUEUE`: a print queue of CUPS, by its own commands `lp` and `lpstat`."""

import os
import re
import subprocess

from kiosk.devices.printers.one_way import NotTaken

SEND_SECONDS = 10.0
LOOK_SECONDS = 2.0
_QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]*")


class CupsChannel:
    """Hands jobs over as they are ("raw"). Raises ValueError for a name that cannot be a queue's."""

    def __init__(self, queue: str) -> None:
        if not _QUEUE.fullmatch(queue):
            raise ValueError(f"not the name of a print queue: {queue!r}")
        self._queue = queue

    def there(self) -> bool:
        """Whether the queue is there and was not stopped."""
        try:
            said = _run(["lpstat", "-p", self._queue], b"", LOOK_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return said.returncode == 0 and b"disabled" not in said.stdout

    def send(self, data: bytes) -> None:
        """Have CUPS take the job; what it makes of it is not known here."""
        try:
            said = _run(["lp", "-d", self._queue, "-o", "raw", "-s"], data, SEND_SECONDS)
        except FileNotFoundError as exc:
            raise NotTaken("the command lp is not installed", begun=False) from exc
        except (OSError, subprocess.TimeoutExpired) as exc:  # it may have been taken all the same
            raise NotTaken(str(exc), begun=True) from exc
        if said.returncode != 0:
            raise NotTaken(said.stderr.decode(errors="replace").strip(), begun=False)


def _run(command: list[str], data: bytes, seconds: float) -> "subprocess.CompletedProcess[bytes]":
    """In the C locale: `lpstat` translates what it says."""
    said_in = os.environ | {"LC_ALL": "C"}
    return subprocess.run(
        command, input=data, capture_output=True, timeout=seconds, env=said_in, check=False
    )
