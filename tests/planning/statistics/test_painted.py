"""This file tests the counts of painted blocks, by hand on blocks of 100 persons."""

import pytest
from shapely.geometry import MultiPolygon
from shapely.ops import unary_union

from accounts.access import PUBLIC, Scope
from layers.geos import to_shapely
from layers.models import Block
from planning.shapes.outline import outline_of, painted_blocks
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.measure import measure
from planning.statistics.public import public_statistics
from planning.statistics.way import Way, way_of
from tests.layers import factories as ground
from tests.planning.factories import block, drawn, town
from tests.planning.statistics.test_suppressed_counts import publish_blocks, streets

pytestmark = pytest.mark.django_db
COUNTY = Scope(province_code="99", county_code="9901")


def measured(codes: list[str], scope: Scope = COUNTY) -> AreaStatistics:
    blocks = painted_blocks(codes)
    return measure(outline_of(blocks), scope=scope, user=None, way=way(blocks))


def way(blocks: list[Block]) -> Way:
    return Way(painted=tuple(each.pk for each in blocks))


def test_painted_blocks_are_summed_and_have_no_range() -> None:
    town(3, 2)
    found = measured(["test-0-0", "test-1-0", "test-1-1"])
    counted = found.population
    assert (counted.estimate, counted.low, counted.likely_high) == (300, None, None)
    assert (found.method.code, found.rounded) == ("blocks", False)
    # 10 in 100 of every block are uninsured.
    rate = next(each for each in found.indicators if each.context.code == "uninsured")
    assert (rate.figure.value, rate.figure.low) == (10.0, None)


def test_one_painted_block_of_another_county_makes_tens_of_all() -> None:
    town(2, 1, persons=101)
    town(1, 1, column=2, county="9902", persons=101)
    own = ["test-0-0", "test-1-0"]
    assert not measured(own).rounded
    found = measured([*own, "test-2-0"])
    assert (found.rounded, found.population.estimate) == (True, 300)
    assert measured([*own, "test-2-0"], Scope(everywhere=True)).population.estimate == 303


def test_a_foreign_block_that_lies_under_painted_ones_makes_tens_of_all() -> None:
    town(2, 1, persons=101)
    under = block(0, 0, county="9902")
    under.code = "under"
    under.save()
    found = measured(["test-0-0", "test-1-0"])
    # It is not counted, and what lies in the area tells no more of it than it publishes.
    assert (found.rounded, found.population.estimate) == (True, 200)


def test_under_a_hundred_persons_others_get_the_size_alone() -> None:
    town(1, 1, persons=99)
    found = measured(["test-0-0"], PUBLIC)
    assert (found.withheld, found.population.estimate, found.indicators) == (True, None, ())
    assert measured(["test-0-0"]).population.estimate == 99


def test_others_count_what_blocks_publish_with_its_range_where_it_is_frozen() -> None:
    ground.area("9901-001", ground.square(50.1, 30.1, 50.2, 30.2))
    # 1 is suppressed, and 3 and 8 with it: 12 of three blocks, of which each stands as 4.
    streets(1, 3, 8, 40, 60)
    publish_blocks()
    ground.indicator(block_numerator="disabled")
    blocks = painted_blocks(["test-0-0", "test-3-0"])
    outline = outline_of(blocks)
    assert {measured_disabled(outline, blocks, scope) for scope in (COUNTY, PUBLIC)} == {41, 40}
    frozen = public_statistics(outline, way=way(blocks), leave_out="")
    counted = next(
        each.numerator for each in frozen.indicators if each.context.block_numerator == "disabled"
    )
    # 40 published; of the suppressed one 0 to 12.
    assert (counted.estimate, counted.low, counted.high) == (40, 40, 52)


def measured_disabled(outline: MultiPolygon, blocks: list[Block], scope: Scope) -> int | None:
    found = measure(outline, scope=scope, user=None, way=way(blocks))
    return next(
        each.numerator.estimate
        for each in found.indicators
        if each.context.block_numerator == "disabled"
    )


def test_blocks_count_only_where_the_boundary_is_their_outline() -> None:
    town(3, 1)
    codes = ["test-0-0", "test-1-0"]

    class Revision:
        ticked: tuple[str, ...] = ()
        blocks = codes
        areal = False

    grounds = [to_shapely(each.boundary) for each in painted_blocks(codes)]
    outline = outline_of(painted_blocks(codes))
    assert outline.equals(unary_union(grounds))
    assert len(way_of(Revision(), outline).painted) == 2
    longer = drawn(0, 0, 2.2, 1)
    assert way_of(Revision(), longer) == Way(is_mixed=True)
    mixed = measure(longer, scope=COUNTY, user=None, way=way_of(Revision(), longer))
    assert mixed.method.code == "mixed"
    assert (mixed.population.estimate, mixed.population.high) == (200, 300)
