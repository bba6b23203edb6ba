"""This file tests the operations on a drawn shape, including with hostile shapes."""

import math
from typing import Any

import numpy as np
import pytest
import shapely
from django.test import Client

from layers.geometry import area_m2
from planning.models import State
from planning.shapes import time_limit
from planning.shapes.geojson import read_boundary
from tests.planning.ground import (
    EAST_HOOD,
    WEST_HOOD,
    box,
    line,
    person,
    refused,
    send,
    signed_in,
    target,
    two_neighbourhoods,
)

pytestmark = pytest.mark.django_db
SQUARE = box(50.2, 30.2, 50.21, 30.21)


@pytest.fixture
def client() -> Client:
    two_neighbourhoods()
    return signed_in(person())


def done(client: Client, name: str, **asked: Any) -> shapely.MultiPolygon:
    """The shape after an operation; it can be saved unchanged."""
    response = send(client, f"operations/{name}/", asked)
    assert response.status_code == 200, response.content[:500]
    assert response["Cache-Control"] == "private, no-store"
    answer = response.json()
    assert answer["note_fa"].endswith(".")
    assert answer["note_en"].endswith(".")
    return read_boundary(answer["geometry"])


def shape(geometry: dict[str, Any]) -> shapely.MultiPolygon:
    return read_boundary(geometry)


def test_a_hole_is_cut_out(client: Client) -> None:
    hole = box(50.203, 30.203, 50.205, 30.205)
    rest = done(client, "hole", geometry=SQUARE, other=hole)
    assert rest.equals(shape(SQUARE).difference(shape(hole)))
    assert len(rest.geoms[0].interiors) == 1


def test_a_hole_that_lies_outside_changes_nothing_and_says_so(client: Client) -> None:
    asked = {"geometry": SQUARE, "other": box(50.3, 30.3, 50.31, 30.31)}
    refused(send(client, "operations/hole/", asked), 422, "nothing_changed")


def test_a_hole_as_large_as_the_area_leaves_nothing_and_says_so(client: Client) -> None:
    asked = {"geometry": SQUARE, "other": box(50.1, 30.1, 50.3, 30.3)}
    refused(send(client, "operations/hole/", asked), 422, "nothing_left")


def test_a_line_splits_the_area_and_the_parts_meet_exactly(client: Client) -> None:
    cut = line((50.1, 30.1987), (50.3, 30.2134))
    response = send(client, "operations/split/", {"geometry": SQUARE, "line": cut})
    parts = [shape(each) for each in response.json()["parts"]]
    assert len(parts) == 2
    assert parts[0].area >= parts[1].area
    assert parts[0].equals(shape(response.json()["geometry"]))
    assert parts[0].intersection(parts[1]).area == 0
    whole = shapely.union_all(parts)
    assert whole.geom_type == "Polygon"
    assert area_m2(whole) == pytest.approx(area_m2(shape(SQUARE)), abs=10)


def test_a_line_may_cut_several_parts_off_at_once(client: Client) -> None:
    zigzag = line((50.202, 30.19), (50.202, 30.22), (50.206, 30.22), (50.206, 30.19))
    response = send(client, "operations/split/", {"geometry": SQUARE, "line": zigzag})
    assert len(response.json()["parts"]) == 3


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        (line((50.203, 30.203), (50.205, 30.205)), "not_cut"),
        (line((50.3, 30.3), (50.4, 30.4)), "not_cut"),
        (line((50.203, 30.1), (50.203, 30.205)), "not_cut"),
        (line((30.1, 50.2), (30.3, 50.2)), "place_swapped"),
        ({"type": "LineString", "coordinates": [[50.2, 30.2]]}, "not_a_line"),
        ({"type": "LineString", "coordinates": [["50.2", 30.2], [50.3, 30.3]]}, "not_a_line"),
        ({"type": "LineString", "coordinates": [[50.2, 30.2]] * 1_001}, "not_a_line"),
        ({"type": "Point", "coordinates": [50.2, 30.2]}, "not_a_line"),
        ([[50.2, 30.2], [50.3, 30.3]], "not_a_line"),
        (None, "not_a_line"),
    ],
)
def test_a_line_that_does_not_cut_is_refused(client: Client, cut: Any, code: str) -> None:
    refused(send(client, "operations/split/", {"geometry": SQUARE, "line": cut}), 422, code)


def test_two_shapes_are_merged(client: Client) -> None:
    other = box(50.21, 30.2, 50.22, 30.21)
    assert done(client, "merge", geometry=SQUARE, other=other).equals(
        shape(box(50.2, 30.2, 50.22, 30.21))
    )


def test_an_area_is_merged_with_a_neighbourhood_by_its_code(client: Client) -> None:
    beside = box(50.02, 30, 50.03, 30.01)
    merged = done(client, "merge", geometry=beside, codes=[EAST_HOOD])
    assert merged.equals(shape(box(50.01, 30, 50.03, 30.01)))


def test_a_target_area_of_somebody_else_is_merged_only_where_it_may_be_seen(client: Client) -> None:
    author = person(name="author", province_code="99", county_code="9902")
    target("T9902-001", author, (50.3, 30.3, 50.31, 30.31))
    asked = {"geometry": SQUARE, "codes": ["T9902-001"]}
    hidden = refused(send(client, "operations/merge/", asked), 404)
    assert send(signed_in(author), "operations/merge/", asked).status_code == 200
    asked = {"geometry": SQUARE, "codes": ["T9902-999"]}
    absent = refused(send(client, "operations/merge/", asked), 404)
    assert hidden["detail"] == absent["detail"].replace("T9902-999", "T9902-001")


def test_ticked_neighbourhoods_become_one_with_their_exact_borders(client: Client) -> None:
    joined = done(client, "union", ticked=[WEST_HOOD, EAST_HOOD])
    assert joined.equals(shape(box(50, 30, 50.02, 30.01)))
    assert len(joined.geoms) == 1


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ([], 400),
        ("9901-001", 400),
        ([9901], 400),
        (["x" * 13], 400),
        (["9901-999"], 404),
        ([WEST_HOOD, "9901"], 404),
        ([f"9901-{number:03}" for number in range(201)], 422),
    ],
)
def test_codes_that_name_nothing_are_refused(client: Client, codes: Any, status: int) -> None:
    problem = refused(send(client, "operations/union/", {"ticked": codes}), status)
    assert problem["parameter"] == "ticked"


def test_codes_may_come_in_persian_digits(client: Client) -> None:
    assert done(client, "union", ticked=["۹۹۰۱-۰۰۱"]).equals(shape(box(50, 30, 50.01, 30.01)))


def test_a_buffer_is_metres_on_the_ground(client: Client) -> None:
    # 100 m on all four sides of 962 m by 1,108 m, with rounded corners.
    grown = done(client, "buffer", geometry=SQUARE, metres=100)
    perimeter = 2 * (962 + 1_108)
    added = perimeter * 100 + math.pi * 100**2
    assert area_m2(grown) - area_m2(shape(SQUARE)) == pytest.approx(added, rel=0.01)
    shrunk = done(client, "buffer", geometry=SQUARE, metres=-100)
    assert area_m2(shrunk) == pytest.approx(762 * 908, rel=0.01)


@pytest.mark.parametrize(
    "metres", [None, "100", True, 5_001, -5_001, 1e300, 10**400, [100]], ids=range(8)
)
def test_a_buffer_of_no_such_measure_is_refused(client: Client, metres: Any) -> None:
    asked = {"geometry": SQUARE, "metres": metres}
    assert refused(send(client, "operations/buffer/", asked), 400)["parameter"] == "metres"


def test_an_area_that_is_shrunk_away_says_so(client: Client) -> None:
    asked = {"geometry": SQUARE, "metres": -600}
    refused(send(client, "operations/buffer/", asked), 422, "nothing_left")


def test_a_border_snaps_onto_the_neighbours(client: Client) -> None:
    # Eleven metres east of the eastern neighbourhood; 50.0201 is chosen to avoid a special case.
    drawn = box(50.0201, 30.002, 50.03, 30.008)
    snapped = done(client, "snap", geometry=drawn)
    assert snapped.equals(shape(box(50.02, 30.002, 50.03, 30.008)))
    assert done(client, "snap", geometry=drawn, metres=5).equals(shape(drawn))


@pytest.mark.parametrize("metres", [0, -1, 201, "15"])
def test_a_tolerance_beyond_two_hundred_metres_is_refused(client: Client, metres: Any) -> None:
    asked = {"geometry": SQUARE, "metres": metres}
    assert refused(send(client, "operations/snap/", asked), 400)["parameter"] == "metres"


def test_an_area_snaps_onto_a_target_area_only_when_it_is_named(client: Client) -> None:
    author = person(name="author", province_code="99", county_code="9901")
    target("T9901-001", author, (50.5, 30.5, 50.51, 30.51), state=State.SUBMITTED)
    drawn = box(50.5101, 30.502, 50.52, 30.508)
    assert done(client, "snap", geometry=drawn).equals(shape(drawn))
    snapped = done(client, "snap", geometry=drawn, codes=["T9901-001"])
    assert snapped.equals(shape(box(50.51, 30.502, 50.52, 30.508)))


def test_an_overlap_is_clipped_along_the_neighbours_border(client: Client) -> None:
    over = box(50.015, 30.002, 50.03, 30.008)
    clipped = done(client, "clip", geometry=over, codes=[EAST_HOOD])
    assert clipped.equals(shape(box(50.02, 30.002, 50.03, 30.008)))


def test_clipping_without_codes_clips_every_neighbourhood_around(client: Client) -> None:
    over = box(50.005, 30.002, 50.03, 30.008)
    assert done(client, "clip", geometry=over).equals(shape(box(50.02, 30.002, 50.03, 30.008)))


def test_clipping_all_away_says_that_nothing_is_left(client: Client) -> None:
    inside = box(50.002, 30.002, 50.008, 30.008)
    refused(send(client, "operations/clip/", {"geometry": inside}), 422, "nothing_left")


def test_an_oblique_cut_leaves_no_overlap_after_rounding(client: Client) -> None:
    corners = [[50.0133, 30.0017], [50.0331, 30.0043], [50.0317, 30.0089], [50.0121, 30.0071]]
    rhomb = {"type": "Polygon", "coordinates": [corners]}
    clipped = done(client, "clip", geometry=rhomb, codes=[EAST_HOOD])
    assert area_m2(clipped.intersection(shape(box(50.01, 30, 50.02, 30.01)))) < 0.01


def test_a_gap_is_filled_and_nothing_else_is_changed(client: Client) -> None:
    drawn = box(50.0201, 30.002, 50.03, 30.008)
    filled = done(client, "fill", geometry=drawn)
    assert filled.equals(shape(box(50.02, 30.002, 50.03, 30.008)))
    far = box(50.0205, 30.002, 50.03, 30.008)
    assert done(client, "fill", geometry=far).equals(shape(far))


def spiral(vertices: int) -> dict[str, Any]:
    """A valid star of many narrow rays."""
    angles = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radii = np.where(np.arange(vertices) % 2, 0.01, 0.2)
    ring = np.column_stack([51 + radii * np.cos(angles), 35 + radii * np.sin(angles)]).tolist()
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def scribble(vertices: int, seed: int = 0) -> dict[str, Any]:
    """A line that goes back and forth at random and closes."""
    ring = (np.random.default_rng(seed).random((vertices, 2)) * 0.1 + [51, 35]).tolist()
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def test_a_shape_is_simplified_below_the_cap(client: Client) -> None:
    angles = np.linspace(0, 2 * np.pi, 30_000, endpoint=False)
    ring = np.column_stack([51 + 0.2 * np.cos(angles), 35 + 0.2 * np.sin(angles)]).tolist()
    circle = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    refused(send(client, "operations/buffer/", {"geometry": circle, "metres": 1}), 422)
    simpler = done(client, "simplify", geometry=circle, metres=1)
    assert shapely.get_num_coordinates(simpler) < 2_000
    assert simpler.area == pytest.approx(math.pi * 0.2**2, rel=1e-4)


def test_a_bow_tie_is_repaired_into_its_two_halves(client: Client) -> None:
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[[51, 35], [51.1, 35.1], [51.1, 35], [51, 35.1], [51, 35]]],
    }
    assert len(done(client, "repair", geometry=bow_tie).geoms) == 2


def test_a_sound_shape_is_not_changed_by_repair(client: Client) -> None:
    assert done(client, "repair", geometry=SQUARE).equals_exact(shape(SQUARE))


def test_what_a_repair_costs_is_told(client: Client) -> None:
    hole_outside = {
        "type": "Polygon",
        "coordinates": [
            box(50.2, 30.2, 50.21, 30.21)["coordinates"][0],
            box(50.22, 30.22, 50.23, 30.23)["coordinates"][0],
        ],
    }
    answer = send(client, "operations/repair/", {"geometry": hole_outside}).json()
    assert "It now has 106.7 ha in 1 part; before, it had 0.0 ha." in answer["note_en"]
    # The hole outside is dropped; it does not become ground.
    assert read_boundary(answer["geometry"]).equals(shape(SQUARE))


@pytest.mark.slow
@pytest.mark.own_interpreter
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("repair", {"geometry": scribble(20_000)}),
        ("simplify", {"geometry": scribble(20_000), "metres": 0.01}),
        ("buffer", {"geometry": spiral(19_998), "metres": 100}),
        ("hole", {"geometry": spiral(4_000), "other": scribble(3)}),
        ("merge", {"geometry": spiral(19_998), "other": box(50.9, 34.9, 51.1, 35.1)}),
    ],
)
def test_work_that_would_take_for_ever_is_ended_with_its_process(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str, asked: dict[str, Any]
) -> None:
    """The limit is the process's: in this process, nothing could stop the work."""
    monkeypatch.setattr(time_limit, "MOST_SECONDS", 1)
    response = send(client, f"operations/{name}/", asked)
    if response.status_code != 200:
        refused(response, 422)


def test_heavy_shapes_go_to_a_confined_process_and_light_ones_do_not() -> None:
    star, square = shape(spiral(19_998)), shape(SQUARE)
    combs = [
        shapely.Polygon([(0, -1), *((i, 1_000 * (i % 2)) for i in range(2_000)), (2_000, -1)]),
        shapely.Polygon([(-1, 0), *((1_000 * (i % 2), i) for i in range(2_000)), (-1, 2_000)]),
    ]
    assert time_limit.is_light("cut_out", (square, square))
    assert time_limit.is_light("clip", (square, shape(spiral(200))))
    assert not time_limit.is_light("cut_out", (star, square))
    assert not time_limit.is_light("join", tuple(combs))
    assert not time_limit.is_light("widen", (star,))
    assert not time_limit.is_light("repair", (square,))
    coast = shape(scribble(3)).segmentize(1e-4)
    assert shapely.get_num_coordinates(coast) > 1_000
    assert time_limit.is_light("cut_out", (coast, coast))
    # Six seconds of tracing.
    assert not time_limit.is_light("gaps", (coast, coast), metres=15.0)
    assert time_limit.is_light("gaps", (square, square), metres=15.0)


@pytest.mark.own_interpreter
def test_the_confined_process_gives_what_is_given_here(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = shape(SQUARE), shape(box(50.205, 30.2, 50.22, 30.22))
    here = time_limit.shaped("cut_out", *shapes)
    monkeypatch.setattr(time_limit, "is_light", lambda task, shapes, **numbers: False)
    there = time_limit.shaped("cut_out", *shapes)
    assert [each.equals_exact(other) for each, other in zip(here, there, strict=True)] == [True]
    parts = time_limit.shaped("split", shapes[0], shapely.LineString([(50.205, 30), (50.205, 31)]))
    assert len(parts) == 2


@pytest.mark.parametrize("name", ["explode", "__import__", "perform"])
def test_an_operation_that_there_is_not_is_not_found(client: Client, name: str) -> None:
    assert (
        "snap" in refused(send(client, f"operations/{name}/", {"geometry": SQUARE}), 404)["detail"]
    )


def test_an_unknown_member_is_refused(client: Client) -> None:
    asked = {"geometry": SQUARE, "tolerance": 5}
    assert refused(send(client, "operations/snap/", asked), 400)["parameter"] == "tolerance"
