"""A simulated scale that sends as KERN's do in continuous output."""

from typing import ClassVar

from kiosk.devices.simulator.scale_model import Load, SendingScale


class SimulatedKernScale(SendingScale):
    """Sends 15 bytes and hears nothing."""

    protocol: ClassVar[str] = "kern_continuous"

    def frame(self) -> bytes:
        now = self.weighing()
        sign = "-" if now.net < 0 else "+"
        data = f"{abs(now.net):8.3f}" if now.in_range else " " * 8
        status = "E" if not now.in_range else "U" if now.load is Load.MOVING else "S"
        return f"{sign}{data}{self.unit.upper():>2} {status}\r\n".encode("ascii")


SIMULATOR = SimulatedKernScale
