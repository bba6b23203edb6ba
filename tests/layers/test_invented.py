"""This file tests that wholly or partly invented data is labelled in every output."""

import json

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import Polygon
from django.test import Client

from layers.catalogue import layer
from layers.models import Block, BlockCell, School, Settlement
from layers.profile.sections import places
from layers.publishing.publish import publish
from layers.queries import inside
from layers.tiles.cut import tile
from tests.layers import factories
from tests.layers.tiles.test_tiles_agree import tiles_that_hold

pytestmark = pytest.mark.django_db


def flags(client: Client, layer_id: str, query: str = "") -> tuple[bool, bool]:
    """The values in TileJSON and in the metadata of a file."""
    said = client.get(f"/tiles/{layer_id}.json{query}").json()["synthetic"]
    body = json.loads(client.get(f"/export/{layer_id}.geojson{query}").getvalue())
    return said, body["metadata"]["synthetic"]


def test_real_provinces_are_real(client: Client) -> None:
    assert flags(client, "provinces") == (False, False)


@pytest.mark.parametrize("query", ["", "?edition=test-province"])
def test_an_invented_edition_of_a_real_source(client: Client, query: str) -> None:
    invented = factories.edition("province", synthetic=True)
    factories.area("99", factories.square(50, 30, 51, 31), edition=invented)
    assert flags(client, "provinces", query) == (True, True)


def test_an_invented_area_of_a_real_edition(client: Client) -> None:
    factories.area("99", factories.square(50, 30, 51, 31), synthetic=True)
    assert flags(client, "provinces") == (True, True)


def test_an_invented_figure_on_real_areas(client: Client) -> None:
    factories.area("99", factories.square(50, 30, 51, 31))
    factories.figure("99", 50, 1000, synthetic=True)
    address = "/export/provinces.geojson?indicator=test-rate"
    assert json.loads(client.get(address).getvalue())["metadata"]["synthetic"] is True


def test_an_invented_point_of_a_real_source(client: Client) -> None:
    assert flags(client, "places") == (False, False)
    town = Settlement.objects.first()
    town.synthetic = True
    town.save()
    assert flags(client, "places") == (True, True)


def test_a_square_of_real_and_invented_blocks_is_a_sample() -> None:
    for number, synthetic in enumerate((True, False)):
        west = 50 + number / 10_000
        Block.objects.create(
            code=f"b{number}",
            province_code="99",
            boundary=Polygon.from_bbox((west, 30, west + 0.0001, 30.0001)),
            source=factories.source(),
            synthetic=synthetic,
        )
    publish(["blocks"])
    above = BlockCell.objects.filter(
        blocks=2, square_3857__contains=Block.objects.get(code="b0").boundary_3857
    )
    assert above.count() >= 5
    assert all(cell.synthetic for cell in above)


def test_a_cluster_says_how_many_of_its_points_are_invented() -> None:
    for number, synthetic in enumerate((True, True, False)):
        factories.school(f"s{number}", 50 + number / 100_000, 30, synthetic=synthetic)
    publish(["schools"])
    point = School.objects.get(code="s0").location_3857.coords
    (address,) = tiles_that_hold([point], 8)
    decoded = mapbox_vector_tile.decode(tile(layer("schools"), *address).body)
    (cluster,) = [
        feature["properties"]
        for feature in decoded["schools_clusters"]["features"]
        if feature["properties"]["count"] == 3
    ]
    assert (cluster["synthetic"], cluster["synthetic_count"]) == (True, 2)


def test_a_profile_with_one_invented_school_says_so() -> None:
    for number, synthetic in enumerate((True, False)):
        factories.school(f"s{number}", 50 + number / 10, 30, synthetic=synthetic)
    assert places.schools(inside("99")).synthetic
