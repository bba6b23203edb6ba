"""This file is a stub of the site: one sentence, after a query to the database."""

import os
from pathlib import Path

import dj_database_url
import psycopg2
from granian.rsgi import HTTPProtocol, Scope

target = dj_database_url.parse(os.environ["DATABASE_URL"])
# A test puts this file there for a site that cannot answer.
BROKEN = Path(__file__).parent / "broken"


async def application(scope: Scope, protocol: HTTPProtocol) -> None:
    if BROKEN.exists():
        raise RuntimeError("broken for a test")
    connection = psycopg2.connect(host=target["HOST"], user=target["USER"], dbname=target["NAME"])
    with connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO visit DEFAULT VALUES")
    connection.close()
    protocol.response_str(200, [("content-type", "text/plain")], "here")
