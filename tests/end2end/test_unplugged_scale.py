"""A scale on a pseudo-terminal behind the real window: pulled and plugged in again and again."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.setting import DeviceSetting
from kiosk.devices.simulator.scales.mt_sics import SimulatedScale
from tests.fix_bench import Bench, nothing_leaks
from tests.fix_workplace import Desk
from tests.proofs import size

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

ROUNDS = size(5, 50)
LOSS, RETURN = 3.0, 5.0
HERE, GONE = "15.042 kg Stable, in the band", "– kg No signal"
Open = Callable[..., Bench]


@pytest.fixture
def link(tmp_path: Path) -> str:
    return str(tmp_path / "ttySCALE")


def bench_with(desk: Desk, open_bench: Open, port: str) -> Bench:
    run = desk.plant().run_to(5).run
    return open_bench(run, [DeviceSetting("scale.main", "mt_sics", port)])


def is_here(bench: Bench) -> bool:
    return bench.weight() == HERE and bench.status() == "Scale"


def is_gone(bench: Bench) -> bool:
    return bench.weight() == GONE and bench.status() == "Scale: no signal"


def test_an_unplugged_scale_is_shown_and_comes_back_again_and_again(
    desk: Desk, open_bench: Open, link: str, figure: Callable[[str], None]
) -> None:
    losses, returns = [], []
    with SimulatedScale(link, "15.042") as scale:
        bench = bench_with(desk, open_bench, scale.port)
        desk.until(lambda: is_here(bench))
        with nothing_leaks(desk):
            for _ in range(ROUNDS):
                began = time.monotonic()
                scale.unplug()
                desk.until(lambda: is_gone(bench))
                losses.append(time.monotonic() - began)
                began = time.monotonic()
                scale.plug()
                desk.until(lambda: is_here(bench))
                returns.append(time.monotonic() - began)
        bench.close()
    figure(
        f"scale unplugged {ROUNDS} times: shown within {max(losses):.2f} s,"
        f" back within {max(returns):.2f} s"
    )
    assert max(losses) < LOSS
    assert max(returns) < RETURN


def test_a_scale_that_was_long_away_comes_back_as_soon(
    desk: Desk, open_bench: Open, link: str, figure: Callable[[str], None]
) -> None:
    """The pauses between two looks grow while it is away, but not beyond two seconds."""
    with SimulatedScale(link, "15.042") as scale:
        bench = bench_with(desk, open_bench, scale.port)
        desk.until(lambda: is_here(bench))
        scale.unplug()
        desk.until(lambda: is_gone(bench))
        looks = time.monotonic() + size(3, 10)
        desk.until(lambda: time.monotonic() > looks, 15)
        began = time.monotonic()
        scale.plug()
        desk.until(lambda: is_here(bench))
        waited = time.monotonic() - began
        bench.close()
    figure(f"scale away for {size(3, 10)} s: back within {waited:.2f} s")
    assert waited < RETURN


def test_a_scale_whose_cable_hangs_loose_is_shown_too(
    desk: Desk, open_bench: Open, link: str, figure: Callable[[str], None]
) -> None:
    """The adapter is still there: only the silence tells."""
    with SimulatedScale(link, "15.042") as scale:
        bench = bench_with(desk, open_bench, scale.port)
        desk.until(lambda: is_here(bench))
        began = time.monotonic()
        scale.silence()
        desk.until(lambda: bench.weight() == GONE)
        cleared = time.monotonic() - began
        desk.until(lambda: is_gone(bench))
        waited = time.monotonic() - began
        scale.plug()
        desk.until(lambda: is_here(bench))
        bench.close()
    figure(f"silent scale: weight cleared after {cleared:.2f} s, loss shown after {waited:.2f} s")
    assert waited < LOSS


def test_a_scale_that_talks_nonsense_shows_no_weight_and_ends_at_once(
    desk: Desk, open_bench: Open, link: str
) -> None:
    with SimulatedScale(link, "15.042") as scale:
        bench = bench_with(desk, open_bench, scale.port)
        desk.until(lambda: is_here(bench))
        noise = b"S S     99.999 k?\r\n" * 200
        shown = set()
        for _ in range(100):
            scale._turn(lambda: scale.say(noise))
            desk.until(lambda: True)
            shown.add(bench.weight())
        assert shown <= {HERE, GONE, "– kg Scale fault"}
        scale._turn(lambda: scale.say(noise))
        bench.close()
