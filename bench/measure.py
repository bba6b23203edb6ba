"""This file benchmarks the measuring of drawn areas: its time over HTTP, and its error."""

import json
import math
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import shapely
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from shapely.geometry import MultiPolygon, Polygon, mapping

from bench.server import Server, running_server
from bench.table import Row
from layers.geometry import round_coordinates
from planning.statistics.count import count
from planning.statistics.estimates import estimated
from planning.statistics.indicators import contexts
from planning.statistics.surroundings import surroundings

ROUNDS = 5
# Requests per round; the round's result is their median.
REQUESTS = 7
AREAS_OF_A_SIZE = 80
# Blocks of a stroke of the brush, and its target.
PAINTED, MOST_STROKE_MS = 200, 150
# Radii of the areas whose error is measured, km, from and to.
SIZES = ((0.15, 0.4), (0.4, 0.7), (0.7, 1.8), (1.8, 5.6), (5.6, 18.0))
KM_PER_DEGREE = 111.32
# Persons at points finer than blocks; docs/data-dictionary.md says how they are placed.
TRUTH = """
WITH piece AS MATERIALIZED (
    SELECT ST_Subdivide(ST_Transform(ST_GeomFromWKB(%s, 4326), 3857), 64) AS shape
)
SELECT COALESCE(sum(persons), 0)
FROM piece
JOIN layers_sampledwelling ON ST_Covers(piece.shape, point_3857)
"""


@dataclass(frozen=True)
class Drawn:
    """An area to time, with its targets over HTTP without and with the range, ms."""

    name: str
    boundary: MultiPolygon
    plain_ms: int
    range_ms: int | None


@dataclass(frozen=True)
class Trial:
    """An estimate and the true value."""

    truth: int
    estimate: int
    low: int
    high: int
    likely_low: int
    likely_high: int
    areal: int
    reach: float

    def error_percent(self, estimate: int) -> float:
        return abs(estimate - self.truth) / self.truth * 100


def main() -> list[Row]:
    """Times of three usual sizes, of the largest accepted one and of a stroke of the brush, then
    errors by size."""
    areas = timed_areas()
    rows: list[Row] = []
    with running_server() as server:
        browser = Browser(server)
        for drawn in areas:
            rows += times(browser, drawn)
        rows.append(stroke_time(browser))
    return [*rows, *errors()]


def timed_areas() -> tuple[Drawn, ...]:
    """A neighbourhood, a city of about 15,000 blocks, a province; the country, 20,000 vertices."""
    return (
        Drawn("a neighbourhood", area_shape("neighbourhood", 700), 15, None),
        Drawn("a city", blob(51.4, 35.68, 7.0, vertices=60), 60, 100),
        Drawn("a province", area_shape("province", 23, scale=0.98), 120, 250),
        Drawn("20,000 vertices", blob(51.4, 35.68, 7.0, vertices=19_990), 5000, 5000),
        Drawn("the country", MultiPolygon([shapely.box(45, 26, 62, 39)]), 5000, 5000),
    )


def area_shape(level: str, number: int, *, scale: float = 1.0) -> MultiPolygon:
    """The boundary of one area of a level, by code; shrunk a little if it must not touch others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_AsBinary(boundary) FROM layers_area"
            " WHERE level = %s AND boundary IS NOT NULL ORDER BY code, id OFFSET %s LIMIT 1",
            [level, number],
        )
        shape = shapely.from_wkb(bytes(cursor.fetchone()[0]))
    if scale != 1:
        shape = shapely.affinity.scale(shape, scale, scale)
    return round_coordinates(shape)


def blob(
    longitude: float,
    latitude: float,
    radius_km: float,
    *,
    vertices: int,
    ragged: random.Random | None = None,
) -> MultiPolygon:
    """A circle, or with `ragged` a star whose corners lie at 0.6 to 1.2 of the radius."""
    corners = []
    for number in range(vertices):
        angle = 2 * math.pi * number / vertices
        reach = radius_km / KM_PER_DEGREE * (ragged.uniform(0.6, 1.2) if ragged else 1)
        east = reach * math.cos(angle) / math.cos(math.radians(latitude))
        corners.append((longitude + east, latitude + reach * math.sin(angle)))
    return round_coordinates(MultiPolygon([Polygon(corners)]))


# What one planner may have worked on in a minute is less than what is measured here.
PLANNERS = 40


class Browser:
    """Signed-in planners of the headquarters who take turns on one kept connection."""

    def __init__(self, server: Server) -> None:
        self.connection = HTTPConnection(urlsplit(server.address).netloc, timeout=30)
        token = "0123456789abcdefghijABCDEFGHIJ01"
        self.headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": token,
        }
        sessions = [session_of_national(number) for number in range(PLANNERS)]
        self.cookies = cycle(f"sessionid={session}; csrftoken={token}" for session in sessions)

    def measure(self, body: bytes) -> dict:
        return self.post("/planning/measure/", body)

    def post(self, path: str, body: bytes) -> dict:
        headers = {**self.headers, "Cookie": next(self.cookies)}
        self.connection.request("POST", path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise RuntimeError(f"{response.status}: {text[:300]!r}")
        return dict(json.loads(text))


def cold_and_warm(
    path: str, content: bytes, cold: Row, warm: Row, *, rounds: int, floor: Callable[[], Any] | None
) -> None:
    """Milliseconds of the first answer of a new server into `cold`, and of later ones into `warm`,
    interleaved with the floor where there is one."""
    with running_server() as server:
        browser = Browser(server)
        cold.measured.append(median_ms(lambda: browser.post(path, content), requests=1))
        for _ in range(rounds):
            if floor:
                warm.floor.append(median_ms(floor, requests=1))
            warm.measured.append(median_ms(lambda: browser.post(path, content), requests=1))


def session_of_national(number: int = 0) -> str:
    """The session key of a user, one of several, who may see all exact figures."""
    user, _ = get_user_model().objects.get_or_create(
        username=f"bench-national-{number}", defaults={"role": "national"}
    )
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def times(browser: Browser, drawn: Drawn) -> Iterator[Row]:
    """Milliseconds over HTTP without and with range, interleaved with the bare statements."""
    geometry = mapping(drawn.boundary)
    for with_range in (False, True):
        target = drawn.range_ms if with_range else drawn.plain_ms
        body = json.dumps({"geometry": geometry, "range": with_range}).encode()
        row = Row(
            f"measure {drawn.name}{' with range' if with_range else ''}",
            "ms",
            f"≤ {target} ms, ≤ 1.5" if target else "≤ 1.5",
            note=f"{count(drawn.boundary, with_range=False).blocks:,} blocks",
        )

        def over_http(body: bytes = body) -> None:
            browser.measure(body)

        def statements(with_range: bool = with_range) -> None:
            counted = count(drawn.boundary, with_range=with_range)
            surroundings(drawn.boundary, user=None)
            province, county = counted.home or (None, None)
            contexts(province_code=province, county_code=county)

        # PostgreSQL replans a statement for its first five runs on each connection of each worker.
        for _ in range(30):
            over_http()
            statements()
        for _ in range(ROUNDS):
            row.floor.append(median_ms(statements))
            row.measured.append(median_ms(over_http))
        yield row


def stroke_time(browser: Browser) -> Row:
    """Milliseconds over HTTP from the codes of painted blocks to their outline and figures."""
    codes = blocks_around(51.4, 35.68, PAINTED)
    body = json.dumps({"blocks": codes}).encode()

    def over_http() -> None:
        browser.measure(body)

    for _ in range(30):
        over_http()
    return Row(
        f"a stroke of {len(codes)} blocks",
        "ms",
        f"≤ {MOST_STROKE_MS} ms",
        [median_ms(over_http) for _ in range(ROUNDS)],
        note="outline and figures",
    )


def blocks_around(longitude: float, latitude: float, number: int) -> list[str]:
    """The codes of the blocks nearest to a point."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM layers_block ORDER BY centroid_3857 <->"
            " ST_Transform(ST_SetSRID(ST_Point(%s, %s), 4326), 3857) LIMIT %s",
            [longitude, latitude, number],
        )
        return [code for (code,) in cursor.fetchall()]


def median_ms(work: Callable[[], object], *, requests: int = REQUESTS) -> float:
    taken = []
    for _ in range(requests):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def errors() -> Iterator[Row]:
    """The error of the estimate by size of area, and the share of ranges that hold."""
    trials: list[Trial] = []
    for number, (least, most) in enumerate(SIZES):
        found = [trial for trial in tried(number, least, most) if trial.truth]
        trials += found
        name = f"areas of {least**2 * 2.5:.1f}–{most**2 * 2.5:.1f} km²"
        yield error_row(f"{name}: error by centroid", found, areal=False)
        yield error_row(f"{name}: error by share of area", found, areal=True)
        yield Row(
            f"{name}: likely range holds",
            "%",
            "≥ 90",
            [share_percent(t.likely_low <= t.truth <= t.likely_high for t in found)],
            note=f"half the range is {half_range_percent(found):.1f} % in the median",
        )
    held = [t.low <= t.truth <= t.high for t in trials]
    yield Row("hard bounds hold", "%", "100", [share_percent(held)], note=f"{len(held)} areas")
    likely = [t.likely_low <= t.truth <= t.likely_high for t in trials]
    yield Row(
        "likely range holds, all sizes",
        "%",
        "≥ 90",
        [share_percent(likely)],
        note=f"{factor(trials):.2f} of its width would hold in 90 %",
    )


def tried(seed: int, least_km: float, most_km: float) -> Iterator[Trial]:
    """Random ragged areas of one size around random blocks, the same in every run."""
    draw = random.Random(seed)
    for longitude, latitude in some_blocks(draw):
        boundary = blob(
            longitude,
            latitude,
            draw.uniform(least_km, most_km),
            vertices=draw.randint(5, 24),
            ragged=draw,
        )
        persons = count(boundary, areal=True).sums["persons"]
        centroid, areal = estimated(persons), estimated(persons, areal=True)
        with connection.cursor() as cursor:
            cursor.execute(TRUTH, [boundary.wkb])
            truth = int(cursor.fetchone()[0])
        yield Trial(
            truth=truth,
            estimate=centroid.estimate or 0,
            low=centroid.low or 0,
            high=centroid.high or 0,
            likely_low=centroid.likely_low or 0,
            likely_high=centroid.likely_high or 0,
            areal=areal.estimate or 0,
            reach=persons.reach,
        )


def some_blocks(draw: random.Random) -> list[tuple[float, float]]:
    """(longitude, latitude) of corners of random blocks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM layers_block")
        first, last = cursor.fetchone()
        ids = [draw.randint(first, last) for _ in range(AREAS_OF_A_SIZE)]
        cursor.execute(
            "SELECT ST_XMin(boundary), ST_YMin(boundary) FROM layers_block"
            " WHERE id = ANY (%s) ORDER BY id",
            [ids],
        )
        return cursor.fetchall()


def error_row(name: str, trials: list[Trial], *, areal: bool) -> Row:
    """The median error, with the 90th percentile as a note."""
    found = sorted(t.error_percent(t.areal if areal else t.estimate) for t in trials)
    ninetieth = found[int(0.9 * len(found))]
    return Row(
        name, "%", "", [statistics.median(found)], note=f"{ninetieth:.1f} % at the 90th percentile"
    )


def share_percent(held: object) -> float:
    answers = list(held)  # type: ignore[call-overload]
    return 100 * sum(answers) / len(answers)


def half_range_percent(trials: list[Trial]) -> float:
    return statistics.median((t.likely_high - t.likely_low) / 2 / t.truth * 100 for t in trials)


def factor(trials: list[Trial]) -> float:
    """The share of the likely range that would hold in 90 %: under 1 if it is wide enough."""
    ratios = sorted(abs(t.truth - t.estimate) / t.reach for t in trials if t.reach)
    return ratios[math.ceil(0.9 * len(ratios)) - 1]
