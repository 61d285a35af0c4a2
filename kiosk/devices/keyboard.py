"""The keyboard as a port: what a scanner types there comes through the kiosk's window, not by a worker."""

from kiosk.ports import DeviceListener, DeviceState, DeviceStatus

KEYBOARD = "keyboard"


class KeyboardSeat:
    """Plays a scanner's role among the workers: it is there as long as the window is.

    Nobody can tell whether a scanner hangs on a keyboard before it types.
    """

    def __init__(self, role: str, listener: DeviceListener) -> None:
        self.status = DeviceStatus(role, DeviceState.CONNECTED, reason="types as a keyboard")
        self._listener = listener

    def start(self) -> None:
        """Tell that it is there."""
        self._listener.status(self.status)

    def ask_to_stop(self) -> None:
        """Nothing runs."""

    def join(self, timeout: float) -> bool:
        """Nothing has to end."""
        return True
