"""This file tests that a connection which the database has ended is found before it is used."""

import os
import resource

import psycopg2
import pytest
from django.db import connection

from layers.db import drop_dead_connection, has_ended


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_connection_that_was_ended_is_replaced() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [ended] = cursor.fetchone()
    drop_dead_connection()
    assert connection.connection is not None
    own = psycopg2.connect(**connection.get_connection_params())
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
    own.close()
    drop_dead_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


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
