"""What a registration costs beside pgbench writing the same rows without a guard: same server, same run, by turns.

The reference (reference.sql) has tables of the same shape and indexes, without foreign keys, CHECKs and triggers; it
looks nothing up, refuses nothing and chains no hash. Times are medians, for others may be at work on the machine;
"least" is the mean of the quicker half, which they disturb less.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.bootstrap import Core
from core.db.lane import Lane
from tests.proofs import size
from tests.registering import Clerk
from tests.registering_plant import CLIENTS, KIOSKS, Scene, asked_by, clerks, scene

ROUNDS = size(3, 15)
CALLS = size(40, 300)
SECONDS = size(1, 5)
Figure = Callable[[str], None]
SLOW_FLUSH = (
    "ALTER DATABASE nyars SET commit_delay = 3000; ALTER DATABASE nyars SET commit_siblings = 0"
)
QUICK_FLUSH = "ALTER DATABASE nyars RESET commit_delay; ALTER DATABASE nyars RESET commit_siblings"
WITHOUT = {
    "foreign keys": """
        DO $$ DECLARE c record; BEGIN
          FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
                    WHERE contype = 'f' AND connamespace = 'app'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname);
          END LOOP; END $$
    """,
    "CHECKs": """
        DO $$ DECLARE c record; BEGIN
          FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
                    WHERE contype = 'c' AND connamespace = 'app'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname);
          END LOOP; END $$
    """,
    "triggers": """
        DO $$ DECLARE t record; BEGIN
          FOR t IN SELECT oid::regclass AS t FROM pg_class
                    WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', t.t);
          END LOOP; END $$
    """,
}
"""What is taken away from the tables for good, in this order, to see what a registration costs without it."""


@pytest.fixture(scope="module")
def place(shared_folder: Path) -> Iterator[Scene]:
    with scene(shared_folder / "registering") as place:
        yield place


def milliseconds(clerk: Clerk, scene: Scene, *, known: bool) -> tuple[list[float], float]:
    """The time of each of CALLS registrations, and the mean processor time of this process."""
    requests = [clerk.request(scene.work[0]) for _ in range(CALLS)]
    facts = [clerk.core.facts(each) if known else None for each in requests]
    taken = []
    processor = time.process_time()
    for request, read in zip(requests, facts, strict=True):
        began = time.perf_counter()
        clerk.core.handle(request, read)
        taken.append((time.perf_counter() - began) * 1000)
    return taken, (time.process_time() - processor) * 1000 / CALLS


def compared(scene: Scene, named: str, figure: Figure) -> None:
    """One client, by turns: the reference, facts known, facts fetched."""
    reference: list[float] = []
    ours: dict[bool, list[float]] = {True: [], False: []}
    ratios: dict[bool, list[float]] = {True: [], False: []}
    processor: dict[bool, list[float]] = {True: [], False: []}
    with Core(scene.database.kiosk_app) as core:
        clerk = Clerk.at(core, KIOSKS[0])
        for known in (True, False):
            milliseconds(clerk, scene, known=known)
        for _ in range(ROUNDS):
            calls = scene.reference("-t", str(CALLS))
            reference += calls
            for known in (True, False):
                taken, busy = milliseconds(clerk, scene, known=known)
                ours[known] += taken
                ratios[known].append(statistics.median(taken) / statistics.median(calls))
                processor[known].append(busy)
    for known, facts, target in ((True, "known", "1.4"), (False, "fetched", "1.8")):
        figure(
            f"registration, facts {facts}, 1 client, {named}: {statistics.median(ratios[known]):.2f} x the reference"
            f" (target {target}; rounds {min(ratios[known]):.2f} to {max(ratios[known]):.2f}):"
            f" {statistics.median(ours[known]):.2f} ms beside {statistics.median(reference):.2f} ms;"
            f" Python {statistics.median(processor[known]):.2f} ms of it (target 0.20)"
        )


def test_one_kiosk_registers_beside_the_bare_rows(place: Scene, figure: Figure) -> None:
    before = {schema: place.counts(schema) for schema in ("app", "r")}
    place.reference("-t", str(CALLS))
    compared(place, "this disk", figure)
    after = {schema: place.counts(schema) for schema in ("app", "r")}
    written = {
        schema: {name: after[schema][name] - before[schema][name] for name in after[schema]}
        for schema in after
    }
    registered, called = written["app"]["lot"], written["r"]["lot"]
    assert (registered, called) == (2 * (ROUNDS + 1) * CALLS, (ROUNDS + 1) * CALLS)
    for name, more in written["r"].items():
        assert written["app"][name] / registered == more / called, name


@pytest.mark.skipif(size(0, 1) == 0, reason="the slow flush is measured with --long only")
def test_the_same_with_a_slow_flush(place: Scene, figure: Figure) -> None:
    place.admin.execute(SLOW_FLUSH)
    compared(place, "each flush 3 ms slower", figure)
    place.admin.execute(QUICK_FLUSH)


def test_eight_kiosks_register_beside_the_bare_rows(place: Scene, figure: Figure) -> None:
    ratios, lots, rows = [], [], []
    with clerks(place) as processes:
        for _ in range(size(1, 8)):
            calls = place.reference("-T", str(SECONDS), clients=CLIENTS)
            for process, work in zip(processes, place.work, strict=True):
                assert process.stdin
                process.stdin.write(f"{SECONDS} {work.run} {work.parent} {work.buffer}\n")
                process.stdin.flush()
            made = [int(process.stdout.readline()) for process in processes if process.stdout]
            assert all(made)
            ratios.append(sum(made) / len(calls))
            lots.append(sum(made) / SECONDS)
            rows.append(len(calls) / SECONDS)
    figure(
        f"registrations by {CLIENTS} kiosks at once, facts fetched: {statistics.median(ratios):.2f} of the reference's"
        f" throughput (target 0.50): {statistics.median(lots):.0f} a second beside {statistics.median(rows):.0f}"
    )


def test_where_the_time_goes(shared_folder: Path, figure: Figure) -> None:
    """On a server of its own: what guards the tables is taken away here for good."""
    with scene(shared_folder / "registering bare") as place:
        _where_the_time_goes(place, figure)


def _where_the_time_goes(place: Scene, figure: Figure) -> None:
    rounds = size(200, 3000)
    bare, bare_values = place.reference_call()
    with Core(place.database.kiosk_app) as core:
        clerk = Clerk.at(core, KIOSKS[0])
        with closing(Lane(place.database.kiosk_app)) as lane:
            trips = [took(lambda: lane.ask("SELECT 1::text")) for _ in range(rounds)]
        flushed = statistics.median(place.reference("-t", str(rounds)))
        unflushed = statistics.median(
            place.reference("-t", str(rounds), options="-c synchronous_commit=off")
        )
        key, ((facts, asked), (write, told)) = asked_by(clerk, place.work[0])
        shares = {
            "the reference": place.server_us(bare, bare_values, rounds),
            "facts": place.server_us(facts, asked, rounds),
            "the write": place.server_us(write, told, rounds, key),
        }
        server = ", ".join(
            f"{name} {statistics.median(us):.0f} (least {least(us):.0f})"
            for name, us in shares.items()
        )
        figure(f"server microseconds of a registration, flush excluded: {server}")
        figure(
            f"beside it, 1 client: flush {(flushed - unflushed) * 1000:.0f} us,"
            f" a round trip that asks for nothing {statistics.median(trips) * 1000:.0f} us"
        )
        chain = place.server_us(*_linked(place), rounds)
        parts = [f"the audit's hash {least(chain):.0f}"]
        whole = least(shares["the write"])
        for name, statement in WITHOUT.items():
            place.admin.execute(statement.encode())
            key, (_, (write, told)) = asked_by(clerk, place.work[0])
            less = least(place.server_us(write, told, rounds, key))
            parts.append(f"{name} {whole - less:.0f}")
            whole = less
        figure(f"of the write's: {', '.join(parts)}, all else {whole:.0f}")


def took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def least(microseconds: list[float]) -> float:
    """The mean of the quicker half."""
    return statistics.mean(sorted(microseconds)[: len(microseconds) // 2])


def _linked(scene: Scene) -> tuple[str, tuple[str, ...]]:
    """The function that chains an event, and one of them."""
    row = scene.admin.execute(
        "SELECT e.hash::text, e::text FROM app.audit_event e ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    return "sec.link", tuple(row)
