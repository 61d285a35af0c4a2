"""Lines of seven data bits: the eighth is the line's own, whatever the port makes of it."""

from kiosk.devices.transport.link import Link

_LOW = bytes(byte & 0x7F for byte in range(256))
_PARITIES = {"E": 0, "O": 1}


class SevenBits:
    """A link on which the eighth bit of what comes means nothing."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def read(self) -> bytes:
        return self._link.read().translate(_LOW)

    def write(self, data: bytes) -> None:
        self._link.write(data)

    def drop_input(self) -> None:
        self._link.drop_input()

    def close(self) -> None:
        self._link.close()


def with_parity(framing: str) -> bytes:
    """The table for bytes.translate that makes the bytes of 7E1, 7O1 or 7N2 ones of 8N1.

    On the wire both are ten bits: what 8N1 calls the eighth is there parity, or the first stop.
    """
    odd = _PARITIES.get(framing[1])
    if odd is None:
        return bytes(byte | 0x80 for byte in range(256))
    return bytes(byte & 0x7F | ((byte & 0x7F).bit_count() + odd & 1) << 7 for byte in range(256))
