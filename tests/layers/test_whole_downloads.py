"""This file tests downloads from the real server: over slow and broken lines, by ranges, by GDAL.

A download must be whole, or look broken to whoever reads it.
"""

import csv
import io
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import psycopg2
import pyogrio
import pytest
from django.db import connection

from bench.server import Server
from layers.catalogue import layers
from tests.served import served

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The others are sent by the same code; GeoPackage is written by another program, GDAL.
FORMATS = ("geojson", "csv")
WRITTEN = (*FORMATS, "gpkg")
# The largest of the sample: 13.6 MB.
LARGE = "/export/blocks.geojson"
# Longer than every time limit of the server under test.
PAUSE_S = 3
LIMIT = "1s"


def parameters() -> dict[str, Any]:
    return connection.get_connection_params() | {"cursor_factory": None}


@contextmanager
def beside() -> Iterator[Any]:
    """A connection of the test's own, outside its transaction."""
    with closing(psycopg2.connect(**parameters())) as other:
        other.autocommit = True
        yield other.cursor()


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    """The product with time limits of one second."""
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), beside() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '{LIMIT}'")
    with served(name, MAHALLEH_STATEMENT_TIMEOUT_MS="1000") as site:
        yield site
    with django_db_blocker.unblock(), beside() as cursor:
        cursor.execute(f"ALTER DATABASE {name} RESET idle_in_transaction_session_timeout")


def ask(
    server: Server, path: str, method: str = "GET", **headers: str
) -> tuple[HTTPResponse, bytes]:
    """An answer and its body. Raises IncompleteRead where the body is shorter than announced."""
    line = HTTPConnection("127.0.0.1", server.port, timeout=60)
    with closing(line):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, headers=sent)
        answer = line.getresponse()
        return answer, answer.read()


def read_slowly(server: Server, path: str, pause: Callable[[], None]) -> tuple[HTTPResponse, bytes]:
    """An answer whose reader stops after its first bytes for as long as `pause` takes."""
    with server.slow_line(path) as line:
        answer = HTTPResponse(line)
        answer.begin()
        first = answer.read(2_000)
        pause()
        return answer, first + answer.read()


def rows_in(path: str, body: bytes) -> int:
    if path.endswith("csv"):
        return len(list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")))))
    if path.endswith("gpkg"):
        with NamedTemporaryFile(suffix=".gpkg") as file:
            Path(file.name).write_bytes(body)
            return int(pyogrio.read_info(file.name)["features"])
    found = json.loads(body)
    assert found["metadata"]["row_count"] == len(found["features"])
    return len(found["features"])


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("layer_id", [each.id for each in layers()])
def test_every_export_is_whole_over_a_slow_line(
    server: Server, layer_id: str, extension: str
) -> None:
    path = f"/export/{layer_id}.{extension}"
    pause = 0.2 if layer_id != "blocks" else PAUSE_S
    answer, body = read_slowly(server, path, lambda: time.sleep(pause))
    assert answer.status == 200
    assert int(answer.headers["Content-Length"]) == len(body)
    assert int(answer.headers["X-Row-Count"]) == rows_in(path, body)


@contextmanager
def every_writer_killed() -> Iterator[list[int]]:
    """End the database's processes that write an export; yields the ended ones."""
    killed: list[int] = []
    ended = threading.Event()

    def watch() -> None:
        with beside() as cursor:
            while not ended.wait(0.002):
                cursor.execute(
                    "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                    " AND query ~ '^(COPY|DECLARE \"export|FETCH .* \"export)'"
                    " AND state <> 'idle'"
                )
                killed.extend(pid for pid, _ in cursor.fetchall())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield killed
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("extension", WRITTEN)
def test_an_export_whose_database_process_is_killed_is_an_error_in_words(
    server: Server, extension: str
) -> None:
    with every_writer_killed() as killed:
        answer, body = ask(server, f"/export/blocks.{extension}?bbox=40,20,70,45")
    assert killed
    assert answer.status == 503
    assert "پایگاه داده" in json.loads(body)["title_fa"]
    again, body = ask(server, f"/export/blocks.{extension}?bbox=40,20,70,45")
    assert again.status == 200
    assert rows_in(f".{extension}", body) == int(again.headers["X-Row-Count"])


def test_the_head_of_a_large_export_has_its_length(server: Server) -> None:
    head, nothing = ask(server, LARGE, "HEAD")
    answer, body = ask(server, LARGE)
    assert nothing == b""
    for name in ("Content-Length", "ETag", "X-Row-Count", "Content-Type", "Content-Disposition"):
        assert head.headers[name] == answer.headers[name]
    assert int(head.headers["Content-Length"]) == len(body)


def test_a_broken_download_continues_where_it_broke(server: Server) -> None:
    whole = ask(server, LARGE)[1]
    with server.slow_line(LARGE) as line:
        answer = HTTPResponse(line)
        answer.begin()
        first = answer.read(5_000_000)
    rest, body = ask(server, LARGE, Range=f"bytes={len(first)}-", If_Range=answer.headers["ETag"])
    assert rest.status == 206
    assert first + body == whole


def test_a_download_that_breaks_is_seen_to_be_broken(server: Server, tmp_path: Path) -> None:
    """The server is killed in the middle: the reader misses announced bytes, and no file stays."""
    name = connection.settings_dict["NAME"]
    with (
        served(name, MAHALLEH_DOWNLOAD_FOLDER=str(tmp_path)) as own,
        own.slow_line(LARGE) as line,
    ):
        answer = HTTPResponse(line)
        answer.begin()
        answer.read(1_000)
        assert list(tmp_path.iterdir()) == [], "the file has no name"
        for worker in own.workers():
            os.kill(worker, signal.SIGKILL)
        with pytest.raises((IncompleteRead, ConnectionError)):
            answer.read()


def test_gdal_opens_an_export_by_its_address(server: Server) -> None:
    address = f"/vsicurl/{server.address}/export/counties.geojson?parent=23&indicator=population"
    about = pyogrio.read_info(address)
    assert about["features"] == 16
    assert about["crs"] == "EPSG:4326"
    assert "value" in about["fields"]
    _, _, geometry, _ = pyogrio.raw.read(f"/vsicurl/{server.address}{LARGE}")
    told = ask(server, LARGE, "HEAD")[0].headers["X-Row-Count"]
    assert len(geometry) == int(told)
