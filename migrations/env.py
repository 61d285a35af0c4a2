"""How alembic runs here: one transaction for the whole way, one upgrade at a time, app_owner owning it all."""

from alembic import context
from sqlalchemy import Connection, text

from core.db.migrate import VERSION_SCHEMA
from core.db.rows import Base

SCHEMAS = ("app", "api", "sec")
UPGRADING = 0x6E796172  # the lock two upgrades meet at


def run(connection: Connection) -> None:
    """Bring the schemas into being, then run what core.db.migrate asked for."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADING})
    for schema in SCHEMAS:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table_schema=VERSION_SCHEMA,
        include_schemas=True,
        include_name=lambda name, kind, _parents: kind != "schema" or name in SCHEMAS,
    )
    context.run_migrations()
    connection.commit()


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database only: they ask it what is there.")
run(context.config.attributes["connection"])
