"""This file provides the tests of backups with databases of their own, with committed rows."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings as site

from tests.conftest import SAMPLE

Ask = Callable[..., list[tuple]]


def as_server(database: str) -> Any:
    """An autocommitting connection to a database of this test run's server."""
    given = site.DATABASE
    connection = psycopg2.connect(
        host=given["HOST"], user=given["USER"], dbname=database, connect_timeout=10
    )
    connection.autocommit = True
    return connection


def ask(database: str, statement: str, *values: Any) -> list[tuple]:
    """The rows of one statement in a database."""
    connection = as_server(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture
def new_database(django_db_setup: None) -> Iterator[Callable[..., str]]:
    """new_database() makes an empty database, new_database(SAMPLE) one with the sample."""
    made: list[str] = []

    def make(template: str = "template0") -> str:
        name = f"keep_{secrets.token_hex(4)}"
        ask("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        if template == "template0":
            ask(name, "CREATE EXTENSION postgis; CREATE EXTENSION pg_trgm")
        return name

    yield make
    for name in made:
        for left in (name, f"{name}_replaced"):
            ask("postgres", f"DROP DATABASE IF EXISTS {left} WITH (FORCE)")


@pytest.fixture
def choose(settings: Any, tmp_path: Path) -> Callable[[str], None]:
    """choose(name) lets commands work on this database and in a folder of their own."""
    state = tmp_path / "state"
    state.mkdir()
    settings.STATE = state

    def on(database: str) -> None:
        settings.DATABASE = {**site.DATABASE, "NAME": database}

    return on


@pytest.fixture
def office(new_database: Callable[..., str], choose: Callable[[str], None]) -> str:
    """A database with the sample, one session, and the product working on it."""
    name = new_database(SAMPLE)
    ask(
        name,
        "INSERT INTO django_session VALUES ('a-stolen-key', 'x', now() + interval '1 day')",
    )
    choose(name)
    return name
