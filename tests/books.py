"""The books of a test's plant, read past the core: what every table holds, and whether kilograms agree."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

# A PIN that was tried stays written whatever becomes of what it was given for; so do a session and a signature.
TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('app', 'sec') AND c.relkind = 'r'
       AND c.relname NOT IN ('sign_in_attempt', 'session', 'signature') ORDER BY 1, 2
"""

# Every kilogram that lies somewhere came there by a move, none is counted twice, and what is reversed or void is
# as if it had never been. A reversal counts as the kind of move that it reverses.
DIFFERENCES = """
    WITH move AS (
      SELECT m.*, coalesce(wrong.kind, m.kind) AS of_kind
        FROM app.stock_move m LEFT JOIN app.stock_move wrong ON wrong.id = m.reverses_id
    ), lying AS (
      SELECT lot_id, buffer_id, sum(kg) AS kg FROM (
        SELECT lot_id, to_id AS buffer_id, kg FROM move UNION ALL SELECT lot_id, from_id, -kg FROM move
      ) m WHERE buffer_id IS NOT NULL GROUP BY lot_id, buffer_id
    ), lot AS (
      SELECT l.*, CASE WHEN l.status <> 'FINISHED' THEN l.remaining_kg ELSE 0 END AS here,
             coalesce((SELECT sum(i.kg) FROM app.inventory_item i WHERE i.lot_id = l.id), 0) AS placed,
             t.*
        FROM app.lot l LEFT JOIN LATERAL (
          SELECT coalesce(sum(change_kg), 0) AS moved,
                 coalesce(sum(change_kg) FILTER (WHERE of_kind = 'RECEIVE'), 0) AS received,
                 coalesce(-sum(change_kg) FILTER (WHERE of_kind = 'SHIP'), 0) AS shipped,
                 coalesce(sum(change_kg) FILTER (WHERE of_kind = 'ADJUST'), 0) AS adjusted
            FROM move WHERE lot_id = l.id) t ON true
    )
    SELECT 'inventory is not the sum of moves', l.code, b.code, i.kg, m.kg
      FROM lying m FULL JOIN app.inventory_item i USING (lot_id, buffer_id)
      JOIN app.lot l ON l.id = lot_id JOIN app.buffer b ON b.id = buffer_id
     WHERE coalesce(i.kg, 0) <> coalesce(m.kg, 0)
    UNION ALL
    SELECT 'a buffer counts other kilograms than lie in it', NULL, b.code, b.used_kg, sum(i.kg)
      FROM app.buffer b LEFT JOIN app.inventory_item i ON i.buffer_id = b.id
     GROUP BY b.id HAVING b.used_kg <> coalesce(sum(i.kg), 0)
    UNION ALL SELECT 'more lies in buffers than is there', code, NULL, placed, here FROM lot WHERE placed > here
    UNION ALL SELECT 'what is there is not the sum of moves', code, NULL, here, moved FROM lot WHERE here <> moved
    UNION ALL
    SELECT 'a lot was not received as it was registered', code, NULL, registered_kg, received
      FROM lot WHERE received <> CASE WHEN void THEN 0 ELSE registered_kg END
    UNION ALL
    SELECT 'a link carries other kilograms than were consumed', p.code, c.code, k.kg, m.kg
      FROM app.lot_link k
      FULL JOIN (SELECT lot_id AS parent_id, child_id, -sum(change_kg) AS kg FROM move
                  WHERE child_id IS NOT NULL GROUP BY lot_id, child_id) m USING (parent_id, child_id)
      JOIN app.lot p ON p.id = parent_id JOIN app.lot c ON c.id = child_id
     WHERE coalesce(m.kg, 0) <> CASE WHEN c.void THEN 0 ELSE coalesce(k.kg, 0) END
    UNION ALL
    SELECT 'a finished lot was not shipped whole', code, NULL, remaining_kg, shipped
      FROM lot WHERE shipped <> CASE status WHEN 'FINISHED' THEN remaining_kg ELSE 0 END
    UNION ALL
    SELECT 'adjusted kilograms are not the sum of adjustments', code, NULL, adjusted_kg, adjusted
      FROM lot WHERE adjusted <> adjusted_kg
    UNION ALL
    SELECT 'a lot is CONSUMED and not used up, or the other way', code, NULL, remaining_kg, NULL
      FROM lot WHERE NOT void AND status IN ('CONSUMED', 'RELEASED') AND (status = 'CONSUMED') <> (remaining_kg = 0)
    UNION ALL
    SELECT 'something of a void lot is left', code, NULL, remaining_kg, NULL FROM lot WHERE void AND remaining_kg <> 0
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
    def unchanged(self, *but: str) -> Iterator[None]:
        """Within it no row of any table (`but` those named, such as "sec.sign_in_attempt") comes, goes or changes."""
        before = self.contents()
        yield
        after = self.contents()
        assert {table for table in after if after[table] != before[table]} <= set(but)

    def balance(self) -> None:
        """Fail where kilograms in one table are not those in another."""
        assert self.rows(DIFFERENCES) == []

    def _digest(self, schema: str, table: str) -> str:
        query = sql.SQL("SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM {} t")
        row = self._connection.execute(query.format(sql.Identifier(schema, table))).fetchone()
        return hashlib.sha256(str(row and row[0]).encode()).hexdigest()
