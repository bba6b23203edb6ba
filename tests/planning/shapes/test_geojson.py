"""This file attacks the parsing of a drawn boundary."""

import json
import math
from typing import Any

import pytest
import shapely

from planning.problems import BoundaryProblem
from planning.shapes import time_limit
from planning.shapes.geojson import as_geojson, read_boundary, read_shape
from tests.planning.ground import box

SQUARE = box(51, 35, 51.1, 35.1)
RING = SQUARE["coordinates"][0]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def multi(*parts: Any) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": list(parts)}


def squares(count: int) -> dict[str, Any]:
    step = 0.001
    return multi(*([box(51 + i * step, 35, 51 + (i + 0.5) * step, 35.1)["coordinates"][0]]
                   for i in range(count)))  # fmt: skip


def circle(vertices: int) -> list[list[float]]:
    angles = [2 * math.pi * i / vertices for i in range(vertices)]
    ring = [[51 + 0.2 * math.cos(a), 35 + 0.2 * math.sin(a)] for a in angles]
    return [*ring, ring[0]]


BAD = {
    "nothing": (None, "not_a_polygon"),
    "a text": ("POLYGON", "not_a_polygon"),
    "a list": ([RING], "not_a_polygon"),
    "a type that is no text": ({"type": ["Polygon"], "coordinates": [RING]}, "not_a_polygon"),
    "a point": ({"type": "Point", "coordinates": [51, 35]}, "not_a_polygon"),
    "a line": ({"type": "LineString", "coordinates": RING}, "not_a_polygon"),
    "a collection": ({"type": "GeometryCollection", "geometries": [SQUARE]}, "not_a_polygon"),
    "a feature in a feature": (
        {"type": "Feature", "geometry": {"type": "Feature", "geometry": SQUARE}},
        "not_a_polygon",
    ),
    "a feature without geometry": ({"type": "Feature", "geometry": None}, "not_a_polygon"),
    "no coordinates": ({"type": "Polygon"}, "not_a_polygon"),
    "coordinates of null": ({"type": "Polygon", "coordinates": None}, "not_a_polygon"),
    "a ring that is an object": (polygon({"0": [51, 35]}), "not_a_polygon"),
    "a ring too little": ({"type": "Polygon", "coordinates": RING}, "not_numbers"),
    "a ring too deep": (polygon([RING]), "not_numbers"),
    "no rings": (polygon(), "empty"),
    "an empty ring": (polygon([]), "empty"),
    "no parts": (multi(), "empty"),
    "an empty part": (multi([RING], []), "empty"),
    "an empty hole": (polygon(RING, []), "short_ring"),
    "numbers as texts": (polygon([[str(x), str(y)] for x, y in RING]), "not_numbers"),
    "truths": (polygon([[True, False], *RING]), "not_numbers"),
    "nulls": (polygon([[None, 35], *RING]), "not_numbers"),
    "one number": (polygon([[51], *RING]), "not_numbers"),
    "five numbers": (polygon([[51, 35, 0, 0, 0], *RING]), "not_numbers"),
    "a height that is a text": (polygon([[51, 35, "0"], *RING]), "not_numbers"),
    "not a number": (polygon([[math.nan, 35], *RING]), "not_numbers"),
    "infinite": (polygon([[math.inf, 35], *RING]), "not_numbers"),
    "a number of a thousand digits": (polygon([[10**1000, 35], *RING]), "not_numbers"),
    "two vertices": (polygon(RING[:2]), "short_ring"),
    "two vertices and back": (polygon([*RING[:2], RING[0]]), "short_ring"),
    "one vertex four times": (polygon([RING[0]] * 4), "zero_area"),
    "vertices closer than a centimetre": (
        polygon([[51, 35], [51.00000001, 35], [51, 35.00000001], [51, 35]]),
        "zero_area",
    ),
    "vertices on one line": (polygon([[51, 35], [51.1, 35.1], [51.2, 35.2]]), "zero_area"),
    "a crumb": (box(51, 35, 51.000005, 35.000005), "zero_area"),
    "a bow-tie": (polygon([[51, 35], [51.1, 35.1], [51.1, 35], [51, 35.1]]), "self_crossing"),
    "a spike": (
        polygon([[51, 35], [51.1, 35], [51.2, 35], [51.1, 35], [51.1, 35.1]]),
        "self_crossing",
    ),
    "a hole outside": (polygon(RING, box(52, 36, 52.1, 36.1)["coordinates"][0]), "misplaced_ring"),
    "parts on each other": (multi([RING], [RING]), "self_crossing"),
    "a part in a part": (
        multi([RING], box(51.02, 35.02, 51.04, 35.04)["coordinates"]),
        "misplaced_ring",
    ),
    "over the antimeridian": (box(179, 35, -179, 36), "place_elsewhere"),
    "swapped": (polygon([[y, x] for x, y in RING]), "place_swapped"),
    "metres of UTM": (box(535_000, 3_950_000, 536_000, 3_951_000), "place_utm"),
    "metres of Mercator": (box(5_700_000, 4_200_000, 5_701_000, 4_201_000), "place_mercator"),
    "another country": (box(2.3, 48.8, 2.4, 48.9), "place_elsewhere"),
    "partly abroad": (box(43, 35, 51, 36), "place_elsewhere"),
    "20,001 vertices": (polygon(circle(20_000)), "too_many_vertices"),
    "101 parts": (squares(101), "too_many_parts"),
    "10,000 polygons": (squares(10_000), "too_many_parts"),
    "1,001 rings": (polygon(RING, *[RING] * 1_000), "too_many_rings"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_boundary_is_refused_with_what_to_do(name: str) -> None:
    geometry, code = BAD[name]
    with pytest.raises(BoundaryProblem) as caught:
        read_boundary(geometry)
    problem = caught.value
    assert problem.code == code, problem.detail_en
    assert problem.status == 422
    assert problem.detail_fa.endswith(".")
    assert problem.detail_en.endswith(".")


def test_a_crossing_says_where_it_is() -> None:
    bow_tie, _ = BAD["a bow-tie"]
    with pytest.raises(BoundaryProblem) as caught:
        read_boundary(bow_tie)
    assert caught.value.point == pytest.approx((51.05, 35.05))
    assert caught.value.as_json()["point"] == caught.value.point


def test_the_most_that_is_allowed_is_read() -> None:
    assert shapely.get_num_coordinates(read_boundary(polygon(circle(19_999)))) == 20_000
    assert len(read_boundary(squares(100)).geoms) == 100


def test_an_open_ring_is_closed() -> None:
    assert read_boundary(polygon(RING[:-1])).equals(read_boundary(SQUARE))


def test_repeated_vertices_are_dropped() -> None:
    doubled = [place for place in RING for _ in range(3)]
    assert as_geojson(read_boundary(polygon(doubled))) == as_geojson(read_boundary(SQUARE))


def test_heights_are_dropped_even_where_only_some_have_them() -> None:
    mixed = [[*place, 1_200.5] if index % 2 else place for index, place in enumerate(RING)]
    assert as_geojson(read_boundary(polygon(mixed))) == as_geojson(read_boundary(SQUARE))


def test_a_feature_gives_its_geometry() -> None:
    assert read_boundary({"type": "Feature", "properties": {}, "geometry": SQUARE}).area > 0


def test_coordinates_are_rounded_to_seven_decimals_before_they_are_judged() -> None:
    long = [[x + 1e-9, y - 1e-9] for x, y in RING]
    assert as_geojson(read_boundary(polygon(long))) == as_geojson(read_boundary(SQUARE))


def test_what_is_written_is_read_back_the_same() -> None:
    boundary = read_boundary(polygon(circle(5_000)))
    written = json.loads(json.dumps(as_geojson(boundary)))
    assert read_boundary(written).equals_exact(boundary)


def test_a_shape_to_be_repaired_may_cross_itself_and_have_more_vertices() -> None:
    bow_tie, _ = BAD["a bow-tie"]
    assert not read_shape(bow_tie).is_valid
    assert shapely.get_num_coordinates(read_shape(polygon(circle(50_000)))) == 50_001
    with pytest.raises(BoundaryProblem) as caught:
        read_shape(polygon(circle(200_000)))
    assert caught.value.code == "too_many_vertices"


def slanted_comb(teeth: int) -> list[list[float]]:
    """A valid ring whose long, slanted sides all lie in each other's boxes."""
    step, ring = 1e-5, []
    for tooth in range(teeth):
        x = 51 + tooth * step
        ring += [[x, 35.0], [x + 0.1, 35.1], [x + 0.1 + step / 2, 35.1], [x + step / 2, 35.0]]
    return [*ring, [51 + teeth * step, 34.99], [51, 34.99], ring[0]]


def test_whether_a_comb_is_sound_is_told_by_a_process_that_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_boundary(polygon(slanted_comb(20))).is_valid
    assert not time_limit.is_light("faults", (shapely.MultiPolygon(
        [shapely.Polygon(slanted_comb(1_000))]),))  # fmt: skip
    monkeypatch.setattr(time_limit, "MOST_SECONDS", 1)
    with pytest.raises(BoundaryProblem) as refused:
        read_boundary(polygon(slanted_comb(4_900)))
    assert refused.value.code == "too_involved"


def test_a_circle_of_many_vertices_is_looked_at_here() -> None:
    assert time_limit.is_light("faults", (read_boundary(polygon(circle(19_990))),))
