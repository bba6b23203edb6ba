"""This file tests the exact borders for snapping, and who may request which."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from planning.models import State
from planning.shapes import neighbours
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
ADDRESS = "/planning/neighbours.geojson"
SQUARE = box(50.2, 30.2, 50.21, 30.21)


def features(client: Client, bbox: str = "50,30,50.3,30.3") -> dict[str, dict[str, Any]]:
    response = client.get(ADDRESS, {"bbox": bbox})
    assert response.status_code == 200, response.content[:300]
    assert response["Content-Type"] == "application/geo+json"
    return {each["id"]: each for each in response.json()["features"]}


def test_everybody_gets_the_exact_borders_of_neighbourhoods_in_force() -> None:
    two_neighbourhoods()
    found = features(Client())
    assert set(found) == {WEST_HOOD, EAST_HOOD}
    assert found[WEST_HOOD]["properties"] == {
        "code": WEST_HOOD,
        "name_fa": "باختری",
        "name_en": "Western",
        "kind": "neighbourhood",
        "state": None,
        "synthetic": False,
    }
    assert [50.01, 30.01] in found[WEST_HOOD]["geometry"]["coordinates"][0][0]


def test_only_those_that_meet_the_box_are_given() -> None:
    two_neighbourhoods()
    assert set(features(Client(), "50.011,30.001,50.012,30.002")) == {EAST_HOOD}
    assert features(Client(), "50.3,30.3,50.4,30.4") == {}


def test_sample_borders_have_at_most_seven_decimals() -> None:
    response = Client().get(ADDRESS, {"bbox": "51.1,35.4,51.4,35.7"})
    text = response.content.decode()
    assert len(response.json()["features"]) > 3
    numbers = json.loads(text, parse_float=str)["features"][0]["geometry"]["coordinates"][0][0]
    assert all(len(number.split(".")[1]) <= 7 for pair in numbers for number in pair)


def test_target_areas_come_to_those_who_may_see_them() -> None:
    two_neighbourhoods()
    author = person(name="author")
    target("T9901-001", author, (50.2, 30.2, 50.21, 30.21))
    target("T9901-002", author, (50.2, 30.2, 50.21, 30.21), state=State.SUBMITTED)
    hoods = {WEST_HOOD, EAST_HOOD}
    assert set(features(Client())) == hoods
    assert set(features(signed_in(author))) == hoods | {"T9901-001", "T9901-002"}
    colleague = signed_in(person(name="colleague"))
    assert set(features(colleague)) == hoods | {"T9901-002"}
    stranger = signed_in(person(name="stranger", province_code="98", county_code="9801"))
    assert set(features(stranger)) == hoods
    given = features(colleague)["T9901-002"]["properties"]
    assert (given["kind"], given["state"]) == ("target_area", "submitted")


def test_answers_to_people_are_kept_nowhere() -> None:
    two_neighbourhoods()
    response = signed_in(person()).get(ADDRESS, {"bbox": "50,30,50.1,30.1"})
    assert response["Cache-Control"] == "private, no-store"
    public = Client().get(ADDRESS, {"bbox": "50,30,50.1,30.1"})
    assert "public" in public["Cache-Control"]
    assert "Cookie" in public["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "bbox=",
        "bbox=50,30,50.6,30.1",
        "bbox=50,30,50.1,30.6",
        "bbox=50,30,50.1",
        "bbox=a,b,c,d",
        "bbox=50.1,30,50,30.1",
        "bbox=nan,nan,nan,nan",
        "bbox=50,30,50.1,30.1&bbox=50,30,50.1,30.1",
    ],
)
def test_a_box_that_is_none_or_too_wide_is_refused_by_its_name(query: str) -> None:
    assert refused(Client().get(f"{ADDRESS}?{query}"), 400)["parameter"] == "bbox"


def test_a_box_that_holds_too_much_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    two_neighbourhoods()
    monkeypatch.setattr(neighbours, "MOST_VERTICES", 9)
    problem = refused(Client().get(f"{ADDRESS}?bbox=50,30,50.1,30.1"), 400)
    assert problem["parameter"] == "bbox"
    assert "Zoom in" in problem["detail"]


POSTS = {
    "check/": {"geometry": SQUARE},
    "operations/repair/": {"geometry": SQUARE},
    "read/": {"text": "50.2 30.2\n50.21 30.2\n50.21 30.21"},
}


@pytest.mark.parametrize("address", POSTS)
def test_who_may_draw_may_ask_and_nobody_else(address: str, role: str, client_of: Any) -> None:
    response = send(client_of(role), address, POSTS[address])
    expected = {"visitor": 401, "viewer": 403}.get(role, 200)
    if expected == 200:
        assert response.status_code == 200, response.content[:300]
    else:
        refused(response, expected)


def test_an_account_that_was_closed_may_not_ask() -> None:
    user = person()
    client = signed_in(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    refused(send(client, "check/", {"geometry": SQUARE}), 401)


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{}",
        b'{"geometry": NaN}',
        b'{"geometry": Infinity}',
        b"[" * 100_000,
        b'{"geometry":' * 50_000,
        b'{"geometry": ' + b"9" * 10_000 + b"}",
    ],
    ids=range(11),
)
def test_a_body_that_is_no_json_object_is_refused(address: str, body: bytes) -> None:
    client = signed_in(person(Role.NATIONAL))
    response = client.post(
        f"/planning/{address}",
        body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    refused(response, 400)


@pytest.mark.parametrize("address", POSTS)
def test_a_body_larger_than_five_megabytes_is_refused(address: str) -> None:
    body = b'{"text": "' + b"x" * 5_000_001 + b'"}'
    client = signed_in(person())
    response = client.post(f"/planning/{address}", body, content_type="application/json")
    refused(response, 413)


@pytest.mark.parametrize("address", POSTS)
def test_asking_by_get_is_refused(address: str) -> None:
    response = signed_in(person()).get(
        f"/planning/{address}", headers={"Accept": "application/json"}
    )
    refused(response, 405)


def test_a_request_from_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")
    refused(send(client, "check/", {"geometry": SQUARE}), 403)
