"""This file tests the words for compactness against simple shapes computed by hand."""

import math

import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from planning.statistics.compactness import Compactness, compactness


def of(shape: Polygon, *, area_m2: float, perimeter_m: float) -> Compactness:
    return compactness(MultiPolygon([shape]), area_m2=area_m2, perimeter_m=perimeter_m)


def test_a_circle_is_as_compact_as_can_be() -> None:
    circle = Point(0, 0).buffer(0.01, quad_segs=64)
    found = of(circle, area_m2=math.pi, perimeter_m=2 * math.pi)
    assert found.polsby_popper == pytest.approx(1)
    assert found.reock == pytest.approx(1, abs=0.002)
    assert (found.words.fa, found.words.en) == ("فشرده", "compact")


def test_a_square_and_a_strip_by_hand() -> None:
    # Side 1: 4π·1/16 = 0.785; the circle around it has the diagonal for diameter: 1/(π/2) = 0.637.
    square = of(box(0, 0, 0.01, 0.01), area_m2=1, perimeter_m=4)
    assert (round(square.polsby_popper, 3), round(square.reock, 3)) == (0.785, 0.637)
    # 1 by 4: 4π·4/100 = 0.503; diagonal² = 17: 4/(17π/4) = 0.300.
    strip = of(box(0, 0, 0.04, 0.01), area_m2=4, perimeter_m=10)
    assert (round(strip.polsby_popper, 3), round(strip.reock, 3)) == (0.503, 0.3)
    assert (square.words.en, strip.words.en) == ("compact", "elongated or irregular")


def test_reock_does_not_depend_on_the_latitude() -> None:
    # A square on the ground is narrower in degrees of longitude than of latitude at 36° N.
    width = 0.01 / math.cos(math.radians(36))
    found = of(box(50, 36, 50 + width, 36.01), area_m2=1, perimeter_m=4)
    assert found.reock == pytest.approx(2 / math.pi, abs=0.001)


def test_parts_far_from_each_other_are_called_scattered() -> None:
    parts = MultiPolygon([box(50, 36, 50.01, 36.01), box(51, 36, 51.01, 36.01)])
    assert compactness(parts, area_m2=2, perimeter_m=8).words.en == "very elongated or scattered"
