"""No codec of any family raises, hoards or changes its mind, whatever bytes come however cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.catalogue import protocols
from kiosk.devices.protocol import PrintingProtocol
from tests.codecs import MEASURING, SCALES, SPOKEN, codec_of, fed, pieces
from tests.frames import frames
from tests.proofs import size

PRINTERS = {each.name: each for each in protocols() if isinstance(each, PrintingProtocol)}
EXAMPLES = size(100, 10_000)
FEWER = size(100, 2_000)
LONGEST_SCAN = 4100
LONGEST_FRAME = 300
CUTS = st.lists(st.integers(min_value=0), max_size=8)
every_codec = pytest.mark.parametrize("name", SPOKEN)


def requests(name: str) -> st.SearchStrategy[bytes]:
    talk = SPOKEN[name].talk
    known = {bytes.fromhex(frame.get("request_hex", "")) for frame in frames(name)}
    sent = {talk.identify or b"", talk.poll or b"", *talk.orders.values()}
    return st.sampled_from(sorted(known | sent | {b""}))


def lines(name: str) -> st.SearchStrategy[bytes]:
    """Frames, whole, maimed and between others' bytes."""
    real = st.sampled_from([bytes.fromhex(frame["hex"]) for frame in frames(name)])
    maimed = st.builds(lambda data, at, byte: data[:at] + byte + data[at + 1 :],
                       real, st.integers(0, 30), st.binary(max_size=2))  # fmt: skip
    ends = st.sampled_from([b"\r", b"\n", b"\r\n", b"\x02", b"\x03"])
    return st.lists(real | maimed | ends | st.binary(), max_size=8).map(b"".join)


@every_codec
@settings(max_examples=FEWER)
@given(data=st.data())
def test_any_bytes_in_any_pieces_read_the_same_and_never_raise(
    name: str, data: st.DataObject
) -> None:
    request, noise = data.draw(requests(name)), data.draw(lines(name))
    whole = fed(name, [noise], request)
    assert fed(name, pieces(noise, data.draw(CUTS)), request) == whole


@every_codec
@settings(max_examples=EXAMPLES)
@given(noise=st.binary(), cuts=CUTS)
def test_arbitrary_bytes_alone_never_raise(name: str, noise: bytes, cuts: list[int]) -> None:
    assert fed(name, pieces(noise, cuts)) == fed(name, [noise])


@every_codec
@settings(max_examples=size(25, 500))
@given(data=st.data())
def test_a_codec_keeps_a_bounded_beginning(name: str, data: st.DataObject) -> None:
    request, noise = data.draw(requests(name)), data.draw(st.binary(max_size=240) | lines(name))
    codec = codec_of(name, request)
    for _ in range(data.draw(st.integers(1, 100))):
        codec.feed(noise)
        assert len(codec.leftover) <= (LONGEST_FRAME if name in MEASURING else LONGEST_SCAN)


@pytest.mark.parametrize("name", SCALES)
@settings(max_examples=FEWER)
@given(noise=st.binary())
def test_no_number_comes_out_of_what_does_not_look_like_the_protocol(
    name: str, noise: bytes
) -> None:
    told = codec_of(name).feed(noise.translate(None, b"0123456789"))
    assert all(getattr(item, "value", None) is None for item in told)


@pytest.mark.parametrize("name", PRINTERS)
@settings(max_examples=FEWER)
@given(noise=st.binary(), asked=st.sampled_from([1, 2, 3, 4]))
def test_whatever_a_printer_says_is_told(name: str, noise: bytes, asked: int) -> None:
    assert PRINTERS[name].decode(noise, b"\x10\x04" + bytes([asked]))
