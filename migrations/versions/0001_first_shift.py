"""The first shift: tables, rights and functions for one run from receipt to shipment."""

from pathlib import Path

from core.db.migrate import run_sql

revision = "0001"
down_revision = None

SCRIPTS = Path(__file__).with_suffix("")


def upgrade() -> None:
    """Run the numbered .sql files beside this one, in their order."""
    for script in sorted(SCRIPTS.glob("[0-9]*.sql")):
        run_sql(script)


def downgrade() -> None:
    """Drop everything but the version table."""
    run_sql(SCRIPTS / "down.sql")
