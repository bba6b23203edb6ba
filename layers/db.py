"""This file runs SQL: statement files, prepared statements, quoting and advisory locks."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg2.extensions import adapt

Arguments = Mapping[str, Any] | Sequence[Any] | None


class Lock(IntEnum):
    """The numbers of all advisory locks, in one place so that each has one meaning.

    Take LOADING before PUBLISHING, and both before the lock of a row: another order could deadlock
    two transactions.
    """

    LOADING = 0x6D61_6861  # an import, or a publication of target areas
    PUBLISHING = 0x7075_626C  # rebuilding the published tables from the data
    DRAFTS = 0x6472_6674  # with a key: one save of a new drawing
    CODES = 0x7461_7267  # with a key: the next code of target areas in a county


@cache
def statement(path: Path, **names: str) -> str:
    """Read an SQL file. names: identifiers and fragments from code, never from a request."""
    text = path.read_text()
    return text.format(**names) if names else text


def fetch(text: str, arguments: Arguments = None) -> list[tuple]:
    """Return every row of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(text, arguments)
        return cursor.fetchall()


def quoted(text: str) -> str:
    """Quote a text as an SQL literal."""
    return adapt(text).getquoted().decode()


def wait_for(lock: Lock, key: int | None = None) -> None:
    """Wait for a lock, of the whole database or of one key; the transaction's end releases it."""
    with connection.cursor() as cursor:
        if key is None:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [lock, key])


# Names of the statements prepared on each connection; dropped with the connection.
_prepared: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()


def execute_prepared(
    name: str, text: str, arguments: tuple[Any, ...], *, types: tuple[str, ...]
) -> tuple:
    """The single row of a statement that PostgreSQL plans once per connection.

    name: unique for the text. types: of the arguments, as PostgreSQL names them.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    # This uses the driver's own cursor: a read-only statement needs no history context, and
    # Django's cursor takes a fifth of the time of a small tile.
    with database.wrap_database_errors, database.connection.cursor() as cursor:
        prepared = _prepared.setdefault(database.connection, set())
        if name not in prepared:
            cursor.execute(f"PREPARE {name} ({', '.join(types)}) AS {text}")
            prepared.add(name)
        places = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"EXECUTE {name} ({places})", arguments)
        return cursor.fetchone()
