"""${message}."""

from pathlib import Path

from core.db.migrate import run_sql

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Run the .sql file beside this one."""
    run_sql(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Run its way back."""
    run_sql(Path(__file__).with_suffix(".down.sql"))
