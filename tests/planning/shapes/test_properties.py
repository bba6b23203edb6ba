"""This file tests laws that hold for any area, on random polygons over blocks of 100 persons.

Corners lie on quarters of blocks, so that borders often pass through centroids and along sides.
"""

import math

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from shapely.geometry import MultiPolygon

from layers.geometry import to_mercator
from planning.statistics.count import count
from planning.statistics.estimates import estimated
from tests.planning.factories import people, ring, town

pytestmark = pytest.mark.django_db
COLUMNS = ROWS = 10
CENTRE = (5.0, 5.0)
Corner = tuple[float, float]

quick = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def small_town() -> None:
    town(COLUMNS, ROWS)


def quarter() -> some.SearchStrategy[float]:
    """A column or row on a quarter of a block, within the town and a little beyond."""
    return some.integers(-4, 4 * COLUMNS + 4).map(lambda number: number / 4)


def around_centre(corners: list[Corner]) -> list[Corner]:
    """The corners by their angle seen from the centre, one for each angle: the ring of a star."""
    by_angle: dict[float, Corner] = {}
    for x, y in corners:
        if (x, y) != CENTRE:
            by_angle[round(math.atan2(y - CENTRE[1], x - CENTRE[0]), 9)] = (x, y)
    return [by_angle[angle] for angle in sorted(by_angle)]


def is_star(corners: list[Corner]) -> bool:
    """Whether no two neighbours are half a turn or more apart, so that the centre lies inside."""
    if len(corners) < 3:
        return False
    angles = [math.atan2(y - CENTRE[1], x - CENTRE[0]) for x, y in corners]
    gaps = np.diff([*angles, angles[0] + 2 * math.pi])
    return bool(max(gaps) < math.pi - 0.1)


stars = (
    some.lists(some.tuples(quarter(), quarter()), min_size=4, max_size=14)
    .map(around_centre)
    .filter(is_star)
)


def persons(boundary: MultiPolygon) -> int:
    return count(boundary, with_range=False).sums["persons"].estimate


@quick
@given(corners=stars)
def test_parts_sum_to_the_whole(small_town: None, corners: list[Corner]) -> None:
    parts = [
        ring([CENTRE, here, there])
        for here, there in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    assert sum(persons(part) for part in parts) == persons(ring(corners))


@quick
@given(turns=some.lists(quarter(), min_size=2, max_size=8))
def test_a_shared_border_counts_each_person_once(small_town: None, turns: list[float]) -> None:
    # The border runs from south to north and turns at as many heights, often through centroids.
    heights = [round(-1 + 12 * number / (len(turns) - 1), 2) for number in range(len(turns))]
    border = list(zip(turns, heights, strict=True))
    west = ring([(-2, heights[0]), *border, (-2, heights[-1])])
    east = ring([*border, (12, heights[-1]), (12, heights[0])])
    assert persons(west) + persons(east) == COLUMNS * ROWS * 100


@quick
@given(corners=stars, start=some.integers(0, 13), backwards=some.booleans())
def test_the_order_of_vertices_and_the_start_do_not_matter(
    small_town: None, corners: list[Corner], start: int, backwards: bool
) -> None:
    turned = corners[start % len(corners) :] + corners[: start % len(corners)]
    found, other = (
        estimated(count(ring(each)).sums["persons"])
        for each in (corners, turned[::-1] if backwards else turned)
    )
    assert (found.estimate, found.low, found.high) == (other.estimate, other.low, other.high)


@quick
@given(corners=stars, seed=some.integers(0, 10_000))
def test_the_hard_bounds_contain_the_truth(
    small_town: None, corners: list[Corner], seed: int
) -> None:
    boundary = ring(corners)
    homes = to_mercator(people(np.random.default_rng(seed), COLUMNS, ROWS))
    truth = int(shapely.contains_xy(mercator(boundary), homes[:, 0], homes[:, 1]).sum())
    found = estimated(count(boundary).sums["persons"])
    assert found.low <= truth <= found.high
    assert found.low <= found.likely_low <= found.estimate <= found.likely_high <= found.high


@quick
@given(
    corners=some.lists(
        some.tuples(some.floats(0.01, 9.99), some.floats(0.01, 9.99)), min_size=4, max_size=10
    )
    .map(around_centre)
    .filter(is_star)
)
def test_the_bounds_are_the_blocks_wholly_inside_and_those_touched(
    small_town: None, corners: list[Corner]
) -> None:
    boundary = ring(corners)
    flat = mercator(boundary)
    blocks = [
        mercator(ring([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]))
        for x in range(COLUMNS)
        for y in range(ROWS)
    ]
    found = estimated(count(boundary).sums["persons"])
    assert found.low == 100 * sum(flat.covers(block) for block in blocks)
    assert found.high == 100 * sum(
        flat.intersects(block) and not flat.touches(block) for block in blocks
    )


def mercator(boundary: MultiPolygon) -> MultiPolygon:
    return shapely.transform(boundary, to_mercator)
