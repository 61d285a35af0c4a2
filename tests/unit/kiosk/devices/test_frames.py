"""Every frame of every device reads as its source says, however its bytes arrive."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.devices.decoded import Json
from tests.codecs import MEASURING, SCALES, codec_of, fed, pieces
from tests.frames import frames, titled


def all_frames(names: list[str]) -> list[Any]:
    return [
        pytest.param(name, frame, id=f"{name} {number} {titled(frame)}")
        for name in names
        for number, frame in enumerate(frames(name))
    ]


ALL = pytest.mark.parametrize(("name", "frame"), all_frames(MEASURING))


def sent(frame: dict[str, Any]) -> bytes:
    return bytes.fromhex(frame["hex"])


def asked(frame: dict[str, Any]) -> bytes:
    return bytes.fromhex(frame.get("request_hex", ""))


def paired(expected: Json, told: Json) -> Iterator[tuple[Json, Json]]:
    return zip(expected["readings"], told["readings"], strict=True)


def as_far_as(known: Json, seen: Json) -> Json:
    """What was seen of the keys that are known; a number that is not known is one too many."""
    return {name: seen[name] for name in seen if name in known or name == "value"}


@ALL
def test_a_frame_reads_as_its_source_says(name: str, frame: dict[str, Any]) -> None:
    told = fed(name, [sent(frame)], asked(frame))
    expected = frame["expect"]
    assert told["leftover_hex"] == expected.get("leftover_hex", "")
    readings = [as_far_as(known, seen) for known, seen in paired(expected, told)]
    assert readings == expected["readings"]


@ALL
def test_a_frame_reads_the_same_byte_by_byte(name: str, frame: dict[str, Any]) -> None:
    data, request = sent(frame), asked(frame)
    assert fed(name, [bytes([byte]) for byte in data], request) == fed(name, [data], request)


@ALL
def test_a_frame_reads_the_same_in_any_pieces(name: str, frame: dict[str, Any]) -> None:
    data, request = sent(frame), asked(frame)
    whole = fed(name, [data], request)
    for seed in range(20):
        cuts = random.Random(seed).choices(range(len(data) + 1), k=3)
        assert fed(name, pieces(data, cuts), request) == whole, cuts


@pytest.mark.parametrize(("name", "frame"), all_frames(SCALES))
def test_a_weight_that_lost_a_byte_is_never_booked_as_another(
    name: str, frame: dict[str, Any]
) -> None:
    data = sent(frame)
    for lost in range(len(data)):
        codec = codec_of(name)
        whole = {item.value for item in [*codec.feed(data), *codec.feed(b"")]}
        maimed = codec.feed(data[:lost] + data[lost + 1 :])
        assert {item.value for item in maimed if item.bookable} <= whole, lost
