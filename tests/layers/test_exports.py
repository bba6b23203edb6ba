"""This file tests exported files by reading them with other readers."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pyogrio
import pytest
import shapely
from django.test import Client

from layers.catalogue import layer
from layers.exporting.making import FORMATS
from layers.models import School
from layers.publishing.publish import publish
from layers.views.exports import selection
from tests.layers import factories

pytestmark = pytest.mark.django_db


def geojson(client: Client, address: str) -> dict:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.getvalue())


def test_an_export_says_where_it_comes_from(client: Client) -> None:
    found = geojson(client, "/export/provinces.geojson")
    assert found["type"] == "FeatureCollection"
    assert len(found["features"]) == 31
    about = found["metadata"]
    assert about["sources"][0]["licence"]
    assert about["editions"]
    assert about["synthetic"] is False
    feature = found["features"][0]
    assert feature["properties"]["boundary_source"]
    assert feature["properties"]["boundary_licence"]
    assert feature["properties"]["edition"] in about["editions"]


def test_gdal_reads_the_export_and_finds_the_same_rows(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "provinces.geojson"
    path.write_bytes(client.get("/export/provinces.geojson").getvalue())
    meta, _, geometry, _ = pyogrio.raw.read(path)
    assert meta["crs"] == "EPSG:4326"
    assert len(geometry) == 31
    assert shapely.is_valid(shapely.from_wkb(geometry)).all()
    assert "code" in meta["fields"]


def test_figures_in_the_file_are_those_of_the_map(client: Client) -> None:
    listed = client.get("/values/provinces/population.json").json()
    found = geojson(client, "/export/provinces.geojson?indicator=population")
    values = {f["properties"]["code"]: f["properties"]["value"] for f in found["features"]}
    assert values == {code: area["value"] for code, area in listed["areas"].items()}


BOUNDARY_COLUMNS = ("boundary_source", "boundary_licence", "edition", "boundary_synthetic")
FIGURE_COLUMNS = ("figure_source", "figure_licence", "figure_as_of")


@pytest.fixture
def two_sources() -> None:
    """Counties drawn by one source under one licence, with an invented figure of another."""
    factories.province_with_two_counties()
    survey = factories.source("test-figures", licence="CC BY 4.0")
    fields = {"source": survey, "as_of": date(2022, 6, 1), "synthetic": True}
    factories.figure("9901", 30, 200, **fields)
    publish(["counties"])


def written(extension: str, **values: str) -> str:
    """A file of the test's counties."""
    chosen = selection(layer("counties"), {"parent": "99", **values})
    made = FORMATS[extension].write(chosen, None)
    return made.part(0, made.size_bytes).decode("utf-8-sig")


def rows_by_code(**values: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in csv.DictReader(io.StringIO(written("csv", **values)))}


def test_a_figure_and_its_boundary_have_each_their_own_source(
    two_sources: None,
) -> None:
    rows = rows_by_code(indicator="test-rate")
    found = json.loads(written("geojson", indicator="test-rate"))
    features = {each["id"]: each["properties"] for each in found["features"]}
    boundary = ("test-source", "CC0-1.0", "test-county", "false")
    assert tuple(rows["9901"][name] for name in BOUNDARY_COLUMNS) == boundary
    figure = ("test-figures", "CC BY 4.0", "2022-06-01")
    assert tuple(rows["9901"][name] for name in FIGURE_COLUMNS) == figure
    assert tuple(features["9901"][name] for name in FIGURE_COLUMNS) == figure
    assert features["9901"]["boundary_licence"] == "CC0-1.0"
    # Without a figure there is no source of one.
    assert tuple(rows["9902"][name] for name in FIGURE_COLUMNS) == ("", "", "")
    assert tuple(features["9902"][name] for name in FIGURE_COLUMNS) == (None, None, None)
    assert not {"source", "licence"} & rows["9901"].keys(), "of which of the two?"
    assert list(features["9901"]) == [
        name for name in rows["9901"] if name not in ("longitude", "latitude")
    ]


def test_a_row_with_an_invented_figure_says_that_it_is_invented(
    two_sources: None,
) -> None:
    rows = rows_by_code(indicator="test-rate")
    assert {code: row["synthetic"] for code, row in rows.items()} == {
        "9901": "true",
        "9902": "false",
    }
    assert {row["boundary_synthetic"] for row in rows.values()} == {"false"}
    found = json.loads(written("geojson", indicator="test-rate"))
    assert [f["properties"]["synthetic"] for f in found["features"]] == [True, False]
    assert found["metadata"]["synthetic"] is True
    assert {row["synthetic"] for row in rows_by_code().values()} == {"false"}


def test_the_filters_are_those_of_the_screen(client: Client) -> None:
    whole = geojson(client, "/export/counties.geojson")["features"]
    tehran = geojson(client, "/export/counties.geojson?province=23")["features"]
    assert len(tehran) == 16
    assert {f["properties"]["code"] for f in tehran} < {f["properties"]["code"] for f in whole}
    assert geojson(client, "/export/counties.geojson?parent=23")["features"] == tehran
    one = geojson(client, "/export/schools.geojson?county=2310")["features"]
    assert {f["properties"]["county"] for f in one} <= {"2310"}
    box = geojson(client, "/export/places.geojson?bbox=51.2,35.5,51.6,35.9")["features"]
    assert box
    for feature in box:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 51.2 <= longitude <= 51.6
        assert 35.5 <= latitude <= 35.9


def test_csv_opens_in_a_spreadsheet_and_runs_no_formula(client: Client) -> None:
    answer = client.get("/export/prisons.csv")
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert {"code", "name_fa", "longitude", "latitude", "source", "licence"} <= set(rows[0])
    unlocated = [row for row in rows if row["longitude"] == ""]
    assert unlocated, "a prison whose position is unknown is listed without one"


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/export/schools.geojson?bbox=", "bbox"),
        ("/export/schools.geojson?county=%20", "county"),
        ("/export/counties.csv?parent=", "parent"),
        ("/export/schools.geojson?bbox=1,2,3", "bbox"),
        ("/export/schools.geojson?bbox=a,b,c,d", "bbox"),
        ("/export/schools.geojson?bbox=52,36,51,35", "bbox"),
        ("/export/schools.geojson?bbox=nan,1,2,3", "bbox"),
        ("/export/schools.geojson?bbox=51,35,52,36&bbox=51,35,52,36", "bbox"),
        ("/export/schools.geojson?province=tehran", "province"),
        ("/export/schools.geojson?province=99", "province"),
        ("/export/schools.geojson?province=2310", "province"),
        ("/export/schools.csv?county=99999999", "county"),
        ("/export/schools.geojson?where=1", "where"),
        ("/export/schools.geojson?indicator=population", "indicator"),
        ("/export/counties.geojson?indicator=population&year=5", "year"),
        ("/export/counties.geojson?year=1404", "year"),
        ("/export/provinces.csv?indicator=population&parent=23", "parent"),
        ("/export/counties.csv?classes=3", "classes"),
    ],
)
def test_a_wrong_filter_is_named(client: Client, address: str, parameter: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter


def test_an_empty_filter_does_not_give_everything(client: Client) -> None:
    problem = client.get("/export/schools.geojson?bbox=").json()
    assert "خالی است" in problem["detail_fa"]
    assert "It is empty" in problem["detail"]


def test_unknown_layers_and_formats_are_404(client: Client) -> None:
    assert client.get("/export/nothing.geojson").status_code == 404
    assert client.get("/export/schools.exe").status_code == 404
    assert client.get("/export/counties.geojson?parent=77").status_code == 404


def test_a_neighbourhood_has_its_schools_but_no_parts(client: Client) -> None:
    code = School.objects.exclude(neighbourhood_code="").values_list("neighbourhood_code")[0][0]
    inside = School.objects.filter(neighbourhood_code=code)
    answer = client.get(f"/export/schools.geojson?parent={code}")
    found = json.loads(answer.getvalue())["features"]
    assert {each["properties"]["code"] for each in found} == {each.code for each in inside}
    refused = client.get(f"/export/neighbourhoods.geojson?parent={code}")
    assert refused.status_code == 400
    assert refused.json()["parameter"] == "parent"


def test_sources_and_editions_are_those_of_the_province(client: Client) -> None:
    factories.province_with_two_counties()
    told = {
        province: geojson(client, f"/export/counties.geojson?{province}")["metadata"]
        for province in ("parent=99", "province=99", "county=9901", "parent=23", "parent=IR")
    }
    for inside in ("parent=99", "province=99", "county=9901"):
        assert told[inside]["editions"] == ["test-county"]
        assert [each["code"] for each in told[inside]["sources"]] == ["test-source"]
    assert "test-county" not in told["parent=23"]["editions"]
    assert set(told["parent=IR"]["editions"]) > set(told["parent=23"]["editions"])
