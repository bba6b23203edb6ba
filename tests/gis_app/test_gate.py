"""This file attacks the real server: slow bodies, slow readers, shapes that take for ever."""

import json
import select
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import InterfaceError, connection
from django.test import RequestFactory

from bench.hostile import list_of_combs, star
from bench.server import Server
from gis_app.gate import Environ, Gate, StartResponse
from tests.served import served

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TILE = "/tiles/provinces/5/20/12.mvt"
MEASURE, LISTS = "/planning/measure/", "/planning/lists/"
SMALL = {"type": "Polygon", "coordinates": [[[51.2, 35.5], [51.21, 35.5], [51.21, 35.51], [51.2, 35.5]]]}  # fmt: skip  # noqa: E501
# A tile may wait this long beside any attack, on a machine that does other work too.
MOST_TILE_S = 1.0


@pytest.fixture(scope="module")
def site(django_db_setup: None) -> Iterator[Server]:
    with served(connection.settings_dict["NAME"]) as made:
        yield made


@pytest.fixture
def attackers() -> Iterator[list[socket.socket]]:
    """Connections of a test, closed after it."""
    open_ones: list[socket.socket] = []
    yield open_ones
    for each in open_ones:
        each.close()


def tiles_answer(site: Server, *, seconds: float = 2.0) -> None:
    """Tiles, a static file and health answer soon, again and again."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        for path in (TILE, "/healthz"):
            status, _, _, took = site.ask("GET", path)
            assert status in (200, 204)
            assert took < MOST_TILE_S, path


def test_slow_bodies_cost_no_tile_and_no_page(site: Server, attackers: list[socket.socket]) -> None:
    attackers += [site.post(MEASURE, b"{", length=1_000) for _ in range(12)]
    attackers += [site.post("/accounts/sign-in/", b"a", length=100_000) for _ in range(12)]
    tiles_answer(site)
    status, _, _, took = site.ask("GET", "/en/")
    assert status == 200
    assert took < 5


def test_more_slow_bodies_than_are_read_are_refused_at_once_in_words(
    site: Server, attackers: list[socket.socket]
) -> None:
    attackers += [site.post(MEASURE, b"{", length=1_000) for _ in range(80)]
    time.sleep(1)
    answered, _, _ = select.select(attackers, [], [], 0)
    told = [each.recv(4_096) for each in answered]
    # Two workers read eight bodies of one address each.
    assert len(told) >= 80 - 2 * 8
    assert all(b"503 Service Unavailable" in each for each in told)
    assert all(b"retry-after: 10" in each.lower() for each in told)
    assert all("چند ثانیهٔ دیگر".encode() in each for each in told)
    tiles_answer(site)
    # The kernel chooses the worker; one of them at least has as many as it reads.
    asked = (
        site.ask("POST", "/en/accounts/sign-in/", b"username=a", kind="text/plain")
        for _ in range(20)
    )
    page = next(each for each in asked if each[0] == 503)
    assert b"Retry-After" not in page[2]
    assert b"busy" in page[2]
    assert "default-src" in page[1]["content-security-policy"]


def test_a_body_that_ends_early_is_refused(site: Server) -> None:
    connection = site.post(MEASURE, b"{", length=1_000)
    connection.shutdown(socket.SHUT_WR)
    assert b"408 Request Timeout" in connection.recv(4_096)
    connection.close()


def test_the_kernel_asks_whether_a_client_is_still_there(
    site: Server, attackers: list[socket.socket]
) -> None:
    attackers += [site.post(MEASURE, b"{", length=1_000) for _ in range(4)]
    attackers += [site.send("GET /export/counties.geojson", b"\r\n") for _ in range(4)]
    time.sleep(1.5)
    for _ in range(4):
        site.ask("POST", MEASURE, b"{}", kind="application/json")
    # proc(5): local address, peer, state (01: established), queues, timer (02: keepalive).
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    open_ones = {(hexed(each.getpeername()), hexed(each.getsockname())) for each in attackers}
    timers = [row[5].partition(":")[0] for row in rows if (row[1], row[2]) in open_ones]
    assert len(timers) == len(attackers)
    assert timers.count("02") >= 4


def hexed(address: tuple[str, int]) -> str:
    """An address on 127.0.0.1 as /proc/net/tcp writes it."""
    return f"0100007F:{address[1]:04X}"


def descriptors(site: Server) -> int:
    """How many files and connections the workers have open."""
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in site.workers())


def test_no_descriptor_is_left_behind(site: Server) -> None:
    # So large that it is read into a file.
    body = b'{"geometry": null}' + b" " * 1_000_000
    site.ask("POST", MEASURE, body, kind="application/json")
    before = descriptors(site)
    for _ in range(60):
        site.ask("POST", MEASURE, body, kind="application/json")
    assert descriptors(site) < before + 30


def test_slow_readers_cost_no_tile(site: Server, attackers: list[socket.socket]) -> None:
    style = site.ask("GET", "/en/")[2].partition(b"/static/css/base.")[2].partition(b'"')[0]
    for path in ("/export/counties.geojson", f"/static/css/base.{style.decode()}", "/"):
        attackers += [site.send(f"GET {path}", b"\r\n") for _ in range(12)]
    tiles_answer(site)


def test_combs_end_within_the_budget_and_beside_them_tiles_answer(site: Server) -> None:
    body, kind = list_of_combs(24, edition="demo-tehran")
    with ThreadPoolExecutor(12) as clients:
        begun = time.monotonic()
        asked = [clients.submit(site.ask, "POST", LISTS, body, kind=kind) for _ in range(12)]
        tiles_answer(site, seconds=8)
        answers = [each.result() for each in asked]
    assert {status for status, *_ in answers} <= {200, 422, 429, 503}
    # Twelve seconds of waiting at most, and ten of work.
    assert time.monotonic() - begun < 12 + 10 + 3


def test_stars_whose_clients_have_gone_end_too(site: Server) -> None:
    body = json.dumps({"geometry": {"type": "Polygon", "coordinates": [star(1_500)]}}).encode()
    gone = [site.post(MEASURE, body) for _ in range(12)]
    time.sleep(1)
    for each in gone:
        each.close()
    tiles_answer(site, seconds=8)
    ends_at = time.monotonic() + 25
    small = json.dumps({"geometry": SMALL}).encode()
    while site.ask("POST", MEASURE, small, kind="application/json")[0] == 503:
        assert time.monotonic() < ends_at


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (InterfaceError("connection already closed"), "503", "پایگاه داده در دسترس نیست"),
        (ValueError(), "500", "سرور نتوانست پاسخ بدهد"),
    ],
)
def test_what_fails_around_every_page_is_told_in_words_too(
    error: Exception, status: str, words: str
) -> None:
    def broken(environ: Environ, start_response: StartResponse) -> list[bytes]:
        raise error

    told: list[str] = []
    for path in ("/", "/areas/23.json"):
        environ = RequestFactory().get(path).environ
        pieces = Gate(broken)(environ, lambda started, *_: told.append(started))
        assert told[-1].startswith(status)
        assert words in b"".join(pieces).decode()


def test_what_is_small_is_measured_as_before(django_db_setup: None) -> None:
    body = json.dumps({"geometry": SMALL}).encode()
    # A site of its own: elsewhere this address has used up its geometry.
    with served(connection.settings_dict["NAME"]) as site:
        status, _, text, _ = site.ask("POST", MEASURE, body, kind="application/json")
    assert status == 200
    assert json.loads(text)["area_m2"] > 0
