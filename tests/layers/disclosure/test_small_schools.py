"""This file tests that fewer than five pupils of a school are neither published nor derivable."""

import csv
import io
import json

import mapbox_vector_tile
import pytest
from django.test import Client

from layers.catalogue import layer
from layers.models import School
from layers.profile.sections import places
from layers.publishing.publish import publish
from layers.queries import inside
from layers.tiles.cut import tile
from tests.layers import factories
from tests.layers.tiles.test_tiles_agree import tiles_that_hold

pytestmark = pytest.mark.django_db

# 40 + 5 = 45 are published; 4 and 0 are suppressed and left out of sums; the last is unknown.
PUPILS = {"s1": 40, "s2": 5, "s3": 4, "s4": 0, "s5": None}
TOLD = {"s1": 40, "s2": 5, "s3": None, "s4": None, "s5": None}


@pytest.fixture(autouse=True)
def schools() -> None:
    factories.area("9901-001", factories.square(50, 30, 50.1, 30.1))
    members = {"county_code": "9901", "neighbourhood_code": "9901-001"}
    for place, (code, pupils) in enumerate(PUPILS.items()):
        factories.school(code, 50.01 + place / 100, 30.05, pupils=pupils, **members)
    publish(["schools"])


def test_tiles_carry_what_may_be_told() -> None:
    points = [school.location_3857.coords for school in School.objects.filter(code__in=PUPILS)]
    found: dict[str, int | None] = {}
    for address in tiles_that_hold(points, 14):
        decoded = mapbox_vector_tile.decode(tile(layer("schools"), *address).body)
        for feature in decoded["schools"]["features"]:
            found[feature["properties"]["code"]] = feature["properties"].get("pupils")
    assert found == TOLD


def test_files_carry_what_may_be_told(client: Client) -> None:
    address = "/export/schools.{}?bbox=49.9,29.9,50.2,30.2"
    features = json.loads(client.get(address.format("geojson")).getvalue())["features"]
    assert {f["properties"]["code"]: f["properties"]["pupils"] for f in features} == TOLD
    text = client.get(address.format("csv")).getvalue().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text))
    assert {row["code"]: int(row["pupils"]) if row["pupils"] else None for row in rows} == TOLD


@pytest.mark.parametrize("code", ["9901-001", "9901", "99"])
def test_a_profile_adds_up_only_what_is_told(code: str) -> None:
    found = places.schools(inside(code))
    assert (found.total, found.pupils, found.pupils_known) == (5, 45, 2)
    (stage,) = found.stages
    assert (stage.schools, stage.pupils, stage.suppressed) == (5, 45, 2)
