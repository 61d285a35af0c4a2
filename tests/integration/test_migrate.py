"""Migrations: up, down, two at once, all or nothing, and owned by app_owner."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from core.db import migrate
from core.db.connection import connect
from tests.fix_database import Database


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """An own folder of migrations; call it with a name, its way up and its way down."""
    migrations = Path(migrate.__file__).parents[2] / "migrations"
    (tmp_path / "versions").mkdir()
    for name in ("env.py", "script.py.mako"):
        shutil.copy(migrations / name, tmp_path)
    monkeypatch.setattr(migrate, "_SCRIPTS", tmp_path)

    def write(name: str, up: str, down: str) -> None:
        script = migrate.new_revision(name)
        script.with_suffix(".sql").write_text(up)
        script.with_suffix(".down.sql").write_text(down)

    return write


def ask(database: Database, sql: str) -> object:
    with connect(database.superuser) as connection:
        row = connection.execute(sql.encode()).fetchone()
        return row and row[0]


def test_an_empty_database_comes_up_to_the_newest_schema(empty_database: Database) -> None:
    before = migrate.status(empty_database.migrator)
    assert (before.current, before.pending[0], before.is_newer) == (None, "0001", False)
    migrate.upgrade(empty_database.migrator)
    migrate.upgrade(empty_database.migrator)
    after = migrate.status(empty_database.migrator)
    assert (after.current, after.pending) == (migrate.head(), ())


def test_two_upgrades_at_once_make_one_schema(empty_database: Database) -> None:
    upgrade = "import sys; from core.db import migrate; migrate.upgrade(sys.argv[1])"
    command = [sys.executable, "-c", upgrade, empty_database.migrator]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.communicate(timeout=60)[1] for one in both] == ["", ""]
    assert [one.returncode for one in both] == [0, 0]
    assert migrate.current(empty_database.migrator) == migrate.head()


def test_the_schema_goes_down_and_up_again(empty_database: Database) -> None:
    migrate.upgrade(empty_database.migrator)
    migrate.downgrade(empty_database.migrator, "base")
    assert migrate.current(empty_database.migrator) is None
    migrate.upgrade(empty_database.migrator)
    assert migrate.current(empty_database.migrator) == migrate.head()


def test_all_that_migrations_make_belongs_to_app_owner(database: Database) -> None:
    owners = """
        SELECT string_agg(DISTINCT pg_get_userbyid(owner), ',') FROM (
          SELECT relowner AS owner, relnamespace AS space FROM pg_class
          UNION ALL SELECT proowner, pronamespace FROM pg_proc
          UNION ALL SELECT nspowner, oid FROM pg_namespace
        ) AS made WHERE space IN ('app'::regnamespace, 'api'::regnamespace, 'sec'::regnamespace)
    """
    assert ask(database, owners) == "app_owner"


def test_row_classes_and_tables_agree(database: Database) -> None:
    migrate.check(database.migrator)


def test_a_database_of_newer_software_is_noticed(database: Database) -> None:
    ask(database, "UPDATE app.alembic_version SET version_num = '9999' RETURNING 1")
    status = migrate.status(database.migrator)
    assert (status.current, status.is_newer, status.pending) == ("9999", True, ())


def test_sql_beside_a_migration_runs_as_it_stands(
    empty_database: Database, scripts: Callable[[str, str, str], None]
) -> None:
    up = "CREATE TABLE app.odd (kg int CHECK (kg % 2 = 1)); COMMENT ON TABLE app.odd IS ':word %s'"
    scripts("keep odd", up, "DROP TABLE app.odd")
    scripts("keep more", "ALTER TABLE app.odd ADD more int", "ALTER TABLE app.odd DROP more")
    assert sorted(script.name for script in Path(migrate._SCRIPTS, "versions").glob("*.py")) == [
        "0001_keep_odd.py",
        "0002_keep_more.py",
    ]
    migrate.upgrade(empty_database.migrator, "0001")
    assert migrate.status(empty_database.migrator).pending == ("0002",)
    assert ask(empty_database, "SELECT obj_description('app.odd'::regclass)") == ":word %s"
    migrate.downgrade(empty_database.migrator, "base")
    assert ask(empty_database, "SELECT to_regclass('app.odd')::text") is None


def test_a_migration_that_fails_leaves_nothing_behind(
    empty_database: Database, scripts: Callable[[str, str, str], None]
) -> None:
    scripts("keep first", "CREATE TABLE app.first ()", "DROP TABLE app.first")
    scripts("break second", "CREATE TABLE app.second (); SELECT 1 / 0", "")
    with pytest.raises((sqlalchemy.exc.DBAPIError, psycopg.Error)):
        migrate.upgrade(empty_database.migrator)
    assert migrate.current(empty_database.migrator) is None
    assert ask(empty_database, "SELECT to_regclass('app.first')::text") is None
