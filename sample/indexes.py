"""This file loads into a table without indexes and rebuilds them afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Foreign keys and unique constraints, which would be checked row by row.
CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid)
FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('f', 'u')
ORDER BY conname
"""
INDEXES = """
SELECT relname, pg_get_indexdef(indexrelid)
FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = %s::regclass AND NOT indisprimary
ORDER BY relname
"""


@contextmanager
def built_afterwards(table: str) -> Iterator[None]:
    """Inside the block, the table has only its primary key: no index, foreign or unique key.

    Needs a transaction, which locks the table; if it fails, nothing changes. CHECK constraints and
    generated columns stay active.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        settle(cursor)
        cursor.execute(CONSTRAINTS, [table])
        constraints = cursor.fetchall()
        for name, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(INDEXES, [table])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        settle(cursor)
        for _, definition in indexes:
            cursor.execute(definition)
        for name, definition in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute(f"ANALYZE {table}")


def settle(cursor: Any) -> None:
    """Run deferred checks now: a table with pending checks cannot be altered."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
