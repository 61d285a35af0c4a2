"""How fast each codec reads, alone in a process: `python -m tests.decoding_rate FRAMES`."""

import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.codecs import MEASURING, codec_of
from tests.frames import frames

ROUNDS = 5
BLOCK = 4096


def seconds(work: Callable[[], object]) -> float:
    """The best of some rounds: what others did on the machine meanwhile is no part of it."""

    def once() -> float:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    return min(once() for _ in range(ROUNDS))


def frame_of(name: str) -> dict[str, Any]:
    """A protocol's first frame that is one reading with a number."""
    return next(
        frame
        for frame in frames(name)
        if len(frame["expect"]["readings"]) == 1 and "value" in frame["expect"]["readings"][0]
    )


def measured(name: str, count: int) -> dict[str, float]:
    """Frames a second, and how much longer they take than to split and make Decimals of them."""
    frame = frame_of(name)
    data = bytes.fromhex(frame["hex"])
    number = frame["expect"]["readings"][0]["value"]
    stream = data * count
    blocks = [stream[at : at + BLOCK] for at in range(0, len(stream), BLOCK)]

    def decode() -> None:
        codec = codec_of(name, bytes.fromhex(frame.get("request_hex", "")))
        found = sum(len(codec.feed(block)) for block in blocks) + len(codec.feed(b""))
        assert found >= count, name

    def split() -> None:
        assert len([Decimal(number) for _ in stream.split(data)]) == count + 1

    took = seconds(decode)
    return {"rate": count / took, "times": took / seconds(split)}


if __name__ == "__main__":
    json.dump({name: measured(name, int(sys.argv[1])) for name in MEASURING}, sys.stdout)
