"""This file lets clients use everything at once for half an hour; runs only when it is named."""

import json
import os
import random
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urlsplit

from bench.server import OWN_PAGE, Server, running_server
from bench.table import Row
from bench.tiles import slow_between
from layers.catalogue import layer
from layers.models import Area, Level
from layers.queries import current_areas
from layers.tiles.cut import layer_token

CLIENTS = 8
MINUTES = int(os.environ.get("BENCH_MINUTES", "30"))
# Answers that refuse for a moment, in words; a browser asks again.
BUSY = (429, 503)
# Stands for the status of an answer that did not arrive whole.
DROPPED = 599
Request = tuple[str, str, bytes | None]
Kind = Callable[[random.Random], Request]


def main() -> list[Row]:
    """p99 of all answers, the failed ones, and the memory of the largest worker."""
    requests = mixture()
    with running_server() as server:
        ends_at = time.monotonic() + 60 * MINUTES
        with ThreadPoolExecutor(CLIENTS + 1) as pool:
            memory = pool.submit(watch_memory, server, ends_at)
            clients = [pool.submit(use, server, requests, ends_at, n) for n in range(CLIENTS)]
            answers = [answer for client in clients for answer in client.result()]
    times = [ms for ms, status in answers if status < 400]
    p99 = statistics.quantiles(times, n=100)[98]
    failed = [status for _, status in answers if status >= 400 and status not in BUSY]
    busy = sum(status in BUSY for _, status in answers)
    name = f"{CLIENTS} clients of everything for {MINUTES} minutes"
    about = f"{len(answers)} answers, median {statistics.median(times):.0f} ms, {busy} of them busy"
    third = max(1, len(memory.result()) // 3)
    first, last = memory.result()[:third], memory.result()[-third:]
    return [
        Row(f"{name}: p99", "ms", "≤ 1000", measured=[p99], note=about),
        Row(
            "the same: failed", "answers", "0", measured=[float(len(failed))], note=str(failed[:9])
        ),
        Row("the same: memory, last third to first", "MB", "≤ 1.1", measured=last, floor=first),
    ]


def mixture() -> list[Kind]:
    """Kinds of requests; those named more often are sent more often."""
    blocks, homes = layer("blocks"), layer("neighbourhoods")
    tiles = [
        f"/tiles/{spec.id}/{layer_token(spec)}/{z}/{x}/{y}.mvt"
        for spec, zoom in ((blocks, 14), (homes, 10))
        for z, x, y in slow_between(spec, zoom, 0.5, 5.0).tiles
    ]
    areas = list(current_areas(Level.NEIGHBOURHOOD).order_by("?")[:200])
    counties = list(current_areas(Level.COUNTY).values_list("code", flat=True))

    def of_county(path: str) -> Kind:
        return lambda chance: ("GET", path.format(chance.choice(counties)), None)

    def of_area(path: str) -> Kind:
        return lambda chance: ("GET", path.format(chance.choice(areas).code), None)

    def find(chance: random.Random) -> Request:
        return "GET", f"/search.json?q={quote(chance.choice(areas).name_fa[:6])}", None

    def measure(chance: random.Random) -> Request:
        area: Area = chance.choice(areas)
        shape = json.loads(area.boundary.geojson) if area.boundary else None
        return "POST", "/planning/measure/", json.dumps({"geometry": shape}).encode()

    def get_tile(chance: random.Random) -> Request:
        return "GET", chance.choice(tiles), None

    def get_values(_: random.Random) -> Request:
        return "GET", "/values/neighbourhoods/uninsured.json", None

    return [
        *[get_tile] * 24,
        *[of_county("/?area={}"), of_county("/areas/{}/card/"), of_county("/map.svg?area={}")],
        *[of_county("/export/neighbourhoods.csv?parent={}"), of_area("/en/areas/{}/")],
        *[of_area("/areas/{}.json"), find, measure, get_values],
    ]


def use(
    server: Server, requests: list[Kind], ends_at: float, number: int
) -> list[tuple[float, int]]:
    """Milliseconds and status of each answer to one client, which asks again at once."""
    chance = random.Random(number)
    connection = HTTPConnection(urlsplit(server.address).netloc, timeout=60)
    answers = []
    while time.monotonic() < ends_at:
        method, path, body = chance.choice(requests)(chance)
        begun = time.monotonic()
        status = ask(connection, method, path, body)
        answers.append(((time.monotonic() - begun) * 1000, status))
        if status in (*BUSY, DROPPED):
            time.sleep(1)
    connection.close()
    return answers


def ask(connection: HTTPConnection, method: str, path: str, body: bytes | None = None) -> int:
    """The status of an answer that was read whole; or DROPPED, and the next one connects again."""
    kind = {"Content-Type": "application/json"} if body else {}
    try:
        connection.request(method, path, body, OWN_PAGE | kind)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        return DROPPED
    return answer.status


def watch_memory(server: Server, ends_at: float) -> list[float]:
    """Memory of the largest worker every ten seconds, MB."""
    found = []
    while time.monotonic() < ends_at:
        time.sleep(10)
        found.append(server.memory_mb())
    return found
