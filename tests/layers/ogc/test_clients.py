"""This file tests the service with programs that others wrote, against the real server."""

from collections.abc import Iterator

import numpy
import pyogrio
import pytest
import shapely
from django.db import connection
from django.test import Client

from bench.server import Server
from layers.catalogue import layers
from tests.layers.ogc.asking import exported
from tests.served import served

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with served(connection.settings_dict["NAME"]) as running:
        yield running


def opened(server: Server, layer: str, **options: object) -> tuple[list[dict], list]:
    """What GDAL reads: the properties of each feature, and the geometries."""
    meta, _, shapes, columns = pyogrio.raw.read(
        f"OAPIF:{server.address}/ogc/", layer=layer, **options
    )
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    return rows, list(shapely.from_wkb(shapes))


def test_gdal_finds_every_layer(server: Server) -> None:
    found = pyogrio.list_layers(f"OAPIF:{server.address}/ogc/")
    assert set(found[:, 0]) == {spec.id for spec in layers()}


@pytest.mark.parametrize("layer", ["provinces", "neighbourhoods", "schools"])
def test_gdal_reads_all_pages_with_persian_text(server: Server, client: Client, layer: str) -> None:
    rows, shapes = opened(server, layer, PAGE_SIZE=50)
    expected = exported(client, layer)
    assert [row["code"] for row in rows] == [each["id"] for each in expected]
    assert [row["name_fa"] for row in rows] == [each["properties"]["name_fa"] for each in expected]
    for shape, each in zip(shapes, expected, strict=True):
        assert shapely.equals_exact(shape, shapely.geometry.shape(each["geometry"]), 1e-9)


def test_gdal_asks_the_server_for_box_and_condition(server: Server, client: Client) -> None:
    box = (51.2, 35.5, 51.6, 35.9)
    rows, _ = opened(server, "places", bbox=box)
    expected = exported(client, "places", "?bbox=51.2,35.5,51.6,35.9")
    assert {row["code"] for row in rows} == {each["id"] for each in expected}
    rows, _ = opened(server, "places", where="population > 500000 AND province = '23'")
    large = [
        each["id"]
        for each in exported(client, "places", "?province=23")
        if (each["properties"]["population"] or 0) > 500_000
    ]
    assert [row["code"] for row in rows] == large


def test_gdal_reads_withheld_counts_as_missing(server: Server, client: Client) -> None:
    rows, _ = opened(server, "blocks", where="county = '2321'")
    expected = exported(client, "blocks", "?county=2321")
    assert len(rows) == len(expected)
    missing = [each["properties"]["disabled"] is None for each in expected]
    assert any(missing)
    assert [bool(numpy.isnan(row["disabled"])) for row in rows] == missing
