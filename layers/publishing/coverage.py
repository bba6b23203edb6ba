"""This file stores the ground that census blocks cover, closed over the gaps between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.db import connection
from psycopg2.extras import execute_values
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from layers.db import fetch, statement
from layers.geometry import HALF_WORLD_M, ground_scale, to_multipolygon
from layers.models import BlockCoverage

SQL = Path(__file__).parent / "sql"
# The ground is made square by square of this zoom: 4 km, at most some thousand blocks.
COVERAGE_ZOOM = 13
SIDE_M = 2 * HALF_WORLD_M / 2**COVERAGE_ZOOM
# The widest gap between blocks that counts as covered, metres on the ground: real blocks leave out
# the streets, main roads and small squares too.
GAP_M = 60
# A mitred corner reaches at most this many times as far as its sides.
MITRE_LIMIT = 2
# How far the border of the covered ground is simplified, metres on the ground.
SIMPLER_M = 1.0

# Province code, county code, id of the source.
Origin = tuple[str, str, int]
Piece = tuple[Origin, BaseGeometry]


def cover_ground() -> None:
    """Store the ground of all blocks anew, in pieces that share no ground.

    Gaps of up to GAP_M are closed, between blocks of two counties too. Each piece belongs to
    one county and source. Works square by square: the time grows with the number of blocks alone.
    """
    sides = {"side_m": str(SIDE_M), "half_m": str(HALF_WORLD_M)}
    squares = fetch(statement(SQL / "covered_squares.sql", **sides))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_blockcoverage")
        for column, row in squares:
            store(cursor, pieces_of(square_at(column, row)))
        cursor.execute(f"ANALYZE {BlockCoverage._meta.db_table}")


def square_at(column: int, row: int) -> Polygon:
    """A square of COVERAGE_ZOOM, EPSG:3857."""
    west, north = column * SIDE_M - HALF_WORLD_M, HALF_WORLD_M - row * SIDE_M
    return shapely.box(west, north - SIDE_M, west + SIDE_M, north)


def pieces_of(square: Polygon) -> Iterator[Piece]:
    """The covered ground in a square by county and source, EPSG:3857, sharing no ground.

    What several could claim, such as a street between two counties, goes to the first of them.
    """
    gap_m = GAP_M * ground_scale(square.centroid.y)
    # Closing reaches so far: what lies beyond does not change the square.
    blocks = blocks_near(square.buffer(MITRE_LIMIT * gap_m, join_style="mitre"))
    if not blocks:
        return
    rest = closed(np.concatenate(list(blocks.values())), gap_m).intersection(square)
    for origin, own in sorted(blocks.items()):
        ground = rest if len(blocks) == 1 else closed(own, gap_m).intersection(rest)
        yield origin, ground
        rest = rest.difference(ground)
    if not rest.is_empty:
        yield max(blocks, key=lambda origin: len(blocks[origin])), rest


def blocks_near(ground: Polygon) -> dict[Origin, np.ndarray]:
    """The boundaries of the blocks whose box meets the ground's, EPSG:3857, by origin."""
    found: dict[Origin, list[bytes]] = defaultdict(list)
    rows = fetch(statement(SQL / "blocks_near.sql"), list(ground.bounds))
    for province, county, source, boundary in rows:
        found[province, county, source].append(bytes(boundary))
    return {origin: shapely.from_wkb(boundaries) for origin, boundaries in found.items()}


def closed(blocks: np.ndarray, gap_m: float) -> BaseGeometry:
    """The ground of blocks with the gaps up to a width between them. Metres of EPSG:3857.

    Mitred corners bring back what they went out by, so that no block loses ground.
    """
    # Neighbours that meet exactly are joined ten times as fast.
    joined = shapely.coverage_union_all if shapely.coverage_is_valid(blocks) else shapely.union_all
    corners = {"join_style": "mitre", "mitre_limit": MITRE_LIMIT}
    wide = shapely.buffer(joined(blocks), gap_m / 2, **corners)
    filled = shapely.buffer(wide, -gap_m / 2, **corners)
    return filled.simplify(SIMPLER_M * gap_m / GAP_M)


def store(cursor: Any, pieces: Iterable[Piece]) -> None:
    """Insert pieces, each divided into polygons of few vertices."""
    rows = [
        (*origin, shapely.to_wkb(polygons, hex=True))
        for origin, ground in pieces
        if (polygons := to_multipolygon(ground)) is not None
    ]
    if rows:
        execute_values(
            cursor,
            "INSERT INTO layers_blockcoverage (province_code, county_code, source_id, ground_3857)"
            " SELECT province_code, county_code, source_id, ST_Subdivide(ground, 64)"
            " FROM (VALUES %s) AS piece (province_code, county_code, source_id, ground)",
            rows,
            template="(%s, %s, %s, ST_GeomFromWKB(decode(%s, 'hex'), 3857))",
        )
