"""How many frames a second each codec reads, beside splitting the same bytes and no more."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

from tests.codecs import MEASURING
from tests.proofs import size

AIM = 50_000
FRAMES = size(2_000, 50_000)


def test_the_decode_rate_of_each_codec(figure: Callable[[str], None]) -> None:
    """In a process of its own: what measures the coverage of this one would be measured too."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.decoding_rate", str(FRAMES)],
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    )
    told = json.loads(done.stdout)
    assert list(told) == MEASURING
    for name, each in told.items():
        figure(
            f"decoding {name}: {each['rate']:,.0f} frames a second (aim {AIM:,}), "
            f"{each['times']:.0f} x bytes.split and Decimal alone"
        )
