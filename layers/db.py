"""This file runs SQL: statement files, prepared statements, quoting and advisory locks."""

import math
import select
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import psycopg2
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.errors import QueryCanceled
from psycopg2.extensions import TRANSACTION_STATUS_INERROR, adapt

from layers.budget import BudgetSpent, budget, check_budget, left_s

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
    ATTACHMENTS = 0x6174_7461  # with a person: their attachments, one by one


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


def drop_dead_connection() -> None:
    """Close this thread's connection if the server has ended it, so that the next use opens one.

    Costs no question to the server: an idle connection has nothing to read but its end.
    """
    held = connection.connection
    if held is None or connection.in_atomic_block:
        return
    if held.closed or has_ended(held.fileno()):
        connection.close()


def has_ended(descriptor: int) -> bool:
    """Whether an idle connection has something to read, or has failed."""
    # Not select(), which knows only the first 1,024 descriptors of a process.
    watched = select.poll()
    watched.register(descriptor, select.POLLIN)
    return bool(watched.poll(0))


@contextmanager
def within_budget(seconds: float) -> Iterator[None]:
    """A block that may work so many seconds; each of its statements may use what is left."""
    with budget(seconds), connection.execute_wrapper(_limited):
        try:
            yield
        finally:
            _restore_limit(connection)


def _limited(execute: Callable[..., Any], *statement: Any) -> Any:
    limit_statement(statement[-1]["connection"])
    return execute(*statement)


def is_timeout(error: OperationalError | BudgetSpent) -> bool:
    """Whether a statement, or the work around it, has used its time; a dead database has not."""
    return isinstance(error, BudgetSpent) or isinstance(error.__cause__, QueryCanceled)


# Connections whose statement timeout is shorter than usual.
_shortened: WeakKeyDictionary[object, bool] = WeakKeyDictionary()


def limit_statement(database: BaseDatabaseWrapper) -> None:
    """Give the next statement what the budget has left, where that is less than the usual limit.

    Raises BudgetSpent if nothing is left, and Django's errors: it may be called outside of what
    translates the driver's.
    """
    left_ms = left_s() * 1000
    if left_ms >= (settings.STATEMENT_TIMEOUT_MS or math.inf):
        return
    if database.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
        # Only its rollback is possible, which is quick.
        return
    check_budget()
    with database.wrap_database_errors, database.connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = %s", [max(1, int(left_ms))])
    _shortened[database.connection] = True


def _restore_limit(database: BaseDatabaseWrapper) -> None:
    """Give the connection its usual limit again, or close it where that fails."""
    if database.connection is None or not _shortened.pop(database.connection, False):
        return
    try:
        with database.connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", [settings.STATEMENT_TIMEOUT_MS])
    except psycopg2.Error:
        database.close()


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
        limit_statement(database)
        prepared = _prepared.setdefault(database.connection, set())
        if name not in prepared:
            cursor.execute(f"PREPARE {name} ({', '.join(types)}) AS {text}")
            prepared.add(name)
        places = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"EXECUTE {name} ({places})", arguments)
        return cursor.fetchone()
