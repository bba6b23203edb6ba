"""This file benchmarks comparing the county with the most blocks without and with a draft."""

import json
from collections.abc import Iterator

from django.contrib.gis.db.models import Extent
from django.db.models import Count
from shapely.geometry import box, mapping

from bench.measure import cold_and_warm
from bench.table import Row
from layers.models import Block

ROUNDS = 5
# Of a county's width and height, in its middle.
PART = 0.2
MOST_MS = 1_000


def main() -> Iterator[Row]:
    """Times of the first answer of a new server and of later ones, over HTTP."""
    county, blocks = largest_county()
    content = json.dumps(asked(county)).encode()
    cold = Row("what if, cold", "ms", "–", note=f"a county of {blocks:,} blocks")
    warm = Row("what if, warm", "ms", f"≤ {MOST_MS}", note=cold.note)
    cold_and_warm("/planning/what-if/", content, cold, warm, rounds=ROUNDS, floor=None)
    yield cold
    yield warm


def largest_county() -> tuple[str, int]:
    """The code of the county with the most blocks, and how many it has."""
    found = Block.objects.exclude(county_code="").values_list("county_code")
    code, blocks = found.annotate(blocks=Count("pk")).order_by("-blocks", "county_code")[0]
    return code, blocks


def asked(county: str) -> dict:
    """A request with a rectangle in the middle of the county as the draft."""
    inside = Block.objects.filter(county_code=county).aggregate(extent=Extent("boundary"))
    west, south, east, north = inside["extent"]
    x, y = (west + east) / 2, (south + north) / 2
    wide, high = (east - west) * PART / 2, (north - south) * PART / 2
    draft = mapping(box(x - wide, y - high, x + wide, y + high))
    return {"county": county, "indicator": "uninsured", "geometry": draft}
