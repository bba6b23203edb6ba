"""This file measures how tiles answer while the site is attacked."""

import json
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from http import HTTPStatus
from threading import Event

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
MEASURE = "/planning/measure/"
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
        status, _, _, seconds = server.ask("GET", path)
        if status != HTTPStatus.OK:
            raise RuntimeError(f"{status} at {path}")
        times.append(seconds * 1000)
    return statistics.quantiles(times, n=100)[98]


@contextmanager
def held(connect: Callable[[], socket.socket]) -> Iterator[None]:
    """Connections that stay open and take nothing."""
    connections = [connect() for _ in range(ATTACKERS)]
    time.sleep(1)
    try:
        yield
    finally:
        for each in connections:
            each.close()


def slow_bodies(server: Server) -> AbstractContextManager[None]:
    return held(partial(server.post, MEASURE, b"{", length=1_000_000))


def slow_readers(server: Server) -> AbstractContextManager[None]:
    return held(partial(server.send, "GET /export/counties.geojson", b"\r\n"))


@contextmanager
def repeated(connect: Callable[[], socket.socket], clients: int) -> Iterator[None]:
    """Clients that send a request, hang up after three seconds and begin again."""
    is_over = Event()

    def attack() -> None:
        while not is_over.is_set():
            with suppress(OSError):
                connection = connect()
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


def combs(server: Server) -> AbstractContextManager[None]:
    editions = Edition.objects.filter(level=Level.NEIGHBOURHOOD, is_published=True)
    body, kind = list_of_combs(24, edition=editions.order_by("pk")[0].code)
    return repeated(partial(server.post, "/planning/lists/", body, kind=kind), ATTACKERS)


def stars(server: Server) -> AbstractContextManager[None]:
    shape = {"type": "Polygon", "coordinates": [star(1_500)]}
    body = json.dumps({"geometry": shape}).encode()
    return repeated(partial(server.post, MEASURE, body), STARS)
