"""This file measures a page of 1,000 features against the same statement from Python alone."""

import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

from django.db import connection

from bench.server import Server, running_server
from bench.table import Row
from layers.catalogue import layer
from layers.exporting.selection import Selection
from layers.ogc.conditions import Condition
from layers.ogc.items import Question, items_statement
from layers.ogc.properties import returned
from layers.ogc.sorting import keys

ROUNDS = 5
PAGES = 40
LIMIT = 1_000
LAYERS = ("blocks", "schools")


def main() -> Iterator[Row]:
    """Warm pages over HTTP on one connection, interleaved with their statement."""
    with running_server() as server:
        for name in LAYERS:
            yield measured(server, name)


def measured(server: Server, name: str) -> Row:
    """The pages of one layer, each page the same: how many in a second."""
    row = Row(f"OGC page of 1,000 {name}, warm", "pages/s", "")
    path = f"/ogc/collections/{name}/items?limit={LIMIT}"
    line = HTTPConnection("127.0.0.1", server.port, timeout=60)
    size = len(answer(line, path))
    statement = statement_of(name)
    for _ in range(ROUNDS):
        row.floor.append(rate(lambda: run(*statement)))
        row.measured.append(rate(lambda: answer(line, path)))
    line.close()
    row.note = f"{size / 1e3:,.0f} kB; floor: the same statement with psycopg2, its rows fetched"
    return row


def statement_of(name: str) -> tuple[str, dict[str, object]]:
    spec = layer(name)
    selection = Selection(spec)
    question = Question(selection, returned(selection), keys(selection, {}), limit=LIMIT)
    order = ", ".join(key.order(backwards=False) for key in question.keys)
    return items_statement(question, Condition("TRUE"), order=order, limit=LIMIT + 1)


def run(text: str, arguments: dict[str, object]) -> None:
    with connection.connection.cursor() as cursor:
        cursor.execute(text, arguments)
        assert len(cursor.fetchall()) > LIMIT


def answer(line: HTTPConnection, path: str) -> bytes:
    line.request("GET", path)
    answered = line.getresponse()
    body = answered.read()
    assert answered.status == 200, body
    return body


def rate(work: Callable[[], object]) -> float:
    """How often in a second, over PAGES times."""
    begun = time.perf_counter()
    for _ in range(PAGES):
        work()
    return PAGES / (time.perf_counter() - begun)
