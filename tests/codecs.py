"""Every codec of a device that speaks, found by walking, and ways to feed it."""

import itertools

from kiosk.devices.catalogue import protocols
from kiosk.devices.decoded import Json, decoded
from kiosk.devices.driver import Codec
from kiosk.devices.protocol import DeviceKind, SpokenProtocol

SPOKEN = {each.name: each for each in protocols() if isinstance(each, SpokenProtocol)}
MEASURING = [name for name, each in SPOKEN.items() if each.kind is not DeviceKind.SCANNER]
SCALES = [name for name, each in SPOKEN.items() if each.kind is DeviceKind.SCALE]


def codec_of(name: str, request: bytes = b"") -> Codec:
    """A codec as a connection has it, that has just sent `request`."""
    codec = SPOKEN[name].codec({})
    if request:
        codec.asked(request)
    return codec


def fed(name: str, chunks: list[bytes], request: bytes = b"") -> Json:
    """What a codec makes of `chunks` and the silence after them."""
    codec = codec_of(name, request)
    items = [item for chunk in chunks if chunk for item in codec.feed(chunk)]
    return decoded([*items, *codec.feed(b"")], codec.leftover)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """`data` cut where `cuts` say, wherever they lie."""
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]
