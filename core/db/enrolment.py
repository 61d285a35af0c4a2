"""The secrets by which this machine proves itself as a kiosk, kept in its data folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from core.db.people import SCRIPTS
from core.errors import Unavailable

FOLDER = "enrolled"
SECRET_BYTES = 32
UNENROLLED = b"a machine that is enrolled nowhere"
"""What a machine without a secret says. Only the demo's kiosks are enrolled with it: as its PINs, it is no secret."""


class Enrolments:
    """`enrolled/CODE.key` in the data folder (mode 0600), one file a kiosk; None: no folder, no secrets."""

    def __init__(self, data_dir: Path | None) -> None:
        self._folder = data_dir / FOLDER if data_dir else None

    def secret(self, kiosk: str) -> bytes:
        """The kiosk's secret; UNENROLLED where this machine is not enrolled as that kiosk, and for the scripts' own.

        Raises Unavailable where it is there and cannot be read.
        """
        if self._folder is None or kiosk == SCRIPTS:
            return UNENROLLED
        try:
            return self._path(kiosk).read_bytes()
        except FileNotFoundError:
            return UNENROLLED
        except OSError as exc:
            raise Unavailable(
                "enrolment_unreadable", kiosk=kiosk, folder=str(self._folder)
            ) from exc

    @contextmanager
    def keeping(self, kiosk: str, secret: bytes) -> Iterator[None]:
        """Within it a new secret is on the disk already; it takes an old one's place when that ends well.

        Raises OSError; before anything else happened within, where the folder or the disk does not take it.
        """
        path = self._path(kiosk)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(secret)
                file.flush()
                os.fsync(file.fileno())
            yield
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def _path(self, kiosk: str) -> Path:
        """A stroke in a code must not lead elsewhere."""
        if self._folder is None:
            raise ValueError(f"a secret of {kiosk!r} has no place here")
        return self._folder / f"{quote(kiosk, safe='')}.key"


NOWHERE = Enrolments(None)
