"""The books of a test's plant, read past the core: what every table holds, and whether kilograms agree."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

# A PIN that was tried stays written whatever becomes of what it was given for.
TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('app', 'sec') AND c.relkind = 'r' AND c.relname <> 'sign_in_attempt' ORDER BY 1, 2
"""

# Every kilogram that lies somewhere came there by a move, and none is counted twice.
DIFFERENCES = """
    WITH moved AS (
      SELECT lot_id, buffer_id, sum(kg) AS kg FROM (
        SELECT lot_id, to_id AS buffer_id, kg FROM app.stock_move WHERE kind IN ('RECEIVE', 'TRANSFER')
        UNION ALL SELECT lot_id, from_id, -kg FROM app.stock_move WHERE kind IN ('TRANSFER', 'CONSUME', 'SHIP')
      ) m GROUP BY lot_id, buffer_id
    ), taken AS (
      SELECT lot_id, coalesce(sum(kg) FILTER (WHERE kind = 'RECEIVE'), 0) AS received,
             coalesce(sum(kg) FILTER (WHERE kind = 'CONSUME'), 0) AS consumed,
             coalesce(sum(kg) FILTER (WHERE kind = 'SHIP'), 0) AS shipped
        FROM app.stock_move GROUP BY lot_id
    )
    SELECT 'inventory is not the sum of moves', l.code, b.code, i.kg, m.kg
      FROM (SELECT * FROM moved WHERE buffer_id IS NOT NULL) m
      FULL JOIN app.inventory_item i USING (lot_id, buffer_id)
      JOIN app.lot l ON l.id = lot_id JOIN app.buffer b ON b.id = buffer_id
     WHERE coalesce(i.kg, 0) <> coalesce(m.kg, 0)
    UNION ALL
    SELECT 'less than nothing lies in no buffer', l.code, NULL, NULL, m.kg
      FROM moved m JOIN app.lot l ON l.id = m.lot_id WHERE m.buffer_id IS NULL AND m.kg < 0
    UNION ALL
    SELECT 'a buffer counts other kilograms than lie in it', NULL, b.code, b.used_kg, sum(i.kg)
      FROM app.buffer b LEFT JOIN app.inventory_item i ON i.buffer_id = b.id
     GROUP BY b.id HAVING b.used_kg <> coalesce(sum(i.kg), 0)
    UNION ALL
    SELECT 'a lot was not received as it was registered', l.code, NULL, l.registered_kg, t.received
      FROM app.lot l LEFT JOIN taken t ON t.lot_id = l.id WHERE l.registered_kg IS DISTINCT FROM t.received
    UNION ALL
    SELECT 'received less consumed does not remain', l.code, NULL, l.remaining_kg, t.received - t.consumed
      FROM app.lot l JOIN taken t ON t.lot_id = l.id WHERE l.remaining_kg <> t.received - t.consumed
    UNION ALL
    SELECT 'links carry other kilograms than were consumed', l.code, NULL, t.consumed, sum(k.kg)
      FROM app.lot l JOIN taken t ON t.lot_id = l.id LEFT JOIN app.lot_link k ON k.parent_id = l.id
     GROUP BY l.id, t.consumed HAVING t.consumed <> coalesce(sum(k.kg), 0)
    UNION ALL
    SELECT 'a finished lot was not shipped whole', l.code, NULL, l.remaining_kg, t.shipped
      FROM app.lot l JOIN taken t ON t.lot_id = l.id
     WHERE t.shipped <> CASE l.status WHEN 'FINISHED' THEN l.remaining_kg ELSE 0 END
    UNION ALL
    SELECT 'a lot is CONSUMED and not used up, or the other way', l.code, NULL, l.remaining_kg, NULL
      FROM app.lot l WHERE (l.status = 'CONSUMED') <> (l.remaining_kg = 0)
"""


class Books:
    """Reads and, where a test needs a state no command makes, writes as the superuser."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def ask(self, query: str, *values: object) -> Any:
        """The first column of the first row."""
        row = self._connection.execute(query.encode(), values).fetchone()
        return row and row[0]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row."""
        return self._connection.execute(query.encode(), values).fetchall()

    def write(self, statement: str, *values: object) -> None:
        """Bring the plant into a state that no command of the test makes."""
        self._connection.execute(statement.encode(), values)

    def refusal(self, statement: str, *values: object) -> str | None:
        """Why the database refuses a statement, in its first words; None where it does it. Nothing stays."""
        try:
            with self._connection.transaction(force_rollback=True):
                self._connection.execute(statement.encode(), values)
        except psycopg.Error as error:
            return error.diag.message_primary
        return None

    def past_the_guards(self, statement: str, *values: object) -> Any:
        """Write with every trigger asleep; the first column of the first row that comes back."""
        with self._connection.transaction():
            self._connection.execute("SET LOCAL session_replication_role = replica")
            cursor = self._connection.execute(statement.encode(), values)
            row = cursor.fetchone() if cursor.description else None
            return row and row[0]

    def contents(self) -> dict[str, str]:
        """A digest of all rows, by table."""
        return {
            f"{schema}.{table}": self._digest(schema, table) for schema, table in self.rows(TABLES)
        }

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Within it no row of any table comes, goes or changes."""
        before = self.contents()
        yield
        after = self.contents()
        assert {table for table in after if after[table] != before[table]} == set()

    def balance(self) -> None:
        """Fail where kilograms in one table are not those in another."""
        assert self.rows(DIFFERENCES) == []

    def _digest(self, schema: str, table: str) -> str:
        query = sql.SQL("SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM {} t")
        row = self._connection.execute(query.format(sql.Identifier(schema, table))).fetchone()
        return hashlib.sha256(str(row and row[0]).encode()).hexdigest()
