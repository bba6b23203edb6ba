"""This file tests pages of features against the exports: same rows, values, rights and order."""

from collections.abc import Callable
from typing import Any

import pytest
import shapely
from django.test import Client
from pyproj import Transformer

from layers.catalogue import layers
from layers.exporting.selection import FIGURE_COLUMNS
from layers.models import Prison, School
from layers.ogc.crs import SYSTEMS
from planning.models import TargetArea
from tests.layers.ogc.asking import address, codes, exported, features, follow, linked, page

pytestmark = pytest.mark.django_db
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.mark.parametrize("layer", [spec.id for spec in layers()])
def test_every_value_is_that_of_the_export(client: Client, layer: str) -> None:
    pages = follow(client, page(client, layer, limit=10_000))
    assert features(pages) == exported(client, layer)
    assert {each["numberMatched"] for each in pages} == {len(features(pages))}
    assert all(each["numberReturned"] == len(each["features"]) for each in pages)


@pytest.mark.parametrize("layer", ["provinces", "neighbourhoods"])
def test_the_figure_of_an_indicator_is_that_of_the_export(client: Client, layer: str) -> None:
    indicator = "population" if layer == "provinces" else "uninsured"
    pages = follow(client, page(client, layer, indicator=indicator, limit=25))
    expected = exported(client, layer, f"?indicator={indicator}")
    assert features(pages) == expected
    assert {each["numberMatched"] for each in pages} == {len(expected)}
    values = [each["properties"]["value"] for each in expected]
    assert any(value is not None for value in values)
    chosen = page(client, layer, indicator=indicator, properties="code,value", limit=1_000)
    assert [each["properties"]["value"] for each in chosen["features"]] == values
    worst = page(client, layer, indicator=indicator, sortby="-value", filter="value IS NOT NULL")
    assert [each["properties"]["value"] for each in worst["features"]] == sorted(
        (value for value in values if value is not None), reverse=True
    )[: len(worst["features"])]
    assert page(client, layer, indicator=indicator, filter="value IS NULL", limit=1_000)[
        "numberMatched"
    ] == values.count(None)
    for name in FIGURE_COLUMNS:
        page(client, layer, indicator=indicator, filter=f"{name} IS NULL", sortby=name, limit=1)
    by_day = page(client, layer, indicator=indicator, filter="figure_as_of > '2000'", limit=1)
    assert by_day["numberReturned"] <= 1
    assert client.get(address(layer, filter="value > 1")).status_code == 400
    shown = client.get(address(layer, indicator=indicator, f="html", lang="en"))
    assert "Value" in shown.content.decode()


def test_a_restricted_layer_shows_each_role_what_its_export_shows(
    role: str, client_of: Callable[[str], Client]
) -> None:
    client = client_of(role)
    answer = client.get(address("target_areas", limit=10_000))
    expected = exported(client, "target_areas")
    assert answer.json()["features"] == expected
    assert answer.json()["numberMatched"] == len(expected)
    assert answer["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer
    every = set(TargetArea.objects.values_list("code", flat=True))
    for code in sorted(every - {each["id"] for each in expected})[:3]:
        assert client.get(f"/ogc/collections/target_areas/items/{code}").status_code == 404
        assert not page(client, "target_areas", filter=f"code = '{code}'")["features"]


def test_pages_lead_forward_to_the_end_and_back_to_the_start(client: Client) -> None:
    whole = exported(client, "provinces")
    forward = follow(client, page(client, "provinces", limit=7))
    assert [len(each["features"]) for each in forward] == [7, 7, 7, 7, 3]
    assert features(forward) == whole
    assert not linked(forward[0], "prev")
    back = follow(client, forward[-1], "prev")
    assert features(back[::-1]) == whole
    assert {each["numberMatched"] for each in back} == {31}


@pytest.mark.parametrize("sortby", ["-pupils,name_fa", "stage,-pupils", "+pupils", "-synthetic"])
def test_an_order_with_equal_and_missing_values_loses_no_feature(
    client: Client, sortby: str
) -> None:
    School.objects.filter(code__in=School.objects.values("code")[:40]).update(pupils=3)
    asked = {"sortby": sortby, "limit": 25}
    first = page(client, "schools", **asked)
    assert first["numberMatched"] > 40
    forward = follow(client, first)
    found = features(forward)
    assert len({each["id"] for each in found}) == len(found) == first["numberMatched"]
    back = follow(client, forward[-1], "prev")
    assert features(back[::-1]) == found
    assert_sorted(found, sortby)


def assert_sorted(found: list[dict[str, Any]], sortby: str) -> None:
    """The first term alone: the other side of the comparison is Python's order of numbers."""
    term = sortby.split(",")[0]
    name = term.lstrip("+-")
    if name not in ("pupils", "synthetic"):
        return
    values = [each["properties"][name] for each in found]
    told = [value for value in values if value is not None]
    assert values[len(told) :] == [None] * (len(values) - len(told)), "null comes last"
    assert told == sorted(told, reverse=term.startswith("-"))


def test_a_page_goes_on_where_it_stopped_when_rows_are_removed(client: Client) -> None:
    first = page(client, "prisons", limit=3)
    rest = codes(page(client, "prisons", limit=10_000))[3:]
    Prison.objects.filter(code=first["features"][0]["id"]).delete()
    assert [each["id"] for each in features(follow(client, first)[1:])] == rest


def test_a_box_selects_what_it_does_in_an_export(client: Client) -> None:
    box = "51.2,35.5,51.6,35.9"
    for layer in ("places", "counties", "blocks"):
        found = page(client, layer, bbox=box, limit=10_000)
        expected = exported(client, layer, f"?bbox={box}")
        assert found["features"] == expected[:10_000]
        assert found["numberMatched"] == len(expected)
    with_heights = page(client, "places", bbox="51.2,35.5,-10,51.6,35.9,9000", limit=10_000)
    assert codes(with_heights) == codes(page(client, "places", bbox=box, limit=10_000))
    assert page(client, "places", bbox="-180,-90,180,90")["numberMatched"] == len(
        exported(client, "places")
    )


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.uri.rpartition("/")[2])
def test_coordinates_are_given_and_taken_in_every_system(client: Client, system: Any) -> None:
    stored = exported(client, "places", "?province=23")
    answer = client.get(address("places", crs=system.uri, filter="province = '23'", limit=1_000))
    assert answer["Content-Crs"] == f"<{system.uri}>"
    to_system = Transformer.from_crs("EPSG:4326", f"EPSG:{system.srid}", always_xy=True)
    tolerance = 2e-7 if system.srid == 4326 else 0.02
    for told, before in zip(answer.json()["features"], stored, strict=True):
        x, y = told["geometry"]["coordinates"]
        if system.latitude_first:
            x, y = y, x
        expected = to_system.transform(*before["geometry"]["coordinates"])
        assert (x, y) == pytest.approx(expected, abs=tolerance)
    within(client, system, stored, to_system)


def within(client: Client, system: Any, stored: list[dict], to_system: Transformer) -> None:
    """A box from the edges of places to the middle ones finds these, in any system."""
    points = [to_system.transform(*each["geometry"]["coordinates"]) for each in stored]
    xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
    # A centimetre, in the unit of the system.
    margin = 1e-7 if system.srid == 4326 else 0.01
    west, east = xs[0] - margin, xs[len(xs) // 2] + margin
    south, north = ys[0] - margin, ys[len(ys) // 2] + margin
    inside = [
        each["id"]
        for each, (x, y) in zip(stored, points, strict=True)
        if west <= x <= east and south <= y <= north
    ]
    assert inside
    corners = (south, west, north, east) if system.latitude_first else (west, south, east, north)
    box = ",".join(map(repr, corners))
    in_province = "province = '23'"
    by_box = page(client, "places", bbox=box, bbox_crs=system.uri, filter=in_province, limit=1_000)
    assert codes(by_box) == inside
    text = f"{in_province} AND S_INTERSECTS(geometry, BBOX({box}))"
    by_filter = page(client, "places", filter=text, filter_crs=system.uri, limit=1_000)
    assert codes(by_filter) == inside


def test_polygons_keep_their_place_in_another_system(client: Client) -> None:
    stored = {each["id"]: each for each in exported(client, "provinces")}
    to_degrees = Transformer.from_crs("EPSG:32639", "EPSG:4326", always_xy=True)
    found = page(client, "provinces", crs=f"{EPSG}32639", filter="code = '23'")["features"][0]
    shape = shapely.geometry.shape(found["geometry"])
    moved = shapely.transform(shape, to_degrees.transform, interleaved=False)
    original = shapely.geometry.shape(stored["23"]["geometry"])
    assert moved.hausdorff_distance(original) < 1e-6


def test_only_the_chosen_properties_are_given(client: Client) -> None:
    found = page(client, "schools", properties="pupils,code", limit=5)["features"]
    assert [list(each["properties"]) for each in found] == [["code", "pupils"]] * 5
    whole = exported(client, "schools")[:5]
    assert [each["geometry"] for each in found] == [each["geometry"] for each in whole]


def test_one_feature_is_that_of_the_page(client: Client) -> None:
    first = page(client, "provinces", limit=1)["features"][0]
    answer = client.get(f"/ogc/collections/provinces/items/{first['id']}")
    found = answer.json()
    assert {name: found[name] for name in first} == first
    assert {link["rel"] for link in found["links"]} == {"self", "alternate", "collection"}
    assert client.get("/ogc/collections/provinces/items/99").status_code == 404
    assert client.get("/ogc/collections/provinces/items/%00").status_code in (400, 404)
