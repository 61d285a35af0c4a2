"""The secrets by which this machine proves itself as a kiosk, kept in its data folder."""

import os
import re
from pathlib import Path

FOLDER = "enrolled"
SECRET_BYTES = 32
UNENROLLED = b"a machine that is enrolled nowhere"
"""What a machine without a secret says. Only the demo's kiosks are enrolled with it: as its PINs, it is no secret."""

_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]*")


class Enrolments:
    """`enrolled/CODE.key` in the data folder (mode 0600), one file a kiosk; None: no folder, no secrets."""

    def __init__(self, data_dir: Path | None) -> None:
        self._folder = data_dir / FOLDER if data_dir else None

    def secret(self, kiosk: str) -> bytes:
        """The kiosk's secret; UNENROLLED where this machine is not enrolled as that kiosk."""
        path = self._path(kiosk)
        return path.read_bytes() if path and path.exists() else UNENROLLED

    def keep(self, kiosk: str, secret: bytes) -> None:
        """Keep a new secret in the place of an old one; it is on the disk when this returns."""
        path = self._path(kiosk)
        if path is None:
            raise ValueError(f"a secret of {kiosk!r} has no place here")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def _path(self, kiosk: str) -> Path | None:
        if self._folder is None or not _CODE.fullmatch(kiosk):
            return None
        return self._folder / f"{kiosk}.key"


NOWHERE = Enrolments(None)
