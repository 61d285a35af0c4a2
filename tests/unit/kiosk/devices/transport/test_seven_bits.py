import pytest

from kiosk.devices.transport.seven_bits import SevenBits, with_parity


class Recorded:
    """A link that gives back what it is told to, and keeps what is done with it."""

    def __init__(self, said: bytes) -> None:
        self.said = said
        self.done: list[object] = []

    def read(self) -> bytes:
        return self.said

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def drop_input(self) -> None:
        self.done.append("dropped")

    def close(self) -> None:
        self.done.append("closed")


def test_the_eighth_bit_of_what_comes_means_nothing() -> None:
    text = b"\x02012.345\r"
    link = SevenBits(Recorded(text.translate(with_parity("7E1"))))
    assert link.read() == text


def test_all_else_passes_unchanged() -> None:
    recorded = Recorded(b"")
    link = SevenBits(recorded)
    link.write(b"W")
    link.drop_input()
    link.close()
    assert recorded.done == [b"W", "dropped", "closed"]


@pytest.mark.parametrize(
    ("framing", "a", "c"), [("7E1", 0x41, 0xC3), ("7O1", 0xC1, 0x43), ("7N2", 0xC1, 0xC3)]
)
def test_a_byte_of_seven_bits_is_sent_as_eight_with_its_parity(
    framing: str, a: int, c: int
) -> None:
    assert b"AC".translate(with_parity(framing)) == bytes([a, c])
