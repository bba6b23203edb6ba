"""This file is a stub of the site: one sentence, after a query to the database."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2

DOORS = 6
target = dj_database_url.parse(os.environ["DATABASE_URL"])
# A test puts this file there for a site that cannot answer.
BROKEN = Path(__file__).parent / "broken"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if BROKEN.exists():
        raise RuntimeError("broken for a test")
    connection = psycopg2.connect(host=target["HOST"], user=target["USER"], dbname=target["NAME"])
    with connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO visit DEFAULT VALUES")
    connection.close()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
