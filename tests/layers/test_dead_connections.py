"""This file tests that a connection which the database has ended is found before it is used."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.test import Client

from accounts.models import Role, User
from layers.db import drop_dead_connection, has_ended

ADDRESSES = (
    "/",
    "/en/",
    "/nothing/here/",
    "/planning/inbox/",
    "/accounts/password/",
    "/admin/",
    "/operations/",
    "/planning/target-areas.json",
    "/values/provinces/population.json",
    "/readyz",
    "/metrics",
    "/export/provinces.csv",
    "POST /planning/check/",
    "POST /planning/target-areas/save/",
    "POST /nothing/here/",
)
# More statements than any of these pages takes before its own.
MOST_STATEMENTS = 6


@pytest.fixture
def outside_a_transaction(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database of the tests; what a test writes stays, unless it deletes it itself."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.mark.usefixtures("outside_a_transaction")
@pytest.mark.slow
def test_a_connection_that_was_ended_is_replaced() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [ended] = cursor.fetchone()
    drop_dead_connection()
    assert connection.connection is not None
    end_connection(ended)
    drop_dead_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def end_connection(backend: int) -> None:
    """End a connection from the database's side."""
    own = psycopg2.connect(**connection.get_connection_params())
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    own.close()


@contextmanager
def ends_before(statement: int) -> Iterator[None]:
    """The database ends this thread's connection before a statement of the block, from 1 on."""
    left = statement

    def execute_or_end(execute: Callable[..., Any], *given: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            end_connection(given[-1]["connection"].connection.info.backend_pid)
        return execute(*given)

    with connection.execute_wrapper(execute_or_end):
        yield


@pytest.fixture
def signed_in(outside_a_transaction: None) -> Iterator[Client]:
    """A person at the headquarters, who is deleted afterwards."""
    user = User.objects.create_user("ended", role=Role.NATIONAL, is_staff=True)
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    yield client
    client.logout()
    user.delete()


@pytest.mark.slow
def test_whenever_the_connection_ends_a_person_is_answered_in_words(signed_in: Client) -> None:
    failed = set()
    for address in ADDRESSES:
        method, _, path = address.rpartition(" ")
        for statement in range(1, MOST_STATEMENTS + 1):
            with ends_before(statement):
                answer = signed_in.generic(method or "GET", path, "{}", "application/json")
            body = (answer.getvalue() if answer.streaming else answer.content).decode()
            drop_dead_connection()
            if answer.status_code == 503:
                failed.add(address)
                assert "پایگاه داده" in body or "The database is not available" in body
            else:
                # The page took fewer statements, or could do without this one.
                assert answer.status_code != 500, (address, statement, body[:300])
    assert failed >= {"/", "/en/", "/planning/inbox/", "POST /planning/check/", "/admin/"}


def test_the_number_of_a_descriptor_does_not_matter() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < 2_000:
        pytest.skip("this machine gives a process few descriptors")
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2_000), most))
    reading, writing = os.pipe()
    high = os.dup2(reading, 1_500)
    try:
        assert not has_ended(high)
        os.write(writing, b"x")
        assert has_ended(high)
    finally:
        for each in (reading, writing, high):
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))
