"""`win:PRINTER NAME`: a printer of Windows, given raw bytes through its spooler. Never tried on paper by its makers."""

import ctypes
import sys
from ctypes import wintypes

from kiosk.devices.printers.one_way import NotTaken

_DATA = "raw".upper()
"""Windows' name for bytes that go to the printer as they are."""

if sys.platform == "win32":

    class _Document(ctypes.Structure):
        """DOC_INFO_1W."""

        _fields_ = (
            ("name", wintypes.LPWSTR),
            ("output", wintypes.LPWSTR),
            ("kind", wintypes.LPWSTR),
        )

    class _Opened:
        """An open printer of winspool."""

        def __init__(self, printer: str) -> None:
            self._spool = ctypes.WinDLL("winspool.drv", use_last_error=True)
            self._handle = wintypes.HANDLE()
            if not self._spool.OpenPrinterW(printer, ctypes.byref(self._handle), None):
                raise _failure(begun=False)

        def __enter__(self) -> "_Opened":
            return self

        def __exit__(self, *_: object) -> None:
            self._spool.ClosePrinter(self._handle)

        def write(self, data: bytes) -> None:
            """One document of raw bytes."""
            document = _Document("Nyárs", None, _DATA)
            if not self._spool.StartDocPrinterW(self._handle, 1, ctypes.byref(document)):
                raise _failure(begun=False)
            written = wintypes.DWORD()
            done = self._spool.WritePrinter(self._handle, data, len(data), ctypes.byref(written))
            ended = self._spool.EndDocPrinter(self._handle)
            if not done or not ended or written.value != len(data):
                raise _failure(begun=True)

    def _failure(*, begun: bool) -> NotTaken:
        return NotTaken(ctypes.FormatError(ctypes.get_last_error()), begun=begun)

    class SpoolerChannel:
        """Hands jobs to the spooler as they are."""

        def __init__(self, printer: str) -> None:
            self._printer = printer

        def there(self) -> bool:
            """Whether Windows knows the printer."""
            try:
                with _Opened(self._printer):
                    return True
            except NotTaken:
                return False

        def send(self, data: bytes) -> None:
            """Have the spooler take the job; what it makes of it is not known here."""
            with _Opened(self._printer) as opened:
                opened.write(data)

else:

    class SpoolerChannel:
        """There is no such spooler on this system: raises ValueError."""

        def __init__(self, printer: str) -> None:
            raise ValueError(f"win:{printer} is a printer of Windows")

        def there(self) -> bool:
            """Never."""
            return False

        def send(self, data: bytes) -> None:
            """Raises NotTaken."""
            raise NotTaken("no spooler", begun=False)
