"""This file tests that a border snapped to a neighbour's leaves neither overlap nor gap."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import area_m2, round_coordinates, to_multipolygon
from layers.geos import to_shapely
from layers.models import Level
from layers.queries import current_areas
from planning.shapes.projection import Plane, plane_at
from planning.shapes.tracing import traced

# The area that rounding to 7 decimals may leave, square metres.
LEAST_M2 = 0.01
EAST = 51.31


def stored(shape: BaseGeometry) -> MultiPolygon:
    found = to_multipolygon(round_coordinates(shape))
    assert found is not None
    return found


def square(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return stored(shapely.box(west, south, east, north))


def wavy_border(generator: np.random.Generator, vertices: int) -> np.ndarray:
    """A border from south to north near 51.3° E that swings by some fifteen metres."""
    ys = np.linspace(35.60, 35.61, vertices)
    return np.column_stack([51.30 + generator.normal(0, 0.00015, vertices), ys])


def moved(shape: MultiPolygon, by: Callable[[float, float], tuple[float, float]]) -> MultiPolygon:
    """The shape with every vertex moved, in metres."""
    plane = plane_at(shape)
    parts = []
    for part in plane.to_metres(shape).geoms:
        rings = [
            [by(*xy) for xy in list(ring.coords)[:-1]] for ring in (part.exterior, *part.interiors)
        ]
        parts.append(Polygon(rings[0], rings[1:]))
    return stored(plane.to_degrees(MultiPolygon(parts)))


def unshared_m(
    area: MultiPolygon, neighbour: BaseGeometry, plane: Plane, *, within_m: float
) -> float:
    """The length of the area's border that runs beside the neighbour's without coinciding."""
    border = plane.to_metres(neighbour).boundary
    beside = plane.to_metres(area).boundary.intersection(border.buffer(within_m))
    return float(beside.difference(border.buffer(0.02)).length)


@pytest.mark.parametrize("seed", range(40))
def test_a_border_drawn_by_hand_beside_a_neighbour_becomes_the_neighbours(seed: int) -> None:
    generator = np.random.default_rng(seed)
    border = wavy_border(generator, 30)
    neighbour = stored(Polygon([(51.29, 35.60), *border, (51.29, 35.61)]))
    ys = np.linspace(35.602, 35.608, int(generator.integers(25, 60)))
    drawn_xs = np.interp(ys, border[:, 1], border[:, 0]) + generator.normal(0, 0.00004, len(ys))
    area = stored(Polygon([*np.column_stack([drawn_xs, ys]), (EAST, 35.608), (EAST, 35.602)]))
    assert area_m2(area.intersection(neighbour)) > 100

    laid = traced(area, [neighbour], tolerance_m=25)

    assert laid is not None
    assert laid.is_valid
    assert laid.equals_exact(stored(laid))
    assert area_m2(laid.intersection(neighbour)) <= LEAST_M2
    # Within two metres, only the connections at the two ends of the border.
    assert unshared_m(laid, neighbour, plane_at(area), within_m=2) <= 20
    # Between the ends, every vertex of the neighbour is a vertex of the area.
    own = set(map(tuple, shapely.get_coordinates(laid)))
    between = [tuple(xy) for xy in shapely.get_coordinates(neighbour) if 35.6025 < xy[1] < 35.6075]
    assert between
    assert set(between) <= own


@pytest.mark.django_db
def test_sample_neighbourhoods_drawn_again_by_hand_fit_between_the_others() -> None:
    ground = [
        (area.code, to_shapely(area.boundary))
        for area in current_areas(Level.NEIGHBOURHOOD).filter(code__startswith="23")[:80]
    ]
    generator = np.random.default_rng(7)
    tried = 0
    for code, boundary in ground:
        others = [each for other, each in ground if other != code and each.dwithin(boundary, 1e-4)]
        plane = plane_at(boundary)
        coarse = to_multipolygon(
            plane.to_degrees(plane.to_metres(boundary).segmentize(60).simplify(2))
        )
        drawn = moved(coarse, lambda x, y: tuple(np.array([x, y]) + generator.uniform(-8, 8, 2)))
        if not drawn.is_valid or not others:
            continue
        laid = traced(drawn, others, tolerance_m=15)
        assert laid is not None, code
        assert laid.is_valid, code
        assert max(area_m2(laid.intersection(each)) for each in others) <= LEAST_M2, code
        # Vertices without a neighbour stay where they were drawn.
        ground_there = shapely.union_all(others)
        own = set(map(tuple, shapely.get_coordinates(laid)))
        for vertex in map(tuple, shapely.get_coordinates(drawn)):
            if shapely.Point(vertex).distance(ground_there) > 5e-4:
                assert vertex in own, code
        tried += 1
    assert tried > 40


def test_a_narrow_gap_and_a_narrow_overlap_are_both_closed() -> None:
    neighbour = square(51.29, 35.60, 51.30, 35.61)
    for west in (51.3001, 51.2999):
        laid = traced(square(west, 35.602, EAST, 35.608), [neighbour], tolerance_m=15)
        assert laid is not None
        assert laid.equals(square(51.30, 35.602, EAST, 35.608))


def test_a_near_corner_of_the_neighbour_is_taken_rather_than_a_new_vertex() -> None:
    neighbour = square(51.29, 35.60, 51.30, 35.61)
    laid = traced(square(51.3001, 35.60002, EAST, 35.60998), [neighbour], tolerance_m=15)
    assert laid is not None
    corners = set(map(tuple, shapely.get_coordinates(laid)))
    assert {(51.30, 35.60), (51.30, 35.61)} <= corners


def test_a_border_that_is_crossed_on_purpose_is_left_as_it_is() -> None:
    neighbour = square(51.29, 35.60, 51.30, 35.61)
    across = square(51.295, 35.602, 51.305, 35.608)
    laid = traced(across, [neighbour], tolerance_m=15)
    assert laid is not None
    assert area_m2(shapely.symmetric_difference(laid, across)) <= 0.1


def test_a_border_farther_away_than_the_tolerance_is_left_as_it_is() -> None:
    neighbour = square(51.29, 35.60, 51.30, 35.61)
    assert traced(square(51.3003, 35.602, EAST, 35.608), [neighbour], tolerance_m=15) is None
    assert traced(square(51.3003, 35.602, EAST, 35.608), [], tolerance_m=15) is None


def test_a_border_runs_past_several_neighbours_and_the_alley_between_them() -> None:
    south = square(51.29, 35.60, 51.30, 35.605)
    north = square(51.29, 35.60505, 51.30, 35.61)
    laid = traced(square(51.3001, 35.602, EAST, 35.608), [south, north], tolerance_m=15)
    assert laid is not None
    assert laid.is_valid
    for each in (south, north):
        assert area_m2(laid.intersection(each)) <= LEAST_M2
        assert laid.distance(each) == 0
    # The alley, 5.5 m wide, stays outside both areas.
    assert area_m2(laid) == pytest.approx(area_m2(square(51.30, 35.602, EAST, 35.608)), abs=100)


def test_a_pocket_between_neighbours_is_filled_to_the_last_vertex() -> None:
    whole = square(51.29, 35.60, 51.32, 35.61)
    pocket = Polygon([(51.30, 35.603), (51.31, 35.602), (51.309, 35.608), (51.302, 35.607)])
    ring = stored(whole.difference(pocket))
    drawn = moved(stored(pocket), lambda x, y: (x * 0.985, y * 0.985))
    laid = traced(drawn, [ring], tolerance_m=15)
    assert laid is not None
    assert laid.equals(stored(pocket))


def test_a_hole_is_laid_onto_the_neighbour_in_it() -> None:
    inner = square(51.30, 35.603, 51.305, 35.606)
    around = square(51.29, 35.60, 51.32, 35.61).difference(
        square(51.29995, 35.60296, 51.30504, 35.60604)
    )
    laid = traced(stored(around), [inner], tolerance_m=15)
    assert laid is not None
    assert laid.equals(stored(square(51.29, 35.60, 51.32, 35.61).difference(inner)))


def test_laying_a_border_down_twice_changes_nothing_more() -> None:
    generator = np.random.default_rng(1)
    border = wavy_border(generator, 20)
    neighbour = stored(Polygon([(51.29, 35.60), *border, (51.29, 35.61)]))
    area = square(51.3001, 35.602, EAST, 35.608)
    once = traced(area, [neighbour], tolerance_m=40)
    assert once is not None
    twice = traced(once, [neighbour], tolerance_m=40)
    assert twice is not None
    assert area_m2(shapely.symmetric_difference(once, twice)) <= 1
