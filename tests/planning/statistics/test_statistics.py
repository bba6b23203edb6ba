"""This file tests the counts inside an area, by hand on blocks of 100 persons."""

import pytest
from shapely.geometry import MultiPolygon

from accounts.access import PUBLIC, Scope
from layers.models import Block
from layers.publishing.squares import sum_blocks
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.measure import measure
from planning.statistics.way import Way
from tests.planning.factories import drawn, ring, town
from tests.planning.statistics.ways import counted_both_ways

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope(everywhere=True)


def measured(boundary: MultiPolygon, **changes: object) -> AreaStatistics:
    return measure(boundary, **({"scope": EVERYWHERE, "user": None} | changes))


def test_an_area_along_block_borders_is_certain() -> None:
    town(4, 4)
    found = measured(drawn(1, 1, 3, 3)).population
    # 2 × 2 blocks of 100 persons; the border touches twelve others and crosses none.
    assert (found.estimate, found.low, found.high, found.share_certain) == (400, 400, 400, 1)


def test_blocks_on_the_edge_make_the_range() -> None:
    town(4, 4)
    # Columns 0.6 to 2.6: column 0 is cut (centroid at 0.5 outside), 1 whole, 2 cut (2.5 inside).
    found = measured(drawn(0.6, 1, 2.6, 3)).population
    # Inside by centroid: columns 1 and 2, 2 rows: 400. Certain: column 1: 200. At most 600.
    assert (found.estimate, found.low, found.high) == (400, 200, 600)
    assert found.share_certain == 0.5
    assert 200 <= found.likely_low < 400 < found.likely_high <= 600


def test_without_range_there_is_only_the_estimate() -> None:
    town(4, 4)
    found = measured(drawn(0.6, 1, 2.6, 3), with_range=False).population
    assert (found.estimate, found.low, found.high, found.likely_low) == (400, None, None, None)


def test_areal_weighting_takes_the_share_of_each_edge_block() -> None:
    town(4, 4)
    # 0.4 of column 0, all of 1, 0.6 of 2: 2 rows × (40 + 100 + 60) = 400; of 3.3 to 3.5: 2 × 20.
    assert measured(drawn(0.6, 1, 2.6, 3), way=Way(areal=True)).population.estimate == 400
    assert measured(drawn(3.3, 1, 3.5, 3), way=Way(areal=True)).population.estimate == 40


def test_where_no_block_was_loaded_nothing_is_known() -> None:
    for scope in (Scope(everywhere=True), PUBLIC):
        found = measure(drawn(0, 0, 2, 2), scope=scope, user=None)
        assert (found.method.code, found.withheld) == ("no_blocks", False)
        counted = found.population
        assert (counted.estimate, counted.low, counted.high) == (None, None, None)
        assert found.indicators == ()


def test_a_part_of_one_block_without_its_middle_is_between_nobody_and_all() -> None:
    town(1, 1)
    found = measured(drawn(0, 0, 0.4, 0.4))
    counted = found.population
    assert (counted.estimate, counted.low, counted.high) == (0, 0, 100)
    outside = measure(drawn(0, 0, 0.4, 0.4), scope=PUBLIC, user=None)
    assert outside.withheld


def test_a_hole_is_not_counted() -> None:
    town(5, 5)
    whole = drawn(0, 0, 5, 5)
    holed = MultiPolygon([whole.difference(drawn(2, 2, 3, 3))])
    assert measured(holed).population.estimate == 2400


@pytest.mark.parametrize("column", [-1, 0.3, 2.5])
def test_squares_and_blocks_give_the_same_sums(column: float) -> None:
    # A square is 0.0055° wide: several lie wholly within 20 × 20 blocks, and more on the edge.
    town(20, 20)
    shape = ring([(column, 0.2), (18.4, -1), (21, 12.5), (12.1, 21), (column, 17.9)])
    by_squares, by_blocks = counted_both_ways(shape)
    assert by_squares.sums == by_blocks.sums
    assert by_squares.blocks == by_blocks.blocks > 200
    assert (by_squares.used_squares, by_blocks.used_squares) == (True, False)


def test_one_invented_block_marks_an_area_by_squares_as_by_blocks() -> None:
    town(20, 20)
    middle = Block.objects.filter(synthetic=False).order_by("pk")[210]
    Block.objects.filter(pk=middle.pk).update(synthetic=True)
    sum_blocks()
    by_squares, by_blocks = counted_both_ways(drawn(0, 0, 20, 20))
    assert (by_squares.synthetic, by_blocks.synthetic) == (True, True)


def test_a_large_area_is_counted_by_squares() -> None:
    town(20, 20)
    # 50 × 50 blocks of 0.001° are 0.0025 square degrees.
    found = measured(drawn(-10, -10, 40, 40))
    assert found.method.code == "cells"
    assert found.population.estimate == 400 * 100
    assert measured(drawn(0, 0, 20, 20)).method.code == "centroid"


def test_somebody_out_of_scope_gets_tens_and_no_range() -> None:
    town(4, 4, persons=103)
    found = measured(drawn(0.6, 1, 2.6, 3), scope=PUBLIC)
    # 4 × 103 = 412.
    assert (found.population.estimate, found.population.low) == (410, None)
    assert found.rounded
    assert not found.withheld


def test_under_a_hundred_persons_nothing_but_the_size_is_told() -> None:
    town(1, 1, persons=99)
    found = measured(drawn(0, 0, 1, 1), scope=PUBLIC)
    assert found.withheld
    assert found.population.estimate is None
    assert found.indicators == ()
    assert found.places is None
    assert found.area_m2 > 0
