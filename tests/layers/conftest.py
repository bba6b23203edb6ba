"""This file holds fixtures shared by several tests of the ground."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from layers.db import Lock


@pytest.fixture
def another_publishes() -> Iterator[None]:
    """Another transaction, which holds the publishing lock."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    with closing(psycopg2.connect(**parameters)) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [Lock.PUBLISHING])
        yield
