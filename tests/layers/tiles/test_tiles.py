"""This file tests tiles by decoding them: their features, positions and addresses."""

import math
from typing import Any

import mapbox_vector_tile
import pghistory
import pytest
from django.contrib.gis.geos import Point
from django.db import OperationalError, connection
from django.test import Client

from layers.catalogue import layer
from layers.db import execute_prepared
from layers.models import Area
from layers.publishing.publish import publish
from layers.publishing.versions import raise_version
from layers.tiles.cut import layer_token, tile
from tests.layers import factories

pytestmark = pytest.mark.django_db


def tile_at(longitude: float, latitude: float, zoom: int) -> tuple[int, int, int]:
    """Column and row of the tile that holds a point (XYZ scheme)."""
    x = (longitude + 180) / 360 * 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**zoom
    return zoom, int(x), int(y)


def features(body: bytes, name: str) -> list[dict[str, Any]]:
    return mapbox_vector_tile.decode(body).get(name, {"features": []})["features"]


def codes(body: bytes, name: str) -> set[str]:
    return {feature["properties"]["code"] for feature in features(body, name)}


def test_what_only_reads_sends_no_history_and_fails_in_the_words_of_django() -> None:
    with pghistory.context(url="/planning/measure/"):
        (seen,) = execute_prepared(
            "seen_by_tests",
            "SELECT current_setting('pghistory.context_metadata', true) || repeat('', $1)",
            (1,),
            types=("integer",),
        )
    assert not seen
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 50")
    with pytest.raises(OperationalError):
        execute_prepared("slow_in_tests", "SELECT pg_sleep($1)", (5,), types=("integer",))


@pytest.fixture
def two_counties() -> None:
    factories.province_with_two_counties()
    publish(["provinces", "counties"])


def test_a_tile_holds_polygons_and_label_points(two_counties: None) -> None:
    body = tile(layer("counties"), *tile_at(50.5, 30.5, 5)).body
    assert {"9901", "9902"} <= codes(body, "counties")
    assert {"9901", "9902"} <= codes(body, "counties_labels")
    west = next(f for f in features(body, "counties") if f["properties"]["code"] == "9901")
    assert west["properties"] == {
        "code": "9901",
        "name_fa": "جای 9901",
        "name_en": "Place 9901",
        "parent": "99",
        "province": "99",
        "county": "9901",
        "synthetic": False,
    }


def test_neighbours_keep_their_common_border_at_every_zoom(two_counties: None) -> None:
    for zoom in range(5, 13):
        shapes = list(
            Area.objects.filter(code__in=["9901", "9902"])
            .filter(areashape__zoom=zoom)
            .values_list("areashape__shape_3857", flat=True)
        )
        assert len(shapes) == 2
        assert shapes[0].touches(shapes[1])
        assert shapes[0].intersection(shapes[1]).geom_type in ("LineString", "MultiLineString")


def test_an_area_without_a_polygon_is_shown_as_its_point() -> None:
    factories.area("99", factories.square(50, 30, 51, 31))
    factories.area("9901", None, anchor=Point(50.25, 30.5, srid=4326))
    publish(["counties"])
    body = tile(layer("counties"), *tile_at(50.25, 30.5, 9)).body
    (feature,) = features(body, "counties")
    assert feature["geometry"]["type"] == "Point"


def test_points_that_fall_together_are_counted_and_then_shown_singly() -> None:
    factories.school("T1", 50.2, 30.2)
    factories.school("T2", 50.2001, 30.2001)
    factories.school("T3", 49.8, 30.2)
    publish(["schools"])
    low = tile(layer("schools"), *tile_at(50.2, 30.2, 8)).body
    assert [f["properties"]["count"] for f in features(low, "schools_clusters")] == [2]
    assert codes(low, "schools") == {"T3"}
    high = tile(layer("schools"), *tile_at(50.2, 30.2, 13)).body
    assert codes(high, "schools") == {"T1", "T2"}
    assert features(high, "schools_clusters") == []


def test_the_address_of_tilejson_serves_an_immutable_tile(
    two_counties: None, client: Client
) -> None:
    described = client.get("/tiles/counties.json").json()
    assert described["tilejson"] == "3.0.0"
    assert {inside["id"] for inside in described["vector_layers"]} == {
        "counties",
        "counties_labels",
    }
    z, x, y = tile_at(50.5, 30.5, 5)
    address = described["tiles"][0].format(z=z, x=x, y=y).removeprefix("http://testserver")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert not answer.cookies
    assert "Vary" not in answer


def test_an_old_address_answers_with_what_is_true_now_but_is_not_kept(
    two_counties: None, client: Client
) -> None:
    old = layer_token(layer("counties"))
    publish(["counties"], ["99"])
    z, x, y = tile_at(50.5, 30.5, 5)
    answer = client.get(f"/tiles/counties/{old}/{z}/{x}/{y}.mvt")
    assert answer.status_code == 200
    assert "immutable" not in answer["Cache-Control"]


def test_the_plain_address_answers_304_until_a_province_it_touches_changes(
    two_counties: None, client: Client
) -> None:
    z, x, y = tile_at(50.5, 30.5, 9)
    plain = f"/tiles/counties/{z}/{x}/{y}.mvt"
    etag = client.get(plain)["ETag"]
    assert client.get(plain, headers={"If-None-Match": etag}).status_code == 304
    # Golestan is 700 km away; a change there does not affect this tile.
    raise_version(layer("counties"), ["27"])
    assert client.get(plain, headers={"If-None-Match": etag}).status_code == 304
    before = client.get(plain)["ETag"]
    raise_version(layer("counties"), ["99"])
    assert client.get(plain, headers={"If-None-Match": before}).status_code == 200


def test_an_empty_tile_is_204_and_a_wrong_address_404(client: Client) -> None:
    assert client.get("/tiles/prisons/14/0/0.mvt").status_code == 204
    for wrong in (
        "/tiles/prisons/15/0/0.mvt",
        "/tiles/prisons/2/0/0.mvt",
        "/tiles/prisons/5/32/0.mvt",
        "/tiles/prisons/5/0/99999999.mvt",
        "/tiles/nothing/5/1/1.mvt",
        "/tiles/prisons/x/1/1.mvt",
        "/tiles/prisons/-1/1/1.mvt",
        "/tiles/prisons/zzzzzzzzzzzz/5/1/1.mvt",
        "/tiles/provinces/99999999999999999999-abcdef123456/5/20/12.mvt",
        "/tiles/prisons/5/1/1.png",
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_a_tile_outside_says_what_is_wrong_with_it(client: Client) -> None:
    zoom = client.get("/tiles/counties/3/1/1.mvt").json()
    assert "از بزرگ‌نمایی ۴ تا ۱۴ دارد" in zoom["detail_fa"]
    assert "from zoom 4 to 14" in zoom["detail"]
    for address in ("/tiles/counties/5/999/9.mvt", "/tiles/counties/5/9/32.mvt"):
        place = client.get(address).json()
        assert "در بزرگ‌نمایی ۵ ستون و ردیف از ۰ تا ۳۱ است" in place["detail_fa"]
        assert "At zoom 5 the column and row run from 0 to 31" in place["detail"]


def test_a_tile_takes_no_parameters(client: Client) -> None:
    answer = client.get("/tiles/prisons/14/0/0.mvt?where=1")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "where"
    assert "این نشانی پارامتری نمی‌پذیرد" in answer.json()["detail_fa"]
    assert "This address takes no parameters." in answer.json()["detail"]


def test_an_edition_can_be_looked_at_by_name(two_counties: None, client: Client) -> None:
    described = client.get("/tiles/counties.json?edition=test-county").json()
    z, x, y = tile_at(50.5, 30.5, 5)
    address = described["tiles"][0].format(z=z, x=x, y=y).removeprefix("http://testserver")
    assert codes(client.get(address).content, "counties") == {"9901", "9902"}
    assert client.get("/tiles/counties.json?edition=no-such").status_code == 404
    assert client.get("/tiles/provinces.json?edition=test-county").status_code == 404


def test_an_unpublished_edition_is_seen_by_nobody(client: Client) -> None:
    factories.province_with_two_counties()
    draft = factories.edition("county", "draft-counties", is_published=False)
    Area.objects.filter(code__startswith="99", level="county").update(edition=draft)
    publish(["counties"])
    z, x, y = tile_at(50.5, 30.5, 5)
    token = layer_token(layer("counties"))
    assert "9901" not in codes(client.get(f"/tiles/counties/{z}/{x}/{y}.mvt").content, "counties")
    address = f"/tiles/counties/{draft.pk}-{token}/{z}/{x}/{y}.mvt"
    assert client.get(address).status_code == 204
    assert client.get("/tiles/counties.json?edition=draft-counties").status_code == 404
    assert "draft-counties" not in client.get("/export/counties.geojson").getvalue().decode()
