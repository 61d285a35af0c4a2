from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.catalogue import protocol_named
from tests.frames import frames, lacking, titled
from tests.thermometers import codec_of

NAMES = ("modbus", "center309", "lutron16")
ALL_FRAMES = [
    pytest.param(name, frame, id=f"{name} {titled(frame)}")
    for name in NAMES
    for frame in frames(name)
]


@pytest.mark.parametrize(("name", "frame"), ALL_FRAMES)
def test_a_thermometer_reads_as_its_source_says(name: str, frame: dict[str, Any]) -> None:
    protocol = protocol_named(name)
    request = bytes.fromhex(frame.get("request_hex", ""))
    told = protocol.decode(bytes.fromhex(frame["hex"]), request)
    assert lacking(frame["expect"], told) == []
    assert told["leftover_hex"] == frame["expect"].get("leftover_hex", "")


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=300), times=st.integers(1, 20))
def test_a_thermometer_keeps_a_bounded_beginning(name: str, data: bytes, times: int) -> None:
    codec = codec_of(name)
    for _ in range(times):
        codec.feed(data)
        assert len(codec.leftover) <= 81


def test_a_line_feed_that_a_converter_adds_is_no_fault() -> None:
    codec = codec_of("lutron16")
    line = b"\x0241010100000072\r\n"
    told = [reading for byte in 3 * line for reading in codec.feed(bytes((byte,)))]
    assert [(str(each.value), each.bookable) for each in told] == [("7.2", True)] * 3


@pytest.mark.parametrize(
    ("name", "channel"), [("lutron16", 0), ("lutron16", 13), ("center309", 0), ("center309", 5)]
)
def test_a_channel_that_no_instrument_has_is_told(name: str, channel: int) -> None:
    with pytest.raises(ValueError, match=f"a {name} has the channels 1 to .*, not {channel}"):
        codec_of(name, {"channel": channel})
