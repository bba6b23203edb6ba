"""This file tests the findings on a drawn area, and that each repair resolves its finding."""

from typing import Any

import numpy as np
import pytest
from django.test import Client

from accounts.models import Role
from layers.geometry import area_m2
from planning.models import State
from planning.shapes.geojson import read_boundary
from planning.shapes.neighbours import MOST_NEIGHBOURS
from tests.layers.factories import area, square
from tests.planning.ground import (
    EAST_HOOD,
    WEST_HOOD,
    box,
    person,
    refused,
    send,
    signed_in,
    target,
    two_neighbourhoods,
)

pytestmark = pytest.mark.django_db
# Inside county 9901, away from every neighbourhood.
ALONE = box(50.2, 30.2, 50.21, 30.21)


@pytest.fixture
def client() -> Client:
    two_neighbourhoods()
    return signed_in(person())


def found(client: Client, geometry: Any, **said: Any) -> dict[str, dict[str, Any]]:
    """The findings on a shape by their codes."""
    response = send(client, "check/", {"geometry": geometry, "county": "9901"} | said)
    assert response.status_code == 200, response.content[:500]
    assert response["Cache-Control"] == "private, no-store"
    findings = response.json()["findings"]
    for each in findings:
        assert each["message_fa"].endswith(".")
        assert each["message_en"].endswith(".")
        assert each["severity"] in ("error", "warning", "note")
        assert bool(each["repair"]) == bool(each["repair_label_fa"] and each["repair_label_en"])
    return {each["code"]: each for each in findings}


def mended(client: Client, geometry: Any, finding: dict[str, Any]) -> Any:
    """The shape after the repair offered by a finding."""
    codes = {"codes": [finding["with"]]} if finding["with"] else {}
    asked = {"geometry": geometry} | codes
    response = send(client, f"operations/{finding['repair']}/", asked)
    assert response.status_code == 200, response.content[:500]
    return response.json()["geometry"]


def test_an_area_by_itself_has_nothing_amiss(client: Client) -> None:
    assert found(client, ALONE) == {}


def test_an_area_of_ticked_neighbourhoods_has_no_gap_and_overlaps_only_with_them(
    client: Client,
) -> None:
    both = box(50, 30, 50.02, 30.01)
    assert set(found(client, both)) == {"overlaps_neighbourhood"}
    assert found(client, both, replaces=[WEST_HOOD, EAST_HOOD]) == {}


def test_an_overlap_is_shown_with_its_hectares_and_clipped(client: Client) -> None:
    # Half of the eastern neighbourhood's width, 0.006° of its height: 0.005° × 0.006°.
    over = box(50.015, 30.002, 50.03, 30.008)
    overlap = found(client, over)["overlaps_neighbourhood"]
    assert overlap["with"] == EAST_HOOD
    assert overlap["with_name_en"] == "Eastern"
    assert overlap["area_m2"] == pytest.approx(482.4 * 665.1, rel=0.001)
    assert "32.1 ha" in overlap["message_en"]
    assert "۳۲٫۱ هکتار" in overlap["message_fa"]
    assert read_boundary(overlap["geometry"]).equals(
        read_boundary(box(50.015, 30.002, 50.02, 30.008))
    )
    assert found(client, mended(client, over, overlap)) == {}


def test_every_overlapped_area_is_told(client: Client) -> None:
    response = send(client, "check/", {"geometry": box(50.005, 30.002, 50.03, 30.008)})
    codes = [each["with"] for each in response.json()["findings"]]
    assert codes == [WEST_HOOD, EAST_HOOD]


def test_a_trace_of_rounding_is_no_overlap(client: Client) -> None:
    # One stored step of longitude, 0.0000001°, is 0.0096 m; along 11 m that is 0.1 m².
    assert found(client, box(50.0199999, 30.002, 50.03, 30.0021)) == {}


def test_a_gap_is_shown_and_filled(client: Client) -> None:
    # 0.0001° of longitude are 9.6 m.
    drawn = box(50.0201, 30.002, 50.03, 30.008)
    gap = found(client, drawn)["gap"]
    assert gap["severity"] == "warning"
    assert gap["area_m2"] == pytest.approx(9.65 * 665.1, rel=0.01)
    assert read_boundary(gap["geometry"]).equals(read_boundary(box(50.02, 30.002, 50.0201, 30.008)))
    filled = mended(client, drawn, gap)
    assert read_boundary(filled).equals(read_boundary(box(50.02, 30.002, 50.03, 30.008)))
    assert found(client, filled) == {}


def test_a_street_between_two_areas_is_no_gap(client: Client) -> None:
    assert found(client, box(50.0203, 30.002, 50.03, 30.008)) == {}


def test_a_bow_tie_is_shown_where_it_crosses_and_repaired(client: Client) -> None:
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[[50.2, 30.2], [50.22, 30.22], [50.22, 30.2], [50.2, 30.22], [50.2, 30.2]]],
    }
    crossing = found(client, bow_tie)["self_crossing"]
    assert crossing["severity"] == "error"
    assert crossing["geometry"] == {"type": "Point", "coordinates": [50.21, 30.21]}
    assert found(client, mended(client, bow_tie, crossing)) == {}


def test_a_hole_outside_is_repaired(client: Client) -> None:
    rings = [
        ALONE["coordinates"][0],
        box(50.3, 30.3, 50.31, 30.31)["coordinates"][0],
    ]
    shape = {"type": "Polygon", "coordinates": rings}
    misplaced = found(client, shape)["misplaced_ring"]
    assert found(client, mended(client, shape, misplaced)) == {}


def test_too_many_vertices_are_simplified(client: Client) -> None:
    steps = [[50.2 + index * 1e-6, 30.2 + (index % 2) * 1e-6] for index in range(20_000)]
    shape = {"type": "Polygon", "coordinates": [[*steps, [50.21, 30.3], steps[0]]]}
    long = found(client, shape)["too_many_vertices"]
    assert long["severity"] == "error"
    assert found(client, mended(client, shape, long)) == {}


def test_a_ring_with_too_many_handles_is_offered_to_be_simplified(client: Client) -> None:
    angles = np.linspace(0, 2 * np.pi, 5_000, endpoint=False)
    ring = np.column_stack([50.3 + 0.02 * np.cos(angles), 30.3 + 0.02 * np.sin(angles)])
    circle = {"type": "Polygon", "coordinates": [[*ring.tolist(), ring[0].tolist()]]}
    long = found(client, circle)["not_editable"]
    assert long["severity"] == "note"
    simpler = mended(client, circle, long)
    assert "not_editable" not in found(client, simpler)
    assert sum(len(ring) for part in simpler["coordinates"] for ring in part) < 1_500


def test_more_than_a_hundred_parts_are_told(client: Client) -> None:
    parts = [
        box(50.2 + i * 0.001, 30.2, 50.2005 + i * 0.001, 30.21)["coordinates"] for i in range(101)
    ]
    many = found(client, {"type": "MultiPolygon", "coordinates": parts})["too_many_parts"]
    assert many["severity"] == "error"
    assert many["repair"] is None


def test_an_area_smaller_than_a_block_of_houses_is_told(client: Client) -> None:
    # 0.0005° × 0.0005° are 48 m by 55 m.
    small = found(client, box(50.2, 30.2, 50.2005, 30.2005))["small"]
    assert small["severity"] == "warning"
    assert small["area_m2"] == pytest.approx(48.1 * 55.4, rel=0.01)


def test_what_lies_outside_the_county_is_a_warning(client: Client) -> None:
    # 0.01° of 0.04° lie in county 9902.
    across = box(50.47, 30.2, 50.51, 30.21)
    outside = found(client, across)["outside_county"]
    assert outside["severity"] == "warning"
    assert "25%" in outside["message_en"]
    assert read_boundary(outside["geometry"]).equals(read_boundary(box(50.5, 30.2, 50.51, 30.21)))


def test_what_lies_outside_the_province_is_an_error(client: Client) -> None:
    outside = found(client, box(49.99, 30.2, 50.01, 30.21))
    assert outside["outside_province"]["severity"] == "error"
    assert "outside_county" not in outside


def test_a_little_outside_is_how_sources_differ(client: Client) -> None:
    assert found(client, box(50.47, 30.2, 50.5002, 30.21)) == {}


def test_a_county_that_has_only_a_point_or_does_not_exist_says_nothing(client: Client) -> None:
    assert found(client, ALONE, county="9999") == {}
    assert found(client, ALONE, county="") == {}
    assert found(client, ALONE, county=None) == {}


def test_target_areas_are_told_to_those_who_may_see_them(client: Client) -> None:
    author = person(name="author", province_code="99", county_code="9902")
    target("T9902-001", author, (50.205, 30.2, 50.22, 30.21))
    assert found(client, ALONE) == {}
    overlap = found(signed_in(author), ALONE)["overlaps_target_area"]
    assert overlap["with"] == "T9902-001"
    # Once submitted, the whole province sees it.
    target("T9902-002", author, (50.205, 30.2, 50.22, 30.21), state=State.SUBMITTED)
    province = signed_in(person(Role.PROVINCE, county_code=""))
    assert found(province, ALONE)["overlaps_target_area"]["with"] == "T9902-002"


def test_an_area_is_not_compared_with_itself_nor_with_what_was_withdrawn(client: Client) -> None:
    author = person(name="author")
    target("T9901-001", author, (50.2, 30.2, 50.21, 30.21))
    target("T9901-002", author, (50.2, 30.2, 50.21, 30.21), state=State.WITHDRAWN)
    assert found(signed_in(author), ALONE, target_area="T9901-001") == {}


def test_only_the_newest_revision_counts(client: Client) -> None:
    author = person(name="author")
    target("T9901-001", author, (50.2, 30.2, 50.21, 30.21))
    target("T9901-001", author, (50.4, 30.4, 50.41, 30.41), number=2)
    assert found(signed_in(author), ALONE) == {}


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "not_a_polygon"),
        ({"type": "Point", "coordinates": [50, 30]}, "not_a_polygon"),
        (box(30.2, 50.2, 30.21, 50.21), "place_swapped"),
        (box(535_000, 3_950_000, 536_000, 3_951_000), "place_utm"),
    ],
)
def test_what_cannot_be_shown_on_the_map_is_refused(
    client: Client, geometry: Any, code: str
) -> None:
    refused(send(client, "check/", {"geometry": geometry}), 422, code)


def test_a_foreign_province_is_told_as_a_finding(client: Client) -> None:
    assert found(client, box(2.3, 48.8, 2.4, 48.9))["place_elsewhere"]["severity"] == "error"


def test_an_area_over_too_many_neighbourhoods_is_refused(client: Client) -> None:
    for number in range(3, MOST_NEIGHBOURS + 2):
        area(f"9901-{number:03}", square(50.3, 30.3, 50.31, 30.31))
    inside = box(50.3, 30.3, 50.31, 30.31)
    assert len(found(client, ALONE)) == 0
    refused(send(client, "check/", {"geometry": box(50, 30, 50.4, 30.4)}), 422)
    assert area_m2(read_boundary(inside)) > 0


def test_the_ground_is_read_with_one_statement_for_each_kind(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    # Session, person, neighbourhoods, target areas, province, county.
    with django_assert_max_num_queries(6):
        found(client, box(50.015, 30.002, 50.03, 30.008))


def test_an_overlap_that_is_meant_is_a_note_and_not_hatched(client: Client) -> None:
    # The western half of the eastern neighbourhood and a strip of the western one.
    half = box(50.005, 30, 50.015, 30.01)
    codes = [each["with"] for each in all_found(client, half) if each["severity"] == "error"]
    assert codes == [WEST_HOOD, EAST_HOOD]
    meant = all_found(client, half, replaces=codes)
    assert [(each["code"], each["severity"]) for each in meant] == [("replaces_part", "note")] * 2
    assert [each["with"] for each in meant] == codes
    assert all(each["geometry"] is None and each["repair"] is None for each in meant)
    # Each neighbourhood has 107 ha; half of it stays outside.
    assert "53." in meant[0]["message_en"]
    assert "۵۳" in meant[0]["message_fa"]


def test_a_neighbourhood_that_is_replaced_as_a_whole_needs_no_words(client: Client) -> None:
    assert all_found(client, box(50, 30, 50.01, 30.01), replaces=[WEST_HOOD]) == []


def all_found(client: Client, geometry: Any, **said: Any) -> list[dict[str, Any]]:
    """Every finding on a shape, also several of one code."""
    response = send(client, "check/", {"geometry": geometry, "county": "9901"} | said)
    found: list[dict[str, Any]] = response.json()["findings"]
    return found
