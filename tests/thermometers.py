"""What the tests of thermometers share: codecs by name, and answers of Modbus instruments."""

from typing import Any

from kiosk.devices.catalogue import protocol_named
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.thermometers.modbus import framed
from kiosk.ports import Reading
from kiosk.settings import Option

ASKED = bytes.fromhex("01030001000295cb")
GOOD = bytes.fromhex("01030400c10000abcf")


def codec_of(name: str, options: dict[str, Option] | None = None) -> Any:
    protocol = protocol_named(name)
    assert isinstance(protocol, SpokenProtocol)
    return protocol.codec(options or {})


def modbus(
    said: bytes, options: dict[str, Option] | None = None, asked: bytes = b""
) -> list[Reading]:
    codec = codec_of("modbus", options)
    if asked:
        codec.asked(asked)
    found = codec.feed(said)
    assert all(isinstance(each, Reading) for each in found)
    return list(found)


def answer(*registers: int, address: int = 1, function: int = 3) -> bytes:
    data = b"".join(register.to_bytes(2) for register in registers)
    return framed(bytes((address, function, len(data))) + data)


def statuses(found: list[Reading]) -> list[str]:
    return [each.status.value for each in found]
