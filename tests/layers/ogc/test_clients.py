"""This file tests the service with programs that others wrote, against the real server."""

from collections.abc import Iterator

import numpy
import pyogrio
import pytest
import shapely
from django.db import connection
from django.test import Client
from owslib.ogcapi.features import Features

from bench.server import Server
from layers.catalogue import layers
from layers.ogc.conformance import CLASSES
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


def test_gdal_leaves_conditions_to_the_server(
    server: Server, client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """Blocks of one county in as few pages as they fill, instead of all pages of the country."""
    pyogrio.set_gdal_config_options({"CPL_DEBUG": "HTTP"})
    try:
        rows, _ = opened(server, "blocks", where="county = '2321' AND persons > 300")
    finally:
        pyogrio.set_gdal_config_options({"CPL_DEBUG": None})
    told = capfd.readouterr()
    asked = [line for line in (told.out + told.err).splitlines() if "/items?" in line]
    assert len([line for line in asked if "filter=" in line]) == len(rows) // 1_000 + 1
    assert len(asked) <= len(rows) // 1_000 + 3
    expected = [
        each["id"]
        for each in exported(client, "blocks", "?county=2321")
        if (each["properties"]["persons"] or 0) > 300
    ]
    assert [row["code"] for row in rows] == expected != []


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


def test_owslib_reads_documents_queryables_and_items(server: Server, client: Client) -> None:
    service = Features(f"{server.address}/ogc/")
    assert set(service.feature_collections()) == {spec.id for spec in layers()}
    assert set(service.conformance()["conformsTo"]) == set(CLASSES)
    assert service.api()["openapi"].startswith("3.0.")
    assert service.collection("places")["storageCrs"].endswith("CRS84")
    assert "population" in service.collection_queryables("places")["properties"]
    found = service.collection_items(
        "places", limit=1_000, filter="population > 500000", properties="code,population"
    )
    large = [
        each
        for each in exported(client, "places")
        if (each["properties"]["population"] or 0) > 500_000
    ]
    assert [each["id"] for each in found["features"]] == [each["id"] for each in large]
    assert found["numberMatched"] == len(large)
    one = service.collection_item("provinces", "23")
    assert one["properties"]["name_fa"] == "تهران"
