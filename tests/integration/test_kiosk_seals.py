"""A kiosk seals the audit of its site by the secret of its machine, with nobody signed in."""

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.bootstrap import Core
from core.context import SystemClock
from core.db.connection import connect
from core.db.enrolment import UNENROLLED
from core.domain.chain import Seal, Verdict, is_sound, seal_from
from core.errors import Refused
from core.ops.audit import verify
from kiosk.cli.verify import kept_seals
from kiosk.runtime.backroom import Backroom
from kiosk.runtime.printing import PrintJob
from kiosk.runtime.seals import FILE, Sealer
from tests.books import Books
from tests.fix_core import Plant, at_once
from tests.fix_database import Database

STRANGER = ("NY001", "forbidden")
BY_HAND = "SELECT api.seal_by_kiosk((SELECT id FROM app.kiosk WHERE code = %s), %s)"


@pytest.fixture
def kiosk(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    with connect(database.kiosk_app, autocommit=True) as connection:
        yield connection


def refusal(kiosk: "psycopg.Connection[Any]", *values: object) -> tuple[str | None, str | None]:
    with pytest.raises(psycopg.Error) as refused:
        kiosk.execute(BY_HAND.encode(), values)
    return refused.value.sqlstate, refused.value.diag.message_primary


def test_an_enrolled_kiosk_seals_its_site_and_is_named(plant: Plant, books: Books) -> None:
    plant.run_to(2)
    seal = plant.core.seal_by_kiosk(plant.station)
    assert is_sound(seal)
    assert (seal.site, seal.user_id, seal.kiosk_id) == ("DUNA", None, plant.station.kiosk_id)
    assert seal.events == books.ask("SELECT count(*) FROM app.audit_event")
    stored = books.rows("SELECT number, hash FROM app.audit_seal")
    assert stored == [(1, seal.hash)]


def test_within_four_minutes_one_seal_serves_every_kiosk(plant: Plant, books: Books) -> None:
    plant.new_run()
    first = plant.core.seal_by_kiosk(plant.station)
    plant.new_run()
    both = [plant.core.seal_by_kiosk(plant.core.station(code)) for code in ("K1", "K2")]
    assert both == [first, first]
    books.past_the_guards("UPDATE app.audit_seal SET at = at - interval '4 minutes'")
    made = at_once(*[lambda: plant.core.seal_by_kiosk(plant.station)] * 4)
    assert ({seal.number for seal in made}, {seal.previous for seal in made}) == ({2}, {first.hash})


@pytest.mark.parametrize(
    ("code", "secret"),
    [
        ("K1", b"another's"),
        ("K1", None),
        ("K1", b""),
        ("K1", hashlib.sha256(UNENROLLED).digest()),
        ("EXEC", UNENROLLED),
        ("EXEC", None),
        ("K99", UNENROLLED),
    ],
)
def test_no_other_machine_seals_nor_do_scripts(
    kiosk: "psycopg.Connection[Any]", books: Books, plant: Plant, code: str, secret: bytes | None
) -> None:
    plant.new_run()
    with books.unchanged():
        assert refusal(kiosk, code, secret) == STRANGER


def test_the_scripts_own_kiosk_does_not_seal_by_itself(plant: Plant) -> None:
    with pytest.raises(Refused, match="not_enrolled"):
        plant.core.seal_by_kiosk(plant.core.station("EXEC"))


def test_each_seal_it_keeps_is_there_once(plant: Plant, books: Books, tmp_path: Path) -> None:
    path = tmp_path / FILE
    sealer = Sealer(plant.core, "K1", path)
    for _ in range(2):
        plant.new_run()
        sealer.seal()
        sealer.seal()
        books.past_the_guards("UPDATE app.audit_seal SET at = at - interval '5 minutes'")
    numbers = [seal.number for seal in kept_seals(path)]
    assert numbers == [1, 2]


def test_what_a_kiosk_kept_proves_the_audit(
    plant: Plant, books: Books, database: Database, tmp_path: Path
) -> None:
    def verdict() -> Verdict:
        return verify(database.migrator, kept_seals(tmp_path / FILE)).verdict()

    plant.new_run()
    Sealer(plant.core, "K2", tmp_path / FILE).seal()
    assert verdict() == Verdict(2, 2, ())
    books.past_the_guards("DELETE FROM app.audit_seal")
    assert not verdict().intact


class Deaf:
    """Hears nothing of the backroom."""

    def settled(self, *_: object) -> None:
        """Nothing is sent here."""

    changed = health = label = settled


def test_a_kiosk_seals_when_it_starts_and_ends_in_order(
    database: Database, plant: Plant, tmp_path: Path
) -> None:
    plant.new_run()

    def no_render(job: PrintJob, dots: int) -> None:
        raise AssertionError("nothing is printed here")

    room = Backroom(tmp_path, "K1", SystemClock(), Deaf(), render=no_render, printer=lambda: None)
    room.start(Core(database.kiosk_app))
    try:
        end = time.monotonic() + 20
        while not (tmp_path / FILE).exists() or not (tmp_path / FILE).read_bytes():
            assert time.monotonic() < end, "no seal was kept"
    finally:
        room.stop()
    (line,) = (tmp_path / FILE).read_text("utf-8").splitlines()
    seal: Seal = seal_from(json.loads(line))
    assert (seal.events, seal.kiosk_id) == (2, plant.station.kiosk_id)
