"""This file measures how tiles answer while the site is attacked."""

import json
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection
from threading import Event
from urllib.parse import urlsplit

from bench.hostile import list_of_combs, star
from bench.server import Server, running_server
from bench.table import Row
from bench.tiles import slow_between
from gis_app.budgets import WINDOW_S
from layers.catalogue import layer
from layers.models import Edition, Level
from layers.tiles.cut import layer_token

ATTACKERS = 12
STARS = 36
SECONDS = 20
# The p99 of tiles under attack: at most this multiple of that without, or this time.
MOST_RATIO, MOST_MS = 3, 50
TOKEN = "a" * 32
OWN_PAGE = f"Cookie: csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
Attack = Callable[[Server], AbstractContextManager[None]]


def main() -> Iterator[Row]:
    """p99 of tiles and of /healthz, without and under each attack and all of them at once."""
    attacks: dict[str, Attack] = {
        "twelve slow bodies": slow_bodies,
        "twelve slow readers": slow_readers,
        "twelve lists of combs": combs,
        "36 stars to measure": stars,
    }
    with running_server() as server:
        quiet = p99_ms(server)
        yield row("tiles and health without attack", [quiet], "–")
        target = f"≤ {max(MOST_RATIO * quiet, MOST_MS):.0f}"
        for name, attack in attacks.items():
            # The attackers have one address: nothing of it may be used up.
            time.sleep(WINDOW_S)
            with attack(server):
                yield row(f"beside {name}", [p99_ms(server)], target)
        time.sleep(WINDOW_S)
        with ExitStack() as all_at_once:
            for attack in attacks.values():
                all_at_once.enter_context(attack(server))
            yield row("beside all of these at once", [p99_ms(server)], target)


def row(name: str, measured: list[float], target: str) -> Row:
    return Row(f"{name}: p99", "ms", target, measured=measured, note=f"{SECONDS} s, one after one")


def p99_ms(server: Server) -> float:
    """The 99th of 100 times of small block tiles and /healthz, each on a new connection."""
    spec = layer("blocks")
    base = f"/tiles/{spec.id}/{layer_token(spec)}"
    tiles = [f"{base}/{z}/{x}/{y}.mvt" for z, x, y in slow_between(spec, 14, 1.0, 2.0).tiles]
    times: list[float] = []
    ends_at = time.monotonic() + SECONDS
    while time.monotonic() < ends_at:
        path = tiles[len(times) % len(tiles)] if len(times) % 10 else "/healthz"
        begun = time.monotonic()
        connection = HTTPConnection(urlsplit(server.address).netloc, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{answer.status} at {path}")
        times.append((time.monotonic() - begun) * 1000)
    return statistics.quantiles(times, n=100)[98]


def opened(server: Server, text: bytes) -> socket.socket:
    """A connection on which this was sent."""
    address = urlsplit(server.address)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.settimeout(60)
    connection.connect((str(address.hostname), int(address.port or 0)))
    connection.sendall(text)
    return connection


@contextmanager
def held(server: Server, texts: list[bytes]) -> Iterator[None]:
    """Connections that stay open and take nothing."""
    connections = [opened(server, text) for text in texts]
    time.sleep(1)
    try:
        yield
    finally:
        for each in connections:
            each.close()


def post(path: str, kind: str, body: bytes, *, length: int = 0) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{OWN_PAGE}Content-Type: {kind}\r\n"
        f"Content-Length: {length or len(body)}\r\n\r\n"
    )
    return head.encode() + body


@contextmanager
def slow_bodies(server: Server) -> Iterator[None]:
    text = post("/planning/measure/", "application/json", b"{", length=1_000_000)
    with held(server, [text] * ATTACKERS):
        yield


@contextmanager
def slow_readers(server: Server) -> Iterator[None]:
    text = b"GET /export/counties.geojson HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with held(server, [text] * ATTACKERS):
        yield


@contextmanager
def repeated(server: Server, text: bytes, clients: int) -> Iterator[None]:
    """Clients that send a request, hang up after three seconds and begin again."""
    is_over = Event()

    def attack() -> None:
        while not is_over.is_set():
            with suppress(OSError):
                connection = opened(server, text)
                connection.settimeout(3)
                connection.recv(1)
                connection.close()
            time.sleep(0.1)

    with ThreadPoolExecutor(clients) as pool:
        for _ in range(clients):
            pool.submit(attack)
        time.sleep(1)
        try:
            yield
        finally:
            is_over.set()


@contextmanager
def combs(server: Server) -> Iterator[None]:
    editions = Edition.objects.filter(level=Level.NEIGHBOURHOOD, is_published=True)
    body, kind = list_of_combs(24, edition=editions.order_by("pk")[0].code)
    text = post("/planning/lists/", kind, body)
    with repeated(server, text, ATTACKERS):
        yield


@contextmanager
def stars(server: Server) -> Iterator[None]:
    shape = {"type": "Polygon", "coordinates": [star(1_500)]}
    body = json.dumps({"geometry": shape}).encode()
    with repeated(server, post("/planning/measure/", "application/json", body), STARS):
        yield
