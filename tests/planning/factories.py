"""This file creates minimal ground to draw on: blocks of round size in province 99.

A block is a square of 0.001° with 100 persons in 25 households; the grid starts at 50.1° E 30.1° N.
Columns count eastwards, rows northwards, from 0.
"""

import numpy as np
from django.contrib.gis.geos import Polygon as GeosPolygon
from shapely.geometry import MultiPolygon, Polygon, box

from layers.models import BLOCK_COUNTS, Block
from layers.publishing.coverage import cover_ground
from layers.publishing.squares import sum_blocks
from tests.layers import factories as ground

WEST_DEG, SOUTH_DEG, SIDE_DEG = 50.1, 30.1, 0.001
PERSONS, HOUSEHOLDS = 100, 25
COUNTS = dict.fromkeys(BLOCK_COUNTS, 10) | {
    "persons": PERSONS,
    "households": HOUSEHOLDS,
    "persons_6_plus": 90,
    "children_6_17": 20,
    "labour_force": 40,
}


def corner(column: float, row: float) -> tuple[float, float]:
    """The south-west corner of a block, (longitude, latitude) with 7 decimals."""
    return (
        round(WEST_DEG + column * SIDE_DEG, 7),
        round(SOUTH_DEG + row * SIDE_DEG, 7),
    )


def block(column: int, row: int, *, county: str = ground.WEST, **counts: int) -> Block:
    """One block; not published yet."""
    return Block(
        code=f"test-{column}-{row}",
        province_code=county[:2],
        county_code=county,
        boundary=GeosPolygon.from_bbox((*corner(column, row), *corner(column + 1, row + 1))),
        source=ground.source(),
        **(COUNTS | counts),
    )


def town(columns: int, rows: int, *, column: int = 0, **changes: object) -> None:
    """A grid of blocks from a column on, with the sums that publishing makes of them."""
    Block.objects.bulk_create(
        block(column, row, **changes)  # type: ignore[arg-type]
        for column in range(column, column + columns)
        for row in range(rows)
    )
    sum_blocks()
    cover_ground()


def drawn(west: float, south: float, east: float, north: float) -> MultiPolygon:
    """A rectangle in columns and rows of blocks."""
    return MultiPolygon([box(*corner(west, south), *corner(east, north))])


def ring(corners: list[tuple[float, float]]) -> MultiPolygon:
    """A polygon of corners in columns and rows of blocks."""
    return MultiPolygon([Polygon([corner(*each) for each in corners])])


def people(random: np.random.Generator, columns: int, rows: int) -> np.ndarray:
    """PERSONS persons somewhere in each block: (longitude, latitude), shape (n, 2)."""
    cells = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).reshape(-1, 2)
    places = np.repeat(cells, PERSONS, axis=0) + random.random((len(cells) * PERSONS, 2))
    return np.array([WEST_DEG, SOUTH_DEG]) + places * SIDE_DEG
