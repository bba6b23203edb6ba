"""This file tests the ground that blocks cover, as publishing has stored it for the sample."""

import pytest

from layers.db import fetch
from layers.models import Block, BlockCoverage
from layers.publishing.coverage import cover_ground
from tests.layers.factories import EAST, WEST, source
from tests.planning.factories import block

pytestmark = pytest.mark.django_db


def test_pieces_share_no_ground_and_no_block_loses_any() -> None:
    shared = fetch("""
        SELECT count(*)
        FROM layers_blockcoverage AS one
        JOIN layers_blockcoverage AS other
          ON one.id < other.id AND one.ground_3857 && other.ground_3857
        WHERE ST_Area(ST_Intersection(one.ground_3857, other.ground_3857)) > 1
    """)
    assert shared == [(0,)]
    [(blocks, least)] = fetch("""
        SELECT count(*), min(covered)
        FROM (
            SELECT COALESCE(
                       sum(ST_Area(ST_Intersection(piece.ground_3857, block.boundary_3857))), 0
                   ) / ST_Area(block.boundary_3857) AS covered
            FROM (SELECT * FROM layers_block ORDER BY code LIMIT 2000) AS block
            LEFT JOIN layers_blockcoverage AS piece ON piece.ground_3857 && block.boundary_3857
            GROUP BY block.id, block.boundary_3857
        ) AS each
    """)
    assert blocks == 2000
    assert least > 0.995


@pytest.mark.parametrize(("gap_m", "is_closed"), [(59, True), (62, False)])
def test_gaps_of_up_to_sixty_metres_are_covered(gap_m: float, is_closed: bool) -> None:
    """Two blocks, 96.4 m wide and 111 m high, with a gap between them."""
    first, second = block(0, 0), block(1, 0)
    width_m = 96.4
    moved = [(x + 0.001 * gap_m / width_m, y) for x, y in second.boundary.coords[0]]
    second.boundary = type(second.boundary)(moved, srid=4326)
    Block.objects.bulk_create([first, second])
    cover_ground()
    [[covered, own]] = fetch("""
        SELECT (SELECT sum(ST_Area(ground_3857)) FROM layers_blockcoverage
                WHERE province_code = '99'),
               sum(ST_Area(boundary_3857))
        FROM layers_block WHERE province_code = '99'
    """)
    expected = 1 + gap_m / (2 * width_m) if is_closed else 1
    assert covered / own == pytest.approx(expected, abs=0.01)


def test_a_street_between_two_counties_is_closed_and_belongs_to_one() -> None:
    # A block is 96 m wide; the second begins 19 m east of the first, in another county.
    first, second = block(0, 0, county=WEST), block(1, 0, county=EAST)
    moved = [(x + 0.0002, y) for x, y in second.boundary.coords[0]]
    second.boundary = type(second.boundary)(moved, srid=4326)
    Block.objects.bulk_create([first, second])
    cover_ground()
    pieces = BlockCoverage.objects.filter(province_code="99")
    assert {piece.county_code for piece in pieces} == {WEST, EAST}
    assert {piece.source_id for piece in pieces} == {source().pk}
    [[covered, own]] = fetch("""
        SELECT (SELECT sum(ST_Area(ground_3857)) FROM layers_blockcoverage
                WHERE province_code = '99'),
               sum(ST_Area(boundary_3857))
        FROM layers_block WHERE province_code = '99'
    """)
    # Two blocks of 96 m with a street of 19 m: a tenth more.
    assert covered / own == pytest.approx(1.1, abs=0.01)
