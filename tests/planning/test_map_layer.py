"""This file tests that tiles and files of target areas show each person the permitted rows only."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client

from accounts.models import User
from planning.models import State, TargetArea
from planning.queries import visible_to
from tests.conftest import ROLES
from tests.layers import factories as ground
from tests.planning import proposals

pytestmark = pytest.mark.django_db

# Zoom 8 over the squares of the test province, which lie at 50° E 30° N; here moved to Tehran
# Province by code alone, since membership is by code.
TILE = "/tiles/target_areas/8/163/105.mvt"
SEEN = {
    "visitor": {"T2310-906"},
    "viewer": {"T2310-906"},
    "agency": {"T2310-902", "T2310-903", "T2310-905", "T2310-906", "T2304-902"},
    "county": {"T2310-902", "T2310-903", "T2310-905", "T2310-906"},
    "province": {"T2310-902", "T2310-903", "T2310-905", "T2310-906", "T2304-902"},
    "other_province": {"T2310-906"},
    "national": {"T2310-902", "T2310-903", "T2310-905", "T2310-906", "T2304-902"},
}


@pytest.fixture
def drawn() -> None:
    """One target area in each kind of state, all by one author of another office."""
    by = proposals.author("somebody-else", province_code="23")
    make = proposals.target_area
    make("T2310-901", state=State.DRAFT, by=by)
    make("T2310-902", state=State.SUBMITTED, by=by)
    make("T2310-903", state=State.RETURNED, by=by)
    make("T2310-904", state=State.WITHDRAWN, by=by)
    make("T2310-905", state=State.WITHDRAWN, by=by, handed_in=True)
    make("T2310-906", state=State.PUBLISHED, by=by, edition=ground.edition("neighbourhood"))
    make("T2304-901", state=State.DRAFT, by=by)
    make("T2304-902", state=State.NATIONAL, by=by)


def codes_in_tile(client: Client) -> set[str]:
    answer = client.get(TILE)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer
    layers = mapbox_vector_tile.decode(answer.content)
    shapes, labels = (
        {feature["properties"]["code"] for feature in layers[name]["features"]}
        for name in ("target_areas", "target_areas_labels")
    )
    assert shapes == labels
    return ours(shapes)


def ours(codes: Iterable[str]) -> set[str]:
    """The target areas of these tests, without those of the sample."""
    return {code for code in codes if code[-3] == "9"}


FILE = "/export/target_areas.geojson"


def exported(client: Client) -> list[dict[str, Any]]:
    """The features of a person's export; its headers and ranges are of the same rows."""
    answer, head = client.get(FILE), client.head(FILE)
    assert answer.status_code == head.status_code == 200
    assert head["Content-Length"] == str(len(answer.content))
    assert head["ETag"] == answer["ETag"]
    assert client.get(FILE, headers={"Range": "bytes=0-"}).content == answer.content
    features = json.loads(answer.content)["features"]
    assert answer["X-Row-Count"] == str(len(features))
    return list(features)


def test_each_role_sees_in_tiles_and_files_what_the_rules_say(
    drawn: None, role: str, client_of: Callable[[str], Client]
) -> None:
    client = client_of(role)
    # A file that somebody else has just asked for is not another person's.
    Client().head(FILE)
    assert codes_in_tile(client) == SEEN[role]
    assert ours(feature["properties"]["code"] for feature in exported(client)) == SEEN[role]


@pytest.mark.parametrize("extension", ["geojson", "csv"])
def test_a_file_is_kept_by_no_cache_and_open_to_no_other_site(extension: str) -> None:
    answer = Client().get(f"/export/target_areas.{extension}")
    assert answer.status_code == 200
    assert answer.getvalue()
    assert answer["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer


def test_an_author_sees_all_of_his_own(drawn: None) -> None:
    by = User.objects.get(username="somebody-else")
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    own = set(TargetArea.objects.filter(author=by).values_list("code", flat=True))
    assert len(own) == 8
    assert codes_in_tile(client) == own


def test_a_closed_account_sees_what_everybody_sees(drawn: None) -> None:
    closed = User(username="closed", is_active=False, **ROLES["national"])
    seen = TargetArea.objects.filter(visible_to(closed)).values_list("code", flat=True)
    assert ours(seen) == {"T2310-906"}


def test_others_see_the_revision_that_was_handed_in_and_its_author_the_newest(drawn: None) -> None:
    target = TargetArea.objects.get(code="T2310-903")
    proposals.revision(target, boundary=ground.square(50.3, 30.3, 50.4, 30.4))
    colleague = proposals.author("a-colleague", province_code="23")
    for person, number, corner in ((colleague, 1, [50.1, 30.1]), (target.author, 2, [50.3, 30.3])):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        (feature,) = (
            each for each in exported(client) if each["properties"]["code"] == target.code
        )
        assert feature["properties"]["revision"] == number
        assert feature["properties"]["state"] == "returned"
        assert feature["geometry"]["coordinates"][0][0][0] == corner
        assert feature["properties"]["source"] == "mahalleh-planning"


def test_its_description_names_an_address_that_no_cache_keeps(client: Client) -> None:
    described = client.get("/tiles/target_areas.json").json()
    assert described["tiles"][0].endswith("/tiles/target_areas/{z}/{x}/{y}.mvt")
    assert client.get("/tiles/target_areas/0123456789ab/8/163/105.mvt").status_code == 404


def test_an_unknown_parameter_of_a_tile_is_named(client: Client) -> None:
    assert client.get(TILE + "?colour=red").status_code == 400
