"""This file tests /planning/what-if/: its JSON, who may ask, and what is refused."""

import json
from typing import Any

import pytest
from django.test import Client
from shapely.geometry import box, mapping

from gis_app.kinds import GEOMETRY, kind_of
from layers.models import Block, Indicator, Level
from layers.queries import current_areas
from planning.asked import usable_indicators
from planning.what_if.parameters import comparable_indicators
from tests.layers import factories as ground
from tests.planning.ground import is_refused_for

pytestmark = pytest.mark.django_db
ADDRESS = "/planning/what-if/"
GEOMETRY_OF_DRAFT = mapping(box(51.215, 35.535, 51.245, 35.565))
ASKED = {"county": "2310", "indicator": "uninsured", "geometry": GEOMETRY_OF_DRAFT}


def post(client: Client, body: Any) -> Any:
    return client.post(ADDRESS, json.dumps(body), content_type="application/json")


def test_the_answer_has_the_members_of_the_contract(client_of: Any) -> None:
    answer = post(client_of("county"), ASKED | {"replaces": ["2310-001"]})
    assert answer.status_code == 200, answer.content
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))
    found = answer.json()
    assert set(found) == {
        "county", "blocks", "shares", "indicator", "outside", "published_population",
        "without_blocks", "has_draft_blocks", "elsewhere", "other_method", "rounded", "synthetic",
        "sources", "data",
    }  # fmt: skip
    assert set(found["shares"]) == {"persons", "uninsured", "out_of_school", "tenant_households"}
    for share in found["shares"].values():
        assert set(share) == {"total", "before", "after", "share_before", "share_after"}
    assert set(found["outside"]) == {"bars", "places", "more"}
    assert set(found["outside"]["bars"]) == {"area", "draft"}
    assert set(found["outside"]["more"]) == {"places", "persons"}
    for place in found["outside"]["places"]:
        assert set(place) == {"rate", "persons", "block_count", "worse_than", "blocks", "bounds"}
    assert set(found["data"]) == {"blocks", "neighbourhoods", "measured_at"}


def test_each_role_is_told_what_its_scope_allows(client_of: Any, role: str) -> None:
    answer = post(client_of(role), ASKED)
    if role in ("visitor", "viewer"):
        assert answer.status_code == (401 if role == "visitor" else 403)
        return
    assert answer.json()["rounded"] == (role == "other_province")


def test_comparing_has_the_budget_of_geometry() -> None:
    assert kind_of("POST", ADDRESS) is GEOMETRY


def test_ticked_and_painted_drafts_are_compared_as_they_are_drawn(client_of: Any) -> None:
    client = client_of("county")
    code = current_areas(Level.NEIGHBOURHOOD).filter(parent_code="2310").first().code
    ticked = {"county": "2310", "indicator": "uninsured", "ticked": [code]}
    inside = post(client, ticked).json()
    assert inside["other_method"]
    assert inside["shares"]["persons"]["before"] == inside["shares"]["persons"]["after"]
    codes = list(Block.objects.filter(county_code="2310").order_by("code")[:4].values_list("code"))
    painted = {"county": "2310", "indicator": "uninsured", "blocks": [each for (each,) in codes]}
    assert not post(client, painted).json()["other_method"]
    areal = post(client, ASKED | {"areal": True}).json()
    assert areal["other_method"]
    assert areal["shares"] == post(client, ASKED).json()["shares"]


def test_indicators_to_compare_by_are_rates_of_blocks_of_which_more_is_worse() -> None:
    offered = {each.code for each in comparable_indicators()}
    assert {"uninsured", "out_of_school", "tenants"} <= offered
    assert offered <= {each.code for each in usable_indicators()}
    ground.indicator(
        "heads",
        kind=Indicator.Kind.COUNT,
        direction=Indicator.Direction.HIGHER_IS_WORSE,
        block_numerator="disabled",
    )
    assert "heads" not in {each.code for each in comparable_indicators()}


HOSTILE: list[dict[str, Any]] = [
    {"county": None},
    {"county": "23"},
    {"county": "9999"},
    {"county": "2310' OR 1=1"},
    {"county": ["2310"]},
    {"county": "23\u0000"},
    {"indicator": "x" * 5_000},
    {"indicator": "population"},
    {"indicator": {}},
    {"replaces": "2310-001"},
    {"replaces": [1]},
    {"replaces": ["2310-001"] * 501},
    {"replaces": ["2310-999"]},
    {"replaces": ["'; DROP TABLE layers_block"]},
    {"areal": "yes"},
    {"blocks": ["none"]},
    {"blocks": "none"},
    {"exact": True},
]


@pytest.mark.parametrize("changes", HOSTILE)
def test_hostile_parameters_are_refused_in_words(client_of: Any, changes: dict[str, Any]) -> None:
    is_refused_for(post(client_of("national"), ASKED | changes), next(iter(changes)))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"geometry": None}, 422),
        ({"geometry": {"type": "Point", "coordinates": [51, 35]}}, 422),
        ({"ticked": ["2310-001"]}, 400),
        ({"county": "2301"}, 422),
    ],
    ids=["no shape", "a point", "two drafts", "a county without blocks"],
)
def test_what_cannot_be_compared_is_refused_in_words(
    client_of: Any, changes: dict[str, Any], status: int
) -> None:
    Block.objects.filter(county_code="2301").delete()
    answer = post(client_of("national"), ASKED | changes)
    assert answer.status_code == status, answer.content
    assert answer.json()["detail_fa"] != answer.json()["detail"]
