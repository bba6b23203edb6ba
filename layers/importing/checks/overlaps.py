"""This file measures overlaps of polygons: siblings with each other, old areas with new ones.

It runs in the confined process only, like soundness.py and for the same reason.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from layers.geometry import area_m2

# If all polygons of a file overlap, the pairs are too many to measure; this many suffice.
MOST_PAIRS = 50_000
# What a polygon is compared with: others of its own kind, or the other side.
BOTH, LEFT, RIGHT = "both", "left", "right"


@dataclass(frozen=True)
class Item:
    """A polygon to compare. place: its turn; of two of one kind the earlier one asks."""

    place: int
    side: str
    key: str
    shape: BaseGeometry


def measure_overlaps(request: dict[str, Any]) -> dict[str, Any]:
    """Every pair that shares at least request["least_share"] of the smaller of the two.

    Lines in: [side, key, wkb]; side is "left" or "right" for pairs across, "both" for a polygon
    compared with its own kind and with the right side. Lines out: [key, key of the other, shared
    m², m², m² of the other], then ["whole", bool]: false if a pair could not be measured or there
    were too many. Small polygons come first, so that one that never finishes delays few others.
    """
    lines = [json.loads(line) for line in Path(request["input"]).read_text().splitlines()]
    lines.sort(key=lambda line: len(line[2]))
    items = [
        Item(place, side, key, shapely.from_wkb(wkb))
        for place, (side, key, wkb) in enumerate(lines)
    ]
    with open(request["output"], "w", encoding="utf-8") as file:
        is_whole = _write_pairs(items, request["least_share"], file)
        print(json.dumps(["whole", is_whole]), file=file, flush=True)
    return {}


def _write_pairs(items: list[Item], least_share: float, file: TextIO) -> bool:
    written, is_whole = 0, True
    areas_m2: dict[int, float] = {}
    for one, other in _meeting(items):
        try:
            shared_m2 = area_m2(shapely.intersection(one.shape, other.shape))
        except GEOSException:
            is_whole = False
            continue
        if shared_m2 == 0:
            continue
        for item in (one, other):
            if item.place not in areas_m2:
                areas_m2[item.place] = area_m2(item.shape)
        sizes_m2 = areas_m2[one.place], areas_m2[other.place]
        if shared_m2 >= least_share * min(sizes_m2):
            print(json.dumps([one.key, other.key, shared_m2, *sizes_m2]), file=file, flush=True)
            written += 1
        if written == MOST_PAIRS:
            return False
    return is_whole


def _meeting(items: list[Item]) -> Iterator[tuple[Item, Item]]:
    """Pairs that touch or overlap, each once; one polygon at a time, so that none waits long."""
    others = [item for item in items if item.side != LEFT]
    tree = shapely.STRtree([item.shape for item in others])
    for one in items:
        if one.side == RIGHT:
            continue
        shapely.prepare(one.shape)
        for hit in sorted(tree.query(one.shape, predicate="intersects")):
            other = others[hit]
            if other.side == RIGHT or other.place > one.place:
                yield one, other
