"""What it takes to verify a long audit, and that none of the ways to falsify it passes."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.db.connection import connect
from core.domain.chain import Verdict
from core.ops.audit import seal_all, verify
from kiosk.cli.verify import kept_seals
from kiosk.runtime.seals import keep
from tests.fix_core import Plant
from tests.fix_database import Database
from tests.many_events import rewrite, written
from tests.proofs import LONG, size

TOP = Path(__file__).parents[2]
EVENTS = size(20_000, 300_000)
AT_LEAST = 30_000
"""Events a second, in company; a quiet machine does three times as many."""
MIDDLE = EVENTS // 6


@dataclass
class Long:
    """A long audit, a connection that is above every guard, and the seals kept outside."""

    database: Database
    admin: "psycopg.Connection[Any]"
    events: int
    kept: Path

    def verdict(self, *, outside: bool = True) -> Verdict:
        seals = kept_seals(self.kept) if outside else ()
        return verify(self.database.migrator, seals).verdict()

    def told(self, *, outside: bool = True) -> list[tuple[str, str | None]]:
        return [(each.what, each.kiosk) for each in self.verdict(outside=outside).broken]

    def past_the_guards(self, statement: str) -> None:
        with self.admin.transaction():
            self.admin.execute("SET LOCAL session_replication_role = replica")
            self.admin.execute(statement.encode())


@pytest.fixture
def audit(database: Database, tmp_path: Path) -> Iterator[Long]:
    with connect(database.superuser, autocommit=True, deadline=None) as admin:
        events = written(admin, EVENTS)
        kept = tmp_path / "seals.jsonl"
        keep(seal_all(database.migrator)[0], kept)
        yield Long(database, admin, events, kept)


EVENT = "kiosk_id = (SELECT id FROM app.kiosk WHERE code = 'K1') AND seq"


def test_every_way_to_falsify_a_long_audit_is_found(
    audit: Long, figure: Callable[[str], None]
) -> None:
    begin = time.perf_counter()
    assert audit.verdict() == Verdict(audit.events, audit.events, ())
    seconds = time.perf_counter() - begin
    figure(f"verify-audit: {audit.events:,} events intact in {seconds:.1f} s")
    assert audit.events / seconds > AT_LEAST or not LONG

    audit.past_the_guards(f"UPDATE app.audit_event SET role = 'ADMIN' WHERE {EVENT} = {MIDDLE}")
    assert audit.told() == [("changed", "K1")]
    audit.past_the_guards(f"UPDATE app.audit_event SET role = 'OPERATOR' WHERE {EVENT} = {MIDDLE}")

    keep_aside = "CREATE TABLE public.aside AS SELECT * FROM app.audit_event WHERE"
    put_back = (
        "INSERT INTO app.audit_event OVERRIDING SYSTEM VALUE SELECT * FROM public.aside;"
        " DROP TABLE public.aside"
    )
    for place, what in ((f"= {MIDDLE}", "missing"), (f"> {audit.events // 3 - 5}", "missing")):
        audit.admin.execute(f"{keep_aside} {EVENT} {place}".encode())
        audit.past_the_guards(f"DELETE FROM app.audit_event WHERE {EVENT} {place}")
        assert audit.told() == [(what, "K1")]
        audit.past_the_guards(put_back)
    assert audit.verdict().intact

    rewrite(audit.admin, "K1", MIDDLE)
    assert audit.verdict(outside=False).intact
    begin = time.perf_counter()
    assert audit.told() == [("seal_other", None), ("rewritten_kept", "K1")]
    seconds = time.perf_counter() - begin
    figure(f"verify-audit: a wholly rewritten chain of {audit.events:,} told in {seconds:.1f} s")


def test_the_query_and_the_auditors_laptop_verify_it_too(
    audit: Long, plant: Plant, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    auditor = plant.as_("B-AUDITOR")
    begin = time.perf_counter()
    told = auditor.ask("verify_audit")
    seconds = time.perf_counter() - begin
    assert told == {"events": audit.events, "sealed": audit.events, "intact": True, "broken": []}
    figure(f"query verify_audit: {audit.events:,} events in {seconds:.1f} s")

    folder = tmp_path / "export"
    place = ["--database", audit.database.migrator, "--data-dir", str(tmp_path)]
    nyars = [sys.executable, "-m", "kiosk", "db", "verify-audit", "--export", str(folder), *place]
    assert "sealed" in spoken(nyars, TOP)
    begin = time.perf_counter()
    words = spoken([sys.executable, "-E", "-S", str(folder / "verify.py")], folder)
    seconds = time.perf_counter() - begin
    assert words == f"{audit.events} events, {audit.events} of them sealed: intact\n"
    figure(f"verify.py alone: {audit.events:,} events in {seconds:.1f} s")


def spoken(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout
