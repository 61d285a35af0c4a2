"""What every device of the kiosk said last, by the role it plays; the devices screen looks here."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from kiosk.ports import (
    DeviceDesk,
    DeviceState,
    DeviceStatus,
    Reading,
    ReadingKind,
    ReadingStatus,
    Scan,
)

_VALUES = (ReadingKind.WEIGHT, ReadingKind.TEMPERATURE, ReadingKind.ERROR)


class DeviceBoard(QObject):
    """Fed on the screens' thread by what devices tell.

    `desk` is where they are set up and told what to do.
    """

    changed = Signal(str)  # a role
    refused = Signal(str)  # a role whose device says that it did not do what it was told to

    def __init__(self, desk: DeviceDesk) -> None:
        super().__init__()
        self.desk = desk
        self._statuses: dict[str, DeviceStatus] = {}
        self._readings: dict[str, Reading] = {}
        self._scans: dict[str, Scan] = {}
        self._raw: dict[str, bytes] = {}

    @property
    def statuses(self) -> Mapping[str, DeviceStatus]:
        """Where each device stands."""
        return self._statuses

    def reading(self, role: str) -> Reading | None:
        """What a scale or thermometer measured last; None since it was lost."""
        return self._readings.get(role)

    def scan(self, role: str) -> Scan | None:
        """What a scanner read last."""
        return self._scans.get(role)

    def raw(self, role: str) -> bytes:
        """The device's last line as it came; empty since it was lost."""
        return self._raw.get(role, b"")

    def take(self, role: str, heard: Reading | Scan) -> None:
        """A reading or a scan of the device that plays `role`."""
        if isinstance(heard, Scan):
            self._scans[role] = heard
            self._raw[role] = heard.text.encode()
        else:
            self._raw[role] = heard.raw or self.raw(role)
            if heard.kind in _VALUES:
                self._readings[role] = heard
            if _refuses(heard):
                self.refused.emit(role)
        self.changed.emit(role)

    def take_status(self, status: DeviceStatus) -> None:
        """A device came, went, or says how it is."""
        self._statuses[status.role] = status
        if status.state is not DeviceState.CONNECTED:
            for last in (self._readings, self._scans, self._raw):
                last.pop(status.role, None)
        if status.state is DeviceState.REMOVED:
            del self._statuses[status.role]
        self.changed.emit(status.role)


def _refuses(reading: Reading) -> bool:
    match reading.kind:
        case ReadingKind.ACK:
            return reading.status is not ReadingStatus.OK
        case ReadingKind.TARE:
            return reading.value is None
        case ReadingKind.ERROR:
            return reading.status is not ReadingStatus.GARBAGE
    return False
