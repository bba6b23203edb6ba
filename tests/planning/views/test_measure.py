"""This file tests /planning/measure/: its JSON, its disclosure by scope, and its refusals."""

import json
import math
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from shapely.geometry import MultiPolygon, Polygon, box, mapping

from layers.models import Block
from tests.planning.factories import corner, drawn, town
from tests.planning.ground import person

pytestmark = pytest.mark.django_db
ADDRESS = "/planning/measure/"
ESTIMATE = {"estimate", "low", "high", "likely_low", "likely_high", "share_certain"}
BOUNDS = {"estimate", "low", "high"}
SEES_2310 = {"national", "province", "county", "agency"}


def post(client: Client, body: Any, **extra: Any) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(ADDRESS, text, content_type="application/json", **extra)


def measured(client: Client, boundary: MultiPolygon, **members: Any) -> dict[str, Any]:
    response = post(client, {"geometry": mapping(boundary), **members})
    assert response.status_code == 200, response.content
    return dict(response.json())


def around_some_blocks(county: str) -> MultiPolygon:
    """A box over the middle of a county's sample blocks that cuts some of them."""
    middle = Block.objects.filter(county_code=county).order_by("code")[200].boundary.centroid
    return MultiPolygon(
        [box(middle.x - 0.004, middle.y - 0.004, middle.x + 0.004, middle.y + 0.004)]
    )


def test_the_answer_has_the_members_of_the_contract(client_of: Any) -> None:
    found = measured(client_of("county"), around_some_blocks("2310"))
    assert set(found) == {
        "area_m2", "perimeter_m", "compactness", "population", "households", "indicators",
        "places", "overlaps", "overlaps_more", "method", "rounded", "withheld", "synthetic",
        "data", "sources", "covered_share", "covered",
    }  # fmt: skip
    assert set(found["compactness"]) == {"polsby_popper", "reock", "words_fa", "words_en"}
    assert set(found["population"]) == set(found["households"]) == ESTIMATE
    assert set(found["method"]) == {"code", "fa", "en"}
    for indicator in found["indicators"]:
        assert set(indicator) == {
            "code", "name_fa", "name_en", "unit_fa", "unit_en", "kind", "direction", "decimals",
            "per", "value", "low", "high", "numerator", "denominator", "county", "province", "year",
            "synthetic",
        }  # fmt: skip
        assert set(indicator["numerator"]) == BOUNDS
    assert {each["code"] for each in found["indicators"]} >= {"households", "uninsured", "crowding"}
    places = found["places"]
    assert set(places["schools"]) == {"inside", "nearest"}
    assert set(places["houses"]) == {"inside", "by_agency", "nearest"}
    assert set(places["prisons"]) == {"inside", "nearest", "unlocated_in_province"}
    for overlap in found["overlaps"]:
        assert set(overlap) == {
            "kind", "code", "name_fa", "name_en", "area_m2", "share", "population", "revision",
        }  # fmt: skip
    assert set(found["data"]) == {
        "blocks", "neighbourhoods", "schools", "houses", "prisons", "measured_at",
    }  # fmt: skip
    assert [set(each) for each in found["sources"]] == [{"code", "title_fa", "title_en"}]
    assert found["synthetic"]


def test_rates_come_from_numerators_and_denominators(client_of: Any) -> None:
    found = measured(client_of("national"), around_some_blocks("2310"))
    for indicator in found["indicators"]:
        if indicator["kind"] == "rate":
            per = {"%": 100, "‰": 1000}[indicator["unit_en"]]
            exact = indicator["numerator"]["estimate"] / indicator["denominator"]["estimate"] * per
            assert indicator["value"] == pytest.approx(exact, abs=0.0501)
            assert indicator["low"] <= indicator["value"] <= indicator["high"]


def test_each_role_is_told_what_its_scope_allows(client_of: Any, role: str) -> None:
    client = client_of(role)
    found = measured(client, around_some_blocks("2310"))
    population = found["population"]
    assert not found["withheld"]
    if role in SEES_2310:
        assert not found["rounded"]
        assert population["low"] < population["estimate"] < population["high"]
        return
    assert found["rounded"]
    assert population["estimate"] % 10 == 0
    counts = [population, found["households"]]
    counts += [each["numerator"] for each in found["indicators"]]
    counts += [each["denominator"] for each in found["indicators"] if each["denominator"]]
    for count in counts:
        assert count["low"] is count["high"] is None
        assert count["estimate"] is None or count["estimate"] % 10 == 0
    assert all(each["low"] is each["high"] is None for each in found["indicators"])
    assert all((each["population"] or 0) % 10 == 0 for each in found["overlaps"])


def test_another_county_is_rounded_for_a_county_and_exact_for_its_province(client_of: Any) -> None:
    other = Block.objects.filter(province_code="23").exclude(county_code="2310")
    area = around_some_blocks(other.order_by("code")[0].county_code)
    assert measured(client_of("county"), area)["rounded"]
    assert not measured(client_of("province"), area)["rounded"]


def test_one_block_of_another_county_on_the_edge_makes_tens_of_all(client_of: Any) -> None:
    town(2, 2, county="2310")
    area = drawn(0, 0, 2.2, 2)
    county = client_of("county")
    assert not measured(county, area)["rounded"]
    # Column 2 is cut and its centroid is outside: it counts in the upper bound only.
    town(1, 1, county="2301", column=2)
    assert measured(county, area)["rounded"]


def test_a_visitor_learns_no_small_numerator(client_of: Any) -> None:
    town(2, 2, uninsured=1)
    found = measured(client_of("visitor"), drawn(0, 0, 2, 2))
    # 4 of 400 are uninsured: under five. The households are 100, published as such.
    uninsured = next(each for each in found["indicators"] if each["code"] == "uninsured")
    assert uninsured["numerator"]["estimate"] is None
    assert uninsured["value"] is None
    assert found["households"]["estimate"] == 100


def test_under_a_hundred_persons_a_visitor_gets_the_size_alone(client_of: Any) -> None:
    town(1, 1, persons=99)
    found = measured(client_of("visitor"), drawn(0, 0, 1, 1))
    assert found["withheld"]
    assert found["area_m2"] > 0
    assert set(found["population"].values()) == set(found["households"].values()) == {None}
    assert (found["indicators"], found["places"], found["overlaps"]) == ([], None, [])


def test_the_same_area_gives_the_same_answer(client_of: Any) -> None:
    client, area = client_of("province"), around_some_blocks("2310")
    first, second = measured(client, area), measured(client, area)
    for found in (first, second):
        del found["data"]["measured_at"]
    assert first == second
    assert json.loads(json.dumps(first)) == first


def test_ticked_neighbourhoods_are_summed(client_of: Any) -> None:
    response = post(client_of("county"), {"ticked": ["2310-001", "2310-002"]})
    assert response.status_code == 200
    assert response.json()["method"]["code"] == "ticked"
    assert response.json()["population"]["estimate"] > 0


def test_answers_are_kept_nowhere(client_of: Any) -> None:
    response = post(client_of("county"), {"geometry": mapping(drawn(0, 0, 1, 1))})
    assert response["Cache-Control"] == "private, no-store"


SQUARE = mapping(drawn(0, 0, 1, 1))
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[50, 30], [51, 31], [51, 30], [50, 31], [50, 30]]],
}
BAD = {
    "not JSON": ("{", 400),
    "a list": ([1], 400),
    "nothing": ({}, 400),
    "not a number": ('{"geometry": {"type": "Polygon", "coordinates": [[[NaN, 1]]]}}', 400),
    "deep": ("[" * 100_000, 400),
    "both": ({"geometry": SQUARE, "ticked": ["2310-001"]}, 400),
    "an unknown member": ({"geometry": SQUARE, "colour": 1}, 400),
    "range as text": ({"geometry": SQUARE, "range": "yes"}, 400),
    "target area as a list": ({"geometry": SQUARE, "target_area": [1]}, 400),
    "ticked as text": ({"ticked": "2310-001"}, 400),
    "an unknown neighbourhood": ({"ticked": ["2310-999"]}, 400),
    "no geometry": ({"geometry": None}, 422),
    "a point": ({"geometry": {"type": "Point", "coordinates": [50, 30]}}, 422),
    "a bow tie": ({"geometry": BOW_TIE}, 422),
    "elsewhere": ({"geometry": mapping(box(10, 50, 11, 51))}, 422),
    "swapped": ({"geometry": mapping(box(30, 50, 31, 51))}, 422),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_words(name: str, client_of: Any) -> None:
    body, status = BAD[name]
    response = post(client_of("county"), body)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["detail_fa"]
    assert problem["detail"]
    if name == "an unknown member":
        assert "colour" in problem["detail"]


def test_a_form_is_refused_as_data(client_of: Any) -> None:
    response = client_of("county").post(ADDRESS, {"geometry": "{}"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_body_over_the_cap_is_refused(client_of: Any) -> None:
    response = post(client_of("county"), b'{"geometry": "' + b"x" * 5_000_001 + b'"}')
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"


def test_reading_is_refused(client_of: Any) -> None:
    assert client_of("county").get(ADDRESS).status_code == 405


def test_with_a_session_a_request_without_the_token_of_a_page_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person())
    response = post(strict, {"geometry": SQUARE})
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"


def star(vertices: int) -> MultiPolygon:
    """A ring of many vertices around the test town, alternately in and out."""
    west, south = corner(5, 5)
    corners = []
    for number in range(vertices):
        angle, reach = 2 * math.pi * number / vertices, 0.5 if number % 2 else 0.499
        corners.append((west + reach * math.cos(angle), south + reach * math.sin(angle)))
    return MultiPolygon([Polygon(corners)])


def test_as_many_vertices_as_may_be_are_measured_in_time(client_of: Any) -> None:
    town(10, 10)
    begun = time.monotonic()
    found = measured(client_of("national"), star(19_998))
    assert found["population"]["estimate"] == 10_000
    # Half a second on an idle machine; it must not hang on a busy one.
    assert time.monotonic() - begun < 30


def test_one_vertex_more_is_refused(client_of: Any) -> None:
    response = post(client_of("national"), {"geometry": mapping(star(20_000))})
    assert response.status_code == 422
    assert response.json()["code"] == "too_many_vertices"


def test_a_border_of_thousands_of_spikes_is_refused(client_of: Any) -> None:
    corners = []
    for number in range(2_000):
        angle, reach = math.pi * number / 1_000, 1.0 if number % 2 else 0.05
        corners.append((53 + reach * math.cos(angle), 32 + reach * math.sin(angle)))
    response = post(client_of("national"), {"geometry": mapping(Polygon(corners))})
    # 2,000 sides of some 0.95° or 106 km: about 210,000 km.
    assert response.status_code == 422
    assert response.json()["code"] == "too_long"


def test_the_whole_country_is_answered(client_of: Any) -> None:
    found = measured(client_of("national"), MultiPolygon([box(44, 25, 63, 40)]), range=True)
    total = sum(Block.objects.values_list("persons", flat=True))
    assert found["population"]["estimate"] == found["population"]["low"] == total
    assert found["overlaps_more"] > 0


def test_what_takes_too_long_is_given_up_with_words(client_of: Any, settings: Any) -> None:
    client = client_of("visitor")
    settings.STATEMENT_TIMEOUT_MS = 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1ms'")
    response = post(client, {"geometry": mapping(MultiPolygon([box(44, 25, 63, 40)]))})
    assert response.status_code == 503
    assert "stopped after" in response.json()["detail"]
