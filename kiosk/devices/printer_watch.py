"""Asks a label printer every few seconds how it is, so that the status bar knows before a job."""

import logging
import threading

from kiosk.ports import (
    DeviceListener,
    DeviceState,
    DeviceStatus,
    LabelPrinter,
    PrinterCondition,
)

EVERY_SECONDS = 5.0
_log = logging.getLogger(__name__)


class PrinterWatch:
    """Tells the listener each change of a printer's condition; silence counts as lost."""

    def __init__(
        self,
        role: str,
        printer: LabelPrinter,
        listener: DeviceListener,
        every: float = EVERY_SECONDS,
    ) -> None:
        self.printer = printer
        self._listener = listener
        self._every = every
        self._status = DeviceStatus(role, DeviceState.CONNECTING)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"device {role}", daemon=True)

    @property
    def status(self) -> DeviceStatus:
        """How the printer was when last asked."""
        return self._status

    def start(self) -> None:
        """Begin to ask; tells CONNECTING at once."""
        self._listener.status(self._status)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Have the thread end soon; does not wait."""
        self._stopping.set()

    def join(self, timeout: float) -> bool:
        """Wait until the thread is gone; False where that takes longer."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._tell(self.printer.condition())
            self._stopping.wait(self._every)

    def _tell(self, condition: PrinterCondition) -> None:
        known = condition is not PrinterCondition.UNKNOWN
        state = DeviceState.CONNECTED if known else DeviceState.LOST
        status = DeviceStatus(self._status.role, state, condition.value, condition=condition)
        if status != self._status:
            self._status = status
            _log.info("%s %s %s", status.role, status.state, status.reason)
            self._listener.status(status)
