"""What every device protocol must offer; a new file is found and tested without a word here."""

from pathlib import Path

import pytest

from kiosk.devices.catalogue import FAMILIES, protocol_named, protocols
from kiosk.devices.protocol import DeviceKind, DeviceProtocol, PrintingProtocol, SpokenProtocol
from kiosk.devices.simulator.catalogue import simulator_of, simulators
from kiosk.devices.thermometers.register_map import instrument, instruments
from tests.frames import FRAMES, frames

ALL = protocols()
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(params=ALL, ids=lambda protocol: protocol.name)
def protocol(request: pytest.FixtureRequest) -> DeviceProtocol:
    found = request.param
    assert isinstance(found, DeviceProtocol)
    return found


def test_no_two_protocols_share_a_name() -> None:
    names = [protocol.name for protocol in ALL]
    assert sorted(set(names)) == sorted(names)


def test_each_family_has_a_protocol() -> None:
    assert {protocol.kind for protocol in ALL} == set(DeviceKind)
    assert len(FAMILIES) == len(DeviceKind)


def test_a_protocol_is_found_by_the_name_of_its_file(protocol: DeviceProtocol) -> None:
    assert protocol_named(protocol.name) is protocol


def test_a_protocol_can_be_worked_with(protocol: DeviceProtocol) -> None:
    assert isinstance(protocol, SpokenProtocol | PrintingProtocol)
    if isinstance(protocol, SpokenProtocol):
        driver = protocol.driver({})
        assert driver.feed(b"", 0.0) == []
        assert protocol.codec({}).leftover == b""


def test_a_protocol_has_frames_with_their_source(protocol: DeviceProtocol) -> None:
    assert all(frame["source"] and "expect" in frame for frame in frames(protocol.name))


def test_every_frame_can_be_decoded(protocol: DeviceProtocol) -> None:
    for frame in frames(protocol.name):
        request = bytes.fromhex(frame.get("request_hex", ""))
        assert protocol.decode(bytes.fromhex(frame["hex"]), request)


def test_no_frames_are_left_without_a_protocol() -> None:
    assert {path.stem for path in FRAMES.glob("*.jsonl")} == {protocol.name for protocol in ALL}


def test_a_protocol_has_a_simulator(protocol: DeviceProtocol) -> None:
    assert simulator_of(protocol.kind, protocol.name).protocol == protocol.name


def test_a_simulator_speaks_a_real_protocol() -> None:
    for simulator in simulators():
        assert protocol_named(simulator.protocol).kind is simulator.kind


@pytest.mark.parametrize("name", instruments())
def test_an_instrument_is_described_to_administrators(name: str) -> None:
    page = DOCS / "administrators" / "devices.md"
    assert f"| `{name}` | {instrument(name).name} |" in page.read_text("utf-8")
