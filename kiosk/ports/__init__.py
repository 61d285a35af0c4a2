"""What the kiosk expects of the plant's core, of devices and printers, as protocols and plain values."""

from kiosk.ports.core import (
    CorePort,
)
from kiosk.ports.desk import (
    DeviceDesk,
    Heard,
    PortListening,
    ProtocolOffer,
    SerialPort,
)
from kiosk.ports.devices import (
    DeviceFault,
    DeviceListener,
    DeviceState,
    DeviceStatus,
)
from kiosk.ports.printers import (
    LabelPrinter,
    PrinterCondition,
)
from kiosk.ports.readings import (
    SEVERAL_PROBES,
    Reading,
    ReadingKind,
    ReadingStatus,
    device_time,
)
from kiosk.ports.scans import (
    PageCode,
    PageProof,
    Scan,
    ScanKind,
    Separator,
    StoreItem,
    Typed,
)

__all__ = [
    "SEVERAL_PROBES",
    "CorePort",
    "DeviceDesk",
    "DeviceFault",
    "DeviceListener",
    "DeviceState",
    "DeviceStatus",
    "Heard",
    "LabelPrinter",
    "PageCode",
    "PageProof",
    "PortListening",
    "PrinterCondition",
    "ProtocolOffer",
    "Reading",
    "ReadingKind",
    "ReadingStatus",
    "Scan",
    "ScanKind",
    "Separator",
    "SerialPort",
    "StoreItem",
    "Typed",
    "device_time",
]
