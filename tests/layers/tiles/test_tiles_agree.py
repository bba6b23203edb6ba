"""This file tests that tiles hold the counts of the tables, and that GDAL reads them."""

import math
import warnings
from pathlib import Path

import mapbox_vector_tile
import pyogrio
import pytest
from django.db.models import QuerySet
from django.test import Client

from layers.catalogue import layer
from layers.geometry import HALF_WORLD_M
from layers.models import BLOCK_COUNTS, Block, BlockCell, House, Prison, School
from layers.queries import current_areas
from layers.tiles.cut import tile

pytestmark = pytest.mark.django_db


def tiles_that_hold(points: list[tuple[float, float]], zoom: int) -> set[tuple[int, int, int]]:
    """Addresses of the tiles that hold points given in Web Mercator metres."""
    side_m = 2 * HALF_WORLD_M / 2**zoom
    return {
        (zoom, math.floor((x + HALF_WORLD_M) / side_m), math.floor((HALF_WORLD_M - y) / side_m))
        for x, y in points
    }


def codes_in_tiles(layer_id: str, inside: str, addresses: set[tuple[int, int, int]]) -> set[str]:
    found = set()
    for address in addresses:
        decoded = mapbox_vector_tile.decode(tile(layer(layer_id), *address).body)
        for feature in decoded.get(inside, {"features": []})["features"]:
            found.add(feature["properties"]["code"])
    return found


@pytest.mark.parametrize(
    ("layer_id", "level", "zoom"),
    [
        ("provinces", "province", 5),
        ("counties", "county", 8),
        ("neighbourhoods", "neighbourhood", 9),
        ("neighbourhoods", "neighbourhood", 13),
    ],
)
def test_tiles_and_labels_hold_every_area_in_force(layer_id: str, level: str, zoom: int) -> None:
    areas = current_areas(level)
    points = [(area.anchor_3857.x, area.anchor_3857.y) for area in areas]
    addresses = tiles_that_hold(points, zoom)
    expected = {area.code for area in areas}
    assert codes_in_tiles(layer_id, layer_id, addresses) == expected
    assert codes_in_tiles(layer_id, f"{layer_id}_labels", addresses) == expected


def test_far_out_neighbourhoods_have_no_labels_that_nobody_reads() -> None:
    points = [(area.anchor_3857.x, area.anchor_3857.y) for area in current_areas("neighbourhood")]
    addresses = tiles_that_hold(points, 8)
    assert codes_in_tiles("neighbourhoods", "neighbourhoods", addresses)
    assert not codes_in_tiles("neighbourhoods", "neighbourhoods_labels", addresses)


@pytest.mark.parametrize(
    ("layer_id", "places"),
    [
        ("schools", School.objects.all()),
        ("houses", House.objects.all()),
        ("prisons", Prison.objects.all()),
    ],
)
def test_every_located_place_is_in_a_tile_where_nothing_is_clustered(
    layer_id: str, places: QuerySet
) -> None:
    located = places.exclude(location=None)
    points = [(place.location_3857.x, place.location_3857.y) for place in located]
    addresses = tiles_that_hold(points, 13)
    assert codes_in_tiles(layer_id, layer_id, addresses) == {place.code for place in located}


@pytest.mark.parametrize("zoom", [3, 6, 9, 12])
def test_clusters_lose_no_point(zoom: int) -> None:
    located = School.objects.exclude(location=None)
    addresses = tiles_that_hold([(p.location_3857.x, p.location_3857.y) for p in located], zoom)
    # A cluster lies at the mean of its points, which may be in the neighbouring tile.
    around = {
        (z, x + dx, y + dy) for z, x, y in addresses for dx in (-1, 0, 1) for dy in (-1, 0, 1)
    }
    singles: set[str] = set()
    clusters: set[tuple[int, int, int]] = set()
    for z, x, y in around:
        decoded = mapbox_vector_tile.decode(tile(layer("schools"), z, x, y).body)
        for feature in decoded.get("schools", {"features": []})["features"]:
            singles.add(feature["properties"]["code"])
        for feature in decoded.get("schools_clusters", {"features": []})["features"]:
            px, py = feature["geometry"]["coordinates"]
            if 0 <= px < 4096 and 0 < py <= 4096:
                clusters.add((x * 4096 + px, y * 4096 - py, feature["properties"]["count"]))
    assert len(singles) + sum(count for _, _, count in clusters) == located.count()


def test_squares_sum_to_what_blocks_publish() -> None:
    published = sum(
        block.persons for block in Block.objects.only("persons", "hidden") if not block.hidden & 1
    )
    for zoom in BlockCell.objects.values_list("zoom", flat=True).distinct():
        cells = BlockCell.objects.filter(zoom=zoom)
        assert sum(cell.persons for cell in cells) == published
        assert sum(cell.blocks for cell in cells) == Block.objects.count()


def test_blocks_of_a_tile_show_no_withheld_count() -> None:
    block = Block.objects.exclude(hidden=0).first()
    assert block is not None
    (address,) = tiles_that_hold([block.boundary_3857.centroid.coords], 14)
    decoded = mapbox_vector_tile.decode(tile(layer("blocks"), *address).body)
    shown = next(
        feature["properties"]
        for feature in decoded["blocks"]["features"]
        if feature["properties"]["code"] == block.code
    )
    names = [name for bit, name in enumerate(BLOCK_COUNTS) if block.hidden >> bit & 1]
    assert names
    assert not set(names) & set(shown)


def test_gdal_reads_a_tile_without_a_warning(client: Client, tmp_path: Path) -> None:
    county = current_areas("neighbourhood").filter(county_code="2310").first()
    assert county is not None
    (address,) = tiles_that_hold([(county.anchor_3857.x, county.anchor_3857.y)], 12)
    z, x, y = address
    body = client.get(f"/tiles/neighbourhoods/{z}/{x}/{y}.mvt").content
    path = tmp_path / f"{y}.mvt"
    path.write_bytes(body)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        names = [name for name, _ in pyogrio.list_layers(path)]
        assert set(names) == {"neighbourhoods", "neighbourhoods_labels"}
        _, _, geometry, _ = pyogrio.raw.read(path, layer="neighbourhoods")
    assert len(geometry) >= 1
