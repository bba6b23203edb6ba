"""This file runs SQL: statement files, prepared statements, quoting, and the locks we take."""

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
    """Every advisory lock of the database, so that no two mean different things by one number.

    LOADING is taken before PUBLISHING: otherwise two transactions could wait for each other.
    """

    LOADING = 0x6D61_6861  # an import, or a publication of target areas
    PUBLISHING = 0x7075_626C  # what is shown is made again from the data
    DRAFTS = 0x6472_6674  # with a key: one save of a new drawing
    CODES = 0x7461_7267  # with a key: the next code of target areas in a county
    EXPORT = 0x6D61_6868  # with a key: one of the places for downloads


@cache
def statement(path: Path, **names: str) -> str:
    """The text of an SQL file. names: identifiers and fragments from code, never from a request."""
    text = path.read_text()
    return text.format(**names) if names else text


def fetch(text: str, arguments: Arguments = None) -> list[tuple]:
    """Every row of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(text, arguments)
        return cursor.fetchall()


def quoted(text: str) -> str:
    """A text as an SQL literal, with its quotation marks."""
    return adapt(text).getquoted().decode()


def wait_for(lock: Lock, key: int | None = None) -> None:
    """Wait until this transaction holds a lock, of the whole database or for one key; it ends with
    the transaction."""
    with connection.cursor() as cursor:
        if key is None:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [lock, key])


# The statements that each connection has prepared; forgotten with the connection.
_prepared: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()


def execute_prepared(
    name: str, text: str, arguments: tuple[Any, ...], *, types: tuple[str, ...]
) -> tuple:
    """The single row of a statement that is planned once per connection.

    name: unique for the text. types: of the arguments, in PostgreSQL's words.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    # The driver's own cursor: a statement that only reads needs no history context, which Django's
    # cursor would send along; making Django's takes a fifth of the time of a small tile.
    with database.wrap_database_errors, database.connection.cursor() as cursor:
        prepared = _prepared.setdefault(database.connection, set())
        if name not in prepared:
            cursor.execute(f"PREPARE {name} ({', '.join(types)}) AS {text}")
            prepared.add(name)
        places = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"EXECUTE {name} ({places})", arguments)
        return cursor.fetchone()
