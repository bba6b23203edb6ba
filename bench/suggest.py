"""This file benchmarks suggested areas over HTTP, cold and warm, by the number of blocks."""

import json
from collections.abc import Iterator

from django.db import connection

from accounts.access import Scope
from bench.measure import cold_and_warm
from bench.table import Row
from layers.models import Indicator
from planning.suggestions.candidates import counties, read_candidates
from planning.suggestions.parameters import WIDEST_VIEW_DEG, Parameters, read_parameters

ROUNDS = 5
# The middle of the densest part of the national sample, longitude and latitude.
MIDDLE = (51.4, 35.68)
EVERYWHERE = Scope(everywhere=True)
# Blocks, and the targets warm and cold, ms.
SIZES = ((20_000, 1_000, 5_000), (100_000, 3_000, 5_000))
PEOPLE = ((1_000, 3_000), (20_000, 30_000))
COUNT = """
SELECT count(*)
FROM layers_block
WHERE ST_Covers(ST_Transform(ST_MakeEnvelope(%s, %s, %s, %s, 4326), 3857), centroid_3857)
"""


def main() -> Iterator[Row]:
    """Times of small and of large areas, by the number of candidates."""
    for blocks, warm_ms, cold_ms in SIZES:
        view = view_of(blocks)
        for people_from, people_to in PEOPLE:
            body = {
                "county": home_of(view),
                "indicator": "uninsured",
                "people_from": people_from,
                "people_to": people_to,
                "bbox": list(view),
            }
            yield from times(body, warm_ms=warm_ms, cold_ms=cold_ms)


def times(body: dict, *, warm_ms: int, cold_ms: int) -> Iterator[Row]:
    """The first answer of a new server, and the median of later ones beside the bare reading."""
    asked = read_parameters(body)
    indicator = Indicator.objects.get(code=asked.indicator)
    name = f"suggest {asked.people_from:,} to {asked.people_to:,} persons"
    blocks = len(read_candidates(asked, indicator, scope=EVERYWHERE).graph)
    cold = Row(f"{name}, cold", "ms", f"≤ {cold_ms}", note=f"{blocks:,} candidates")
    warm = Row(f"{name}, warm", "ms", f"≤ {warm_ms}", note="floor: reading the candidates alone")
    content = json.dumps(body).encode()
    cold_and_warm(
        "/planning/suggest/",
        content,
        cold,
        warm,
        rounds=ROUNDS,
        floor=lambda: read_candidates(asked, indicator, scope=EVERYWHERE),
    )
    yield cold
    yield warm


def view_of(blocks: int) -> tuple[float, float, float, float]:
    """A square view with about so many blocks; the widest one where it has fewer."""
    narrow, wide = 0.0, WIDEST_VIEW_DEG / 2
    for _ in range(12):
        half = (narrow + wide) / 2
        with connection.cursor() as cursor:
            cursor.execute(COUNT, square(half))
            [found] = cursor.fetchone()
        narrow, wide = (half, wide) if found < blocks else (narrow, half)
    return square(wide)


def square(half: float) -> tuple[float, float, float, float]:
    longitude, latitude = MIDDLE
    return longitude - half, latitude - half, longitude + half, latitude + half


def home_of(view: tuple[float, float, float, float]) -> str:
    """The code of the first county that has blocks in a view."""
    [(_province, county), *_] = counties(Parameters("0000", "", 0, 0, bbox=view))
    return county
