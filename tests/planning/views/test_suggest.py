"""This file tests /planning/suggest/: its JSON, who may ask, and what is refused."""

import json
from typing import Any

import pytest
from django.test import Client
from shapely.geometry import mapping

from gis_app.kinds import GEOMETRY, kind_of
from layers.geos import to_shapely
from layers.problems import BadParameter
from planning.models import Revision
from planning.suggestions.parameters import METHOD, read_suggestion
from tests.planning.ground import is_refused_for

pytestmark = pytest.mark.django_db
ADDRESS = "/planning/suggest/"
ASKED = {"county": "2310", "indicator": "uninsured", "people_from": 500, "people_to": 1500}


def post(client: Client, body: Any) -> Any:
    return client.post(ADDRESS, json.dumps(body), content_type="application/json")


def test_the_answer_has_the_members_of_the_contract(client_of: Any) -> None:
    answer = post(client_of("county"), ASKED | {"compactness": "compact", "bbox": None})
    assert answer.status_code == 200, answer.content
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))
    found = answer.json()["alternatives"]
    assert len(found) == 3
    for number, each in enumerate(found, start=1):
        assert set(each) == {
            "blocks", "outline", "population", "indicator", "share_of_need", "area_m2",
            "compactness", "rounded", "withheld", "synthetic", "parameters",
        }  # fmt: skip
        assert set(each["compactness"]) == {"polsby_popper", "reock", "words_fa", "words_en"}
        assert each["indicator"]["code"] == "uninsured"
        assert each["outline"]["type"] in ("Polygon", "MultiPolygon")
        signature = each["parameters"].pop("signature")
        assert len(signature) > 30
        assert read_suggestion(each["parameters"]).alternative == number


def test_each_role_is_told_what_its_scope_allows(client_of: Any, role: str) -> None:
    answer = post(client_of(role), ASKED)
    if role in ("visitor", "viewer"):
        assert answer.status_code == (401 if role == "visitor" else 403)
        return
    is_rounded = {each["rounded"] for each in answer.json()["alternatives"]}
    assert is_rounded == {role == "other_province"}


def test_suggestions_have_the_budget_of_geometry() -> None:
    assert kind_of("POST", ADDRESS) is GEOMETRY


HOSTILE: list[dict[str, Any]] = [
    {"county": None},
    {"county": "23"},
    {"county": "2310' OR 1=1"},
    {"county": ["2310"]},
    {"indicator": "x" * 5_000},
    {"indicator": "population"},
    {"indicator": {}},
    {"people_from": 99},
    {"people_from": 1_501},
    {"people_from": True},
    {"people_from": "500"},
    {"people_to": 10**30},
    {"people_to": 1e3},
    {"people_to": -1},
    {"compactness": "very"},
    {"compactness": []},
    {"bbox": [51, 35]},
    {"bbox": [51, 35, 52, "36"]},
    {"bbox": [51, 35, 50, 36]},
    {"bbox": [44, 25, 63, 39]},
    {"bbox": [1e300, 35, 52, 36]},
    {"bbox": [True, 35, 52, 36]},
    {"exact": "yes"},
    {"alternative": 1},
    {"county": "23\u0000"},
]


@pytest.mark.parametrize("changes", HOSTILE)
def test_hostile_parameters_are_refused_in_words(client_of: Any, changes: dict[str, Any]) -> None:
    is_refused_for(post(client_of("national"), ASKED | changes), next(iter(changes)))


STORED = ASKED | {
    "compactness": "fair",
    "bbox": None,
    "exact": True,
    "method": 1,
    "alternative": 2,
    "data": {"blocks": "0123456789ab", "neighbourhoods": "0123456789ab"},
}


def test_what_a_suggestion_stores_is_read() -> None:
    assert read_suggestion(STORED).as_json() == STORED


@pytest.mark.parametrize(
    "changes",
    [
        {"exact": None},
        {"method": METHOD + 1},
        {"alternative": 4},
        {"data": {"blocks": "0123456789ab"}},
        {"data": {"blocks": "<script>", "neighbourhoods": "0123456789ab"}},
        {"data": []},
        {"more": 1},
        {"digest": "<script>"},
        {"digest": 3},
        {"people_to": 400},
    ],
)
def test_no_suggestion_stores_anything_else(changes: dict[str, Any]) -> None:
    with pytest.raises(BadParameter):
        read_suggestion(STORED | changes)


def draft_of(suggested: dict[str, Any]) -> dict[str, Any]:
    """A draft that was chosen, as the browser saves it."""
    return {
        "county": "2310",
        "name_fa": "محدودهٔ پیشنهادی",
        "geometry": suggested["outline"],
        "origin": "painted",
        "blocks": suggested["blocks"],
        "suggestion": suggested["parameters"],
    }


def save(client: Client, draft: dict[str, Any]) -> Revision:
    saved = client.post(
        "/planning/target-areas/save/", json.dumps(draft), content_type="application/json"
    )
    assert saved.status_code in (200, 201), saved.content
    answer = saved.json()
    return Revision.objects.get(target_area__code=answer["code"], number=answer["number"])


def page_of(client: Client, revision: Revision) -> str:
    address = f"/en/planning/target-areas/{revision.target_area.code}/"
    return str(client.get(address).content.decode())


def test_a_chosen_suggestion_is_saved_shown_and_made_again(client_of: Any) -> None:
    client = client_of("county")
    [_, second, *_] = post(client, ASKED).json()["alternatives"]
    revision = save(client, draft_of(second))
    assert revision.statistics["population"]["estimate"] == second["population"]
    assert revision.statistics["method"]["code"] == "blocks"
    page = page_of(client, revision)
    assert "Began from suggestion 2" in page
    assert "exactly the suggested blocks" in page
    kept = read_suggestion(revision.suggestion)
    again = post(client, kept.asked.as_json()).json()["alternatives"][kept.alternative - 1]
    assert again["blocks"] == revision.blocks
    signature = again["parameters"]["signature"]
    assert again["parameters"] == revision.suggestion | {"signature": signature}


def test_a_suggestion_that_was_edited_says_so(client_of: Any) -> None:
    """Later revisions send what is stored, which bears no signature."""
    client = client_of("county")
    first = save(client, draft_of(post(client, ASKED).json()["alternatives"][0]))
    fewer = {"geometry": None, "blocks": first.blocks[:1], "suggestion": first.suggestion}
    again = {"code": first.target_area.code, "based_on": 1}
    drawn = {"geometry": mapping(to_shapely(first.boundary).buffer(0.0004)), "origin": "drawn"}
    for number, changes in enumerate([fewer, drawn | {"blocks": first.blocks}], start=1):
        draft = {"county": "2310", "name_fa": "نام", "suggestion": first.suggestion} | changes
        later = save(client, draft | again | {"based_on": number})
        assert later.suggestion == first.suggestion
        page = page_of(client, later)
        assert "Began from suggestion 1" in page
        assert "have changed since" in page


def test_an_area_that_was_never_suggested_is_saved_without_a_suggestion(client_of: Any) -> None:
    client = client_of("county")
    suggested = post(client, ASKED).json()["alternatives"][0]
    mine = suggested["parameters"]
    forged = [
        {name: value for name, value in mine.items() if name != "signature"},
        mine | {"people_to": 1400},
        mine | {"digest": "0123456789abcdef"},
        mine | {"signature": "x"},
        mine | {"signature": {}},
        STORED,
    ]
    for parameters in forged:
        revision = save(client, draft_of(suggested) | {"suggestion": parameters})
        assert revision.suggestion == {}
        assert "from suggestion" not in page_of(client, revision)
