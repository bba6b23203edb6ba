"""This file tests GeoPackages and KML by reading them with GDAL and comparing with the GeoJSON."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest
import shapely
from django.test import Client
from shapely.geometry import shape

from layers.catalogue import layers
from layers.publishing.publish import publish
from tests.layers import factories

pytestmark = pytest.mark.django_db
SPACE = "{http://www.opengis.net/kml/2.2}"
FORMATS = ("gpkg", "kml")
PATHS = (
    *(f"{each.id}.%s?parent=23" for each in layers() if each.id != "blocks"),
    "blocks.%s?bbox=51.2,35.5,51.26,35.58",
    "counties.%s?parent=23&indicator=uninsured",
    "neighbourhoods.%s?parent=2310&indicator=hard_to_treat",
)
# LIBKML adds fields of its own.
Read = tuple[list[dict[str, Any]], list[Any]]


def saved(client: Client, path: str, extension: str, folder: Path) -> Path:
    answer = client.get(f"/export/{path % extension}")
    assert answer.status_code == 200, answer.content
    file = folder / f"a.{extension}"
    file.write_bytes(answer.getvalue())
    return file


def read(file: Path) -> Read:
    """Properties and geometries as GDAL reads them; absent values are None."""
    meta, _, shapes, columns = pyogrio.raw.read(file)
    cells = [[plain(cell) for cell in column] for column in columns]
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*cells, strict=True)]
    return rows, [each and shapely.from_wkb(each) for each in shapes]


def plain(cell: Any) -> Any:
    if isinstance(cell, np.datetime64):
        return None if np.isnat(cell) else str(cell.astype("datetime64[D]"))
    value = cell.item() if isinstance(cell, np.generic) else cell
    return None if value != value else value


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("path", PATHS)
def test_a_file_equals_the_geojson_feature_for_feature(
    client: Client, tmp_path: Path, path: str, extension: str
) -> None:
    expected = json.loads(client.get(f"/export/{path % 'geojson'}").getvalue())
    rows, shapes = read(saved(client, path, extension, tmp_path))
    told = [each["properties"] for each in expected["features"]]
    assert len(rows) == len(told)
    for row, properties in zip(rows, told, strict=True):
        assert {name: row[name] for name in properties} == properties
    for found, feature in zip(shapes, expected["features"], strict=True):
        geometry = feature["geometry"] and shape(feature["geometry"])
        assert (found is None) == (geometry is None)
        assert geometry is None or shapely.equals_exact(found, geometry, 1e-9)


def test_a_package_says_where_it_comes_from_and_has_an_index(
    client: Client, tmp_path: Path
) -> None:
    file = saved(client, "counties.%s?parent=23&indicator=uninsured", "gpkg", tmp_path)
    about = pyogrio.read_info(file)
    assert about["crs"] == "EPSG:4326"
    assert about["capabilities"]["fast_spatial_filter"]
    told = json.loads(about["layer_metadata"]["metadata"])
    assert told["row_count"] == 16
    assert told["sources"][0]["licence"]
    with closing(sqlite3.connect(file)) as package:
        assert package.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        title, description = package.execute(
            "SELECT identifier, description FROM gpkg_contents"
        ).fetchone()
        assert package.execute("SELECT count(*) FROM rtree_counties_geom").fetchone() == (16,)
    assert title == "شهرستان‌ها"
    assert "پروانهٔ استفاده" in description


def test_a_file_without_rows_has_its_columns(client: Client, tmp_path: Path) -> None:
    path = "counties.%s?bbox=1,1,2,2"
    about = pyogrio.read_info(saved(client, path, "gpkg", tmp_path))
    assert about["features"] == 0
    assert {"code", "name_fa", "edition"} <= set(about["fields"])
    document = ElementTree.parse(saved(client, path, "kml", tmp_path))
    fields = [each.get("name") for each in document.iter(f"{SPACE}SimpleField")]
    assert {"code", "name_fa", "edition"} <= set(fields)


def test_the_same_rows_give_the_same_bytes_and_nothing_stays(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.DOWNLOAD_FOLDER = str(tmp_path)
    for extension in FORMATS:
        tags = {client.get(f"/export/schools.{extension}?parent=23")["ETag"] for _ in range(2)}
        assert len(tags) == 1, extension
    assert list(tmp_path.iterdir()) == []


HOSTILE = ("</name><b>&\"'", "=1+1", "]]>", "a\x0bb\x1f", "'); DROP TABLE x;--")


def test_hostile_names_stay_texts(client: Client, tmp_path: Path) -> None:
    factories.province_with_two_counties()
    for number, name in enumerate(HOSTILE):
        factories.school(f"s-{number}", 50.2, 30.5, name_fa=name)
    publish(["schools"])
    path = "schools.%s?parent=99"
    packed, _ = read(saved(client, path, "gpkg", tmp_path))
    assert [row["name_fa"] for row in packed] == list(HOSTILE)
    document = ElementTree.parse(saved(client, path, "kml", tmp_path))
    names = [each.findtext(f"{SPACE}name") for each in document.iter(f"{SPACE}Placemark")]
    assert names == [*HOSTILE[:3], "ab", HOSTILE[4]]
